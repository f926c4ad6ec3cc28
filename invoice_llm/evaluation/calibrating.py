"""Refit the confidence model to a labelled folder and to what reviewers decided, and say how far it can be believed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from invoice_llm import lookups
from invoice_llm.errors import ConfigurationError
from invoice_llm.evaluation import Progress, records_of
from invoice_llm.evaluation.labelling import of_decision, of_truth, signals_in, supplier_by_document
from invoice_llm.evaluation.thresholds import JudgedDocument, judged_decision, judged_record, thresholds_json
from invoice_llm.evaluation.truth import Labelled, labelled_documents
from invoice_llm.invoice.record import Record
from invoice_llm.invoice.schema import Invoice
from invoice_llm.pipeline import RunParams
from invoice_llm.pipeline.params import Tier
from invoice_llm.reading.confidence import Calibration
from invoice_llm.reading.confidence.calibration import (
    LEAST_LABELS,
    LEAST_WRONG,
    LabelledValue,
    calibrate,
    cross_validated,
    is_enough,
)
from invoice_llm.reading.confidence.calibration_data import shipped_values
from invoice_llm.reading.confidence.calibration_picture import picture
from invoice_llm.reading.confidence.calibration_report import Reliability, reliability
from invoice_llm.settings import Settings

Decision = tuple[Record, Invoice]
"""A record as it went to a person, and the invoice as it came back."""


@dataclass(frozen=True, slots=True)
class Calibrated:
    """Result of a calibration. ``now`` is how far the confidence in use can be believed for these values, ``then`` the
    refitted one for suppliers it has not seen; both ``None`` where there are no values, ``then`` and ``model`` where
    there are too few. ``documents`` are those that were decided or are labelled, with their confidence."""

    labels: int
    wrong: int
    suppliers: int
    now: Reliability | None
    then: Reliability | None
    model: Calibration | None
    documents: tuple[JudgedDocument, ...] = ()

    @property
    def status(self) -> str:
        return "uncalibrated" if self.model is None else "calibrated"

    def to_json(self) -> dict[str, Any]:
        """The object of ``calibrate --json``."""
        return {
            "status": self.status,
            "labels": self.labels,
            "wrong": self.wrong,
            "suppliers": self.suppliers,
            "needed": {"labels": LEAST_LABELS, "wrong": LEAST_WRONG, "suppliers": 2},
            "calibrator": self.model.calibrator.kind if self.model else None,
            "in_use": self.now.to_json() if self.now else None,
            "refitted": self.then.to_json() if self.then else None,
            "thresholds": thresholds_json(self.documents),
        }


def calibrate_on(
    settings: Settings, folder: Path | None, *, model_tier: Tier = "auto", on_progress: Progress
) -> Calibrated:
    """From all that people decided, and from a labelled folder where one is named."""
    decisions = list(lookups.reviewed(settings))
    values = decided_by_reviewers(decisions)
    judged = [one for before, after in decisions if (one := judged_decision(before, after))]
    if folder is not None:
        read = _read_labelled(folder, settings, RunParams(force=True, model_tier=model_tier), on_progress)
        values += labelled_in(read)
        judged += [one for document, record in read if (one := judged_record(record, document))]
    return replace(refit(values, Calibration.load(settings.calibration_file)), documents=tuple(judged))


def _read_labelled(
    folder: Path, settings: Settings, params: RunParams, on_progress: Progress
) -> list[tuple[Labelled, Record]]:
    """Every labelled document of a folder with its record, read as a page: an e-invoice's data are not weighed."""
    if not folder.is_dir():
        raise ConfigurationError(f"{folder} is not a folder; name one with documents and <stem>.truth.json beside them")
    documents = [document for document in labelled_documents(folder) if document.path.suffix.lower() != ".xml"]
    records = records_of([document.path for document in documents], settings, params, "text", on_progress)
    return list(zip(documents, records, strict=True))


def labelled_in(read: list[tuple[Labelled, Record]]) -> list[LabelledValue]:
    """The values of labelled documents that were found."""
    groups = supplier_by_document([document for document, _ in read])
    return [
        value
        for document, record in read
        if record.invoice
        for value in of_truth(record.invoice, signals_in(record), document, groups[document.name], page_only=True)
    ]


def decided_by_reviewers(decisions: Iterable[Decision]) -> list[LabelledValue]:
    return [value for before, after in decisions for value in of_decision(before, after)]


def refit(values: list[LabelledValue], in_use: Calibration) -> Calibrated:
    """Weights learn from the shipped values as well; the probabilities are fitted to these ones alone."""
    right = [value.right for value in values]
    found = [in_use.probability(value.kind, value.signals) for value in values]
    counted = (len(values), right.count(False), len({value.group for value in values}))
    now = reliability(found, right) if values else None
    if not is_enough(values):
        return Calibrated(*counted, now, None, None)
    more = shipped_values()
    then = reliability(cross_validated(values, more), right)
    about = {
        "fitted_on": f"{datetime.now(UTC):%Y-%m-%d}",
        "labels": counted[0],
        "wrong": counted[1],
        "suppliers": counted[2],
        "cross_validated_by_supplier": then.to_json(),
    }
    return Calibrated(*counted, now, then, calibrate(values, more, about=about))


def write_calibration(calibrated: Calibrated, target: Path) -> list[Path]:
    """The calibration file and its picture beside it; nothing where nothing was fitted."""
    if calibrated.model is None or calibrated.then is None:
        return []
    target.parent.mkdir(parents=True, exist_ok=True)
    drawing = target.with_suffix(".svg")
    drawing.write_text(picture(calibrated.then, "Confidence on unseen suppliers"), "utf-8")
    target.write_text(json.dumps(calibrated.model.to_json(), indent=1) + "\n", "utf-8")
    return [target, drawing]
