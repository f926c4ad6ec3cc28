"""Effect of a decision on a record: pure functions of the record and what the person said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from invoice_llm.errors import BadValues, ChecksFail, NotDecidable
from invoice_llm.invoice.checks import Finding, blocking
from invoice_llm.invoice.concern import Concern, reasons_in
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.fields import REQUIRED_FIELDS
from invoice_llm.invoice.identity import account_keys, business_keys, likeness_keys
from invoice_llm.invoice.outcome import Outcome, Reason
from invoice_llm.invoice.paths import get
from invoice_llm.invoice.record import Original, Record
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement
from invoice_llm.invoice.telling import finding_sentence
from invoice_llm.pipeline.duplicates.copies import READ
from invoice_llm.reading.routing import BOOKABLE
from invoice_llm.store import DecisionRow

UNDO = "undo"
REQUIRED = "X-REQUIRED"
"""The rule that a value is there without which no invoice is booked."""
ACCEPTED = "X-ACCEPTED"
"""The rule that no other document was accepted as the same invoice."""
BEYOND_THE_PAGE = (REQUIRED, ACCEPTED, "X-KIND", "X-ACCOUNT", "X-OWN", "X-PARTY")
"""Rules that a look at the page does not answer: what it lacks, whom it asks to pay whom, and what was paid before."""
_LONGEST_NAME = 200
_LONGEST_NOTE = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Person who decides. ``seconds``: how long the document was looked at, ``None`` where nobody measured."""

    who: str
    note: str | None = None
    seconds: float | None = None

    def did(self, reason: Reason | None, says: Statement, **values: str) -> Concern:
        """A decision as it stands in the record, with the note."""
        note = {"note": self.note} if self.note else {}
        return Concern.saying(reason, says, who=self.who, **values, **note)

    def checked(self) -> Person:
        """Raises ``BadValues``."""
        who, note = self.who.strip(), (self.note or "").strip() or None
        if not who or len(who) > _LONGEST_NAME:
            raise BadValues({"who": f"Say who decides, in at most {_LONGEST_NAME} characters."})
        if note and len(note) > _LONGEST_NOTE:
            raise BadValues({"note": f"At most {_LONGEST_NOTE} characters."})
        return Person(who=who, note=note, seconds=self.seconds)


def stopping(invoice: Invoice, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings that keep an invoice from being accepted: values it cannot be booked without, its kind, and broken
    rules."""
    missing = [path for path in REQUIRED_FIELDS if get(invoice, path) is None]
    found = [_stop(REQUIRED, Reason.MISSING_FIELD, Statement.MISSING, path, field=path) for path in missing]
    if invoice.doc_type not in BOOKABLE:
        kind = invoice.doc_type
        found.append(_stop("X-KIND", Reason.NOT_AN_INVOICE, Statement.WRONG_KIND, "doc_type", kind=kind))
    return (*found, *blocking(findings))


def accepted_before(first: Original) -> Finding:
    """The finding that the same invoice is accepted already, in another document."""
    told = {"document": first.document, "run": first.run_id, "position": str(first.position)}
    return _stop(ACCEPTED, Reason.DUPLICATE_INVOICE, Statement.ACCEPTED_BEFORE, "invoice_number", **told)


def require_acceptable(stops: Sequence[Finding], *, despite: bool, besides: bool, note: str | None) -> None:
    """Raise ``ChecksFail`` unless nothing stops it, or the person says so; and why, as ``besides`` another document
    that was accepted."""
    if stops and not despite:
        raise ChecksFail({finding.rule: finding_sentence(finding) for finding in stops}, stops)
    if (despite or besides) and not note:
        raise BadValues({"note": "Write down why it is accepted all the same."})


def decided(
    record: Record,
    person: Person,
    *,
    at: datetime,
    version: int,
    outcome: Outcome,
    concerns: Sequence[Concern],
    invoice: Invoice | None = None,
    evidence: Mapping[str, Evidence] | None = None,
    duplicate_of: Original | None = None,
) -> Record:
    """The record as it becomes. Who read it, what that cost and how sure the machine was stay as they were."""
    return record.model_copy(
        update={
            "outcome": outcome,
            "reasons": tuple(map(str, reasons_in(concerns))),
            "concerns": tuple(concerns),
            "duplicate_of": duplicate_of,
            "invoice": record.invoice if invoice is None else invoice,
            "evidence": record.evidence if evidence is None else dict(evidence),
            "version": version,
            "reviewed_by": person.who,
            "reviewed_at": at.replace(microsecond=0),
        }
    )


def taken_back(made: Sequence[DecisionRow], version: int) -> Record:
    """The record before the latest decision that still holds. Raises ``NotDecidable`` if there is none."""
    holding: list[DecisionRow] = []
    for decision in made:
        if decision.action == UNDO:
            holding.pop()
        else:
            holding.append(decision)
    if not holding:
        raise NotDecidable("nobody has decided on this document; there is nothing to take back")
    return holding[-1].before.model_copy(update={"version": version})


def claimed(record: Record) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The identities that an accepted invoice alone has, and those by which a document is known besides: the accounts
    of an accepted one, and what it was read as while it is not refused."""
    invoice = record.invoice
    if not record.outcome.is_payable or invoice is None:
        return (), ()
    own, alike = business_keys(invoice), likeness_keys(invoice)
    read = tuple(READ + key for key in (*own, *alike))
    if record.outcome is Outcome.REVIEW:
        return (), read
    return own, (*alike, *account_keys(invoice), *read)


def _stop(rule: str, reason: Reason, says: Statement, path: str, **values: str) -> Finding:
    return Finding(rule, reason, (path,), says, ok=False, values=values)
