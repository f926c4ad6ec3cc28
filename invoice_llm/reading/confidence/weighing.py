"""Every value of a reading weighed, and the document by its weakest required one."""

from __future__ import annotations

from dataclasses import dataclass

from invoice_llm.invoice.fields import HEADER_FIELDS, REQUIRED_FIELDS
from invoice_llm.reading.confidence.model import Calibration
from invoice_llm.reading.confidence.signals import Evident, Signals, kind_of, signals_of


@dataclass(frozen=True, slots=True)
class Weighed:
    """Confidence by field path, of the whole document (``None`` if a required value is missing), and how many header
    values are there and located. ``signals`` are what the confidences were made from, ``scores`` their weight."""

    fields: dict[str, float]
    document: float | None
    field_count: int
    signals: dict[str, Signals]
    scores: dict[str, float]


def weigh(evident: Evident, calibration: Calibration | None = None) -> Weighed:
    """Without a calibration, by the shipped one. What stands nowhere on the page has 0."""
    model = calibration or Calibration.load()
    signals = signals_of(evident)
    scores = {path: model.score(kind_of(path), found) for path, found in signals.items()}
    fields = {path: model.probability_at(scores[path]) if path in scores else 0.0 for path in evident.located}
    required = [fields.get(path) for path in REQUIRED_FIELDS]
    document = None if None in required else min(value for value in required if value is not None)
    return Weighed(fields, document, sum(fields.get(path, 0) > 0 for path in HEADER_FIELDS), signals, scores)
