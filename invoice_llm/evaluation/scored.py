"""One document of an evaluation: how it ended, and what its truth says of each value."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from invoice_llm.evaluation.scoring import FieldScore, Score
from invoice_llm.evaluation.truth import HEADER_KEYS
from invoice_llm.invoice.fields import FIELDS
from invoice_llm.invoice.outcome import Outcome

PAID_BY = tuple(field.truth for field in FIELDS if field.truth and field.rank == "required")
"""The values one pays by. A document is right if all of these that are labelled are right."""


@dataclass(frozen=True, slots=True)
class ScoredDocument:
    """One document's outcome with its score; ``score`` is ``None`` where there is no truth.

    ``supplier`` is a key that documents of one supplier share, empty where unknown. ``pages_from`` says what the
    values were taken from: ``text``, ``ocr`` or ``xml``.
    """

    name: str
    outcome: Outcome
    reasons: tuple[str, ...]
    score: Score | None
    sha256: str = ""
    supplier: str = ""
    confidence: float | None = None
    pages_from: str = ""
    calls: int = 0
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    cost_usd: Decimal = Decimal(0)

    @property
    def folder(self) -> str:
        return self.name.split("/")[0] if "/" in self.name else "."

    @property
    def was_read(self) -> bool:
        """Not put off by a budget or an outage, nor lost to a fault: its score says something of the reading."""
        return self.outcome.is_final

    @property
    def header(self) -> tuple[FieldScore, ...]:
        return tuple(v for v in self.score.fields if v.key in HEADER_KEYS) if self.score else ()

    @property
    def is_right(self) -> bool | None:
        """True if the invoice could be paid by these values; ``None`` where none of them is labelled."""
        found = [verdict.verdict == "correct" for verdict in self.header if verdict.key in PAID_BY]
        return all(found) if found else None
