"""Results of decisions, and the endings of a document that is not accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from invoice_llm.invoice.checks import Finding
from invoice_llm.invoice.outcome import Outcome, Reason
from invoice_llm.invoice.record import Original, Record
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement
from invoice_llm.store import DocumentPlace


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A document after a decision. ``written`` is false where the run's records could not be written: the decision
    holds all the same, and ``ReviewDecisions.write_records`` writes them."""

    place: DocumentPlace
    version: int
    outcome: Outcome
    record: Record
    findings: tuple[Finding, ...]
    blocking: tuple[Finding, ...]
    written: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """An invoice with changes that nobody has saved. With ``errors``, sentences by path, it is the one without them.

    ``blocking`` is what keeps it from being accepted without a note; ``accepted`` the other document that was accepted
    as the same invoice.
    """

    invoice: Invoice
    findings: tuple[Finding, ...]
    blocking: tuple[Finding, ...]
    errors: Mapping[str, str]
    accepted: Original | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Ending of a document that is not accepted."""

    action: str
    outcome: Outcome
    reason: Reason
    says: Statement
    duplicate_of: Original | None = None

    @property
    def named(self) -> dict[str, str]:
        """The values that the sentence names besides the person."""
        first = self.duplicate_of
        if first is None:
            return {}
        return {"document": first.document, "run": first.run_id, "position": str(first.position)}
