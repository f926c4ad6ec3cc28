"""Effect of other thresholds on the invoices that were accepted by their page lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from invoice_llm.invoice.outcome import Outcome
from invoice_llm.store.runs.documents import COUNTED
from invoice_llm.store.runs.search_columns import PERSON, XML
from invoice_llm.store.sql.schema import found

THRESHOLDS = (0.75, 0.8, 0.85, 0.9, 0.95, 0.98)
_MOST = 1_000
"""Invoices that are looked at, the latest: their rows are long."""
_FEWEST = 20
"""Of fewer nothing is told."""


@dataclass(frozen=True, slots=True)
class ThresholdEffect:
    """``accepted`` reach the threshold, ``asked`` do not; ``wrong`` are expected among the accepted, by their own
    confidence: the probability that number, date, currency, supplier and total are all right."""

    threshold: float
    accepted: int
    asked: int
    wrong: float


def threshold_effects(connection: Connection, since: datetime) -> tuple[ThresholdEffect, ...]:
    """From the lowest threshold that any of them reach; nothing of a handful of invoices. Those accepted by a person
    or from e-invoice data have no place here."""
    wanted = select(found.c.confidence).where(
        found.c.finished_at >= since,
        found.c.outcome == Outcome.ACCEPTED,
        found.c.settled_by.not_in((PERSON, XML)),
        found.c.confidence.is_not(None),
        COUNTED,
    )
    latest = wanted.order_by(found.c.finished_at.desc()).limit(_MOST)
    return effects_of(list(connection.execute(latest).scalars()))


def effects_of(confidences: list[float]) -> tuple[ThresholdEffect, ...]:
    """The effect of each threshold on documents of these confidences."""
    if len(confidences) < _FEWEST:
        return ()
    kept = {threshold: [one for one in confidences if one >= threshold] for threshold in THRESHOLDS}
    return tuple(
        ThresholdEffect(threshold, len(taken), len(confidences) - len(taken), sum(1 - one for one in taken))
        for threshold, taken in kept.items()
    )
