"""Fit the posterior's weights on labelled folders, and say how well they hold on suppliers they have not seen.

    .venv/bin/python -m benchmarks.posterior FOLDER [FOLDER ...] [--write [FILE]] [--seed 1]

Folders of PDFs with ``.truth.json``; ``benchmarks.adversary --keep`` makes one. All figures are of suppliers that had
no part in their fit (six folds). Readers are simulated over the candidates: perfect, and wrong in a tenth, a quarter
and a half of the values. Needs numpy. ``--write`` fits on everything and writes the weights, the package's own unless
a file is named.
"""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.posterior.examples import DocumentExample, examples
from benchmarks.posterior.figures import Judged, area, calibration_error, judged, line
from benchmarks.posterior.fitting import fit
from benchmarks.posterior.folds import FOLDS, fold_of
from invoice_llm.reading import posterior
from invoice_llm.reading.posterior.weights import FILE, Weights

NIGHTS: tuple[tuple[str, float | None], ...] = (
    ("no model", None),
    ("perfect", 0.0),
    ("a tenth wrong", 0.1),
    ("a quarter wrong", 0.25),
    ("half wrong", 0.5),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--write", type=Path, nargs="?", const=Path(posterior.__file__).parent / FILE)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    documents = [document for folder in options.folders for document in examples(folder)]
    told = _cross_validated(documents, options.seed)
    for name, judgements in told.items():
        print(line(name, judgements))
    for one in told["all, perfect"]:
        if one.confidence >= 0.75 and not one.right:
            print(f"  accepted wrongly: {one.document.name} {one.confidence:.3f} {', '.join(one.faults)}")
    if options.write:
        _write(options.write, documents, told, options.seed)


def _cross_validated(documents: list[DocumentExample], seed: int) -> dict[str, list[Judged]]:
    """Judgements by group of documents and reader, each document's by a fit without its supplier."""
    fold = fold_of(documents, seed)
    told: dict[str, list[Judged]] = {}
    for index in range(FOLDS):
        weights = fit([d for d in documents if fold[d.supplier] != index], seed=seed)
        for name, wrong in NIGHTS:
            for group in ("real", "generated"):
                night = [d for d in documents if (d.folder == "generated") == (group == "generated")]
                judgements = judged(night, weights, wrong=wrong, seed=seed)
                kept = [one for one in judgements if fold[one.document.supplier] == index]
                told.setdefault(f"all, {name}", []).extend(kept)
                told.setdefault(f"{group}, {name}", []).extend(kept)
                if group == "real":
                    other = [one for one in kept if not one.document.folder.startswith("synthetic")]
                    told.setdefault(f"real without synthetic, {name}", []).extend(other)
    return told


def _write(path: Path, documents: list[DocumentExample], told: dict[str, list[Judged]], seed: int) -> None:
    figures = {
        name: {
            "documents": len(judgements),
            "accepted_at_0.75": sum(one.confidence >= 0.75 for one in judgements),
            "of_these_right": sum(one.right for one in judgements if one.confidence >= 0.75),
            "area": round(area(judgements), 4),
            "calibration_error": round(calibration_error(judgements), 4),
        }
        for name, judgements in told.items()
    }
    about = {
        "fitted_on": f"{datetime.now(UTC):%Y-%m-%d}",
        "documents": len(documents),
        "suppliers": len({document.supplier for document in documents}),
        "cross_validated_by_supplier": figures,
    }
    fitted = Weights(fit(documents, seed=seed).fields, about)
    path.write_text(json.dumps(fitted.to_json(), indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
