"""Fit the shipped confidence model and write it with the labelled values it comes from and its reliability picture.

    .venv/bin/python -m benchmarks.gate.ship_calibration FOLDER ANSWERS.jsonl [--write]

The values are those that the label reader finds alone and, where a model's answers were collected
(``benchmarks.gate.answers``), those of both readings side by side. No text and no name of a document is written. All
figures are from fits that have not seen the value's supplier.
"""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.gate.readings import cases, labelled_values
from invoice_llm.reading import confidence
from invoice_llm.reading.confidence.calibration import LabelledValue, calibrate, cross_validated
from invoice_llm.reading.confidence.calibration_data import FILE, to_csv
from invoice_llm.reading.confidence.calibration_picture import picture
from invoice_llm.reading.confidence.calibration_report import Reliability, reliability

SHIPPED = Path(confidence.__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("answers", type=Path)
    parser.add_argument("--write", action="store_true", help="into the package; else only say how good it is")
    arguments = parser.parse_args()
    every = cases(arguments.folder, arguments.answers)
    values = [value for case in every for value in labelled_values(case)]
    report = reliability(cross_validated(values), [value.right for value in values])
    models = sorted({case.model for case in every if case.model} | {"label reader"})
    print(json.dumps({"models": models, **report.to_json()}, indent=1))
    if arguments.write:
        _write(values, report, models, documents=len(every))


def _write(values: list[LabelledValue], report: Reliability, models: list[str], *, documents: int) -> None:
    about = {
        "fitted_on": f"{datetime.now(UTC):%Y-%m-%d}",
        "documents": documents,
        "suppliers": len({value.group for value in values}),
        "readers": models,
        "cross_validated_by_supplier": report.to_json(),
    }
    fitted = calibrate(values, about=about)
    (SHIPPED / "calibration.json").write_text(json.dumps(fitted.to_json(), indent=1) + "\n", "utf-8")
    (SHIPPED / FILE).write_text(to_csv(values), "utf-8")
    (SHIPPED / "reliability.svg").write_text(picture(report, "Confidence on unseen suppliers"), "utf-8")


if __name__ == "__main__":
    main()
