"""Invoices that take the place of others: of the two only one may be booked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.identity import business_keys
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement
from invoice_llm.pipeline.duplicates.copies import READ
from invoice_llm.pipeline.parts import Parts
from invoice_llm.store import Claim, FoundDocument

REPLACED = "replaced:"
"""How the key of an invoice begins that a later one says it replaces, claimed by the later one."""


class Replacing:
    """Knows which invoices of all runs were replaced, in whichever order the two arrive.

    Guarantee: an invoice that replaces another one goes to a person, since that one may be paid wherever it is; so does
    the other one where it is decided later, and one that was accepted earlier bears a remark.
    """

    def __init__(self, parts: Parts, run_id: str) -> None:
        self._runs = parts.store.runs
        self._run_id = run_id
        self._is_trial = self._runs.is_trial(run_id)

    def concerns(self, found: FoundDocument, invoice: Invoice, numbers: Sequence[str]) -> list[Concern]:
        """Why a person has to look: this one replaces one that is here, or is replaced by one that was here before.
        ``numbers`` are those of the invoices that it says it replaces."""
        told = [concern for number in numbers for concern in self._replaced(found, invoice, number)]
        return [*told, *self.by_later(found, invoice)]

    def _replaced(self, found: FoundDocument, invoice: Invoice, number: str) -> Iterator[Concern]:
        keys = _keys(invoice, number)
        marks = [REPLACED + key for key in keys]
        self._runs.claim_identities(
            marks, run_id=self._run_id, position=found.position, name=found.name, sha256=found.key
        )
        owners = self._runs.identity_owners([*keys, *(READ + key for key in keys)])
        earlier = next(((key, one) for key, one in owners.items() if one.sha256 != found.key), None)
        if earlier is None:
            yield from unseen(invoice, number)
            return
        key, one = earlier
        says = Statement.REPLACES_READ if key.startswith(READ) else Statement.REPLACES_ACCEPTED
        yield _saying(says, one, number=number)
        if not self._is_trial:
            self._runs.remark(one.run_id, one.position, _replaced_by(found.name, self._run_id))

    def by_later(self, found: FoundDocument, invoice: Invoice) -> Iterator[Concern]:
        """The concern of an invoice that another one says it replaces."""
        owners = self._runs.identity_owners([REPLACED + key for key in business_keys(invoice)])
        later = next((one for one in owners.values() if one.sha256 != found.key), None)
        if later is not None:
            yield _replaced_by(later.name, later.run_id)


def unseen(invoice: Invoice, *numbers: str) -> Iterator[Concern]:
    """The doubt about an invoice that replaces one which is in no run: that may have been paid elsewhere. A credit note
    names the invoice it corrects."""
    for number in numbers if invoice.doc_type != "credit_note" else ():
        yield Concern.saying(Reason.REPLACES_INVOICE, Statement.REPLACES_UNSEEN, "invoice_number", number=number)


def _keys(invoice: Invoice, number: str) -> list[str]:
    """Keys of the same supplier's invoice under this number, of this year and the one before."""
    if invoice.issue_date is None:
        return []
    years = (invoice.issue_date, invoice.issue_date.replace(day=1, year=invoice.issue_date.year - 1))
    named = (invoice.model_copy(update={"invoice_number": number, "issue_date": day}) for day in years)
    return [key for one in named for key in business_keys(one)]


def _saying(says: Statement, one: Claim, *, number: str) -> Concern:
    return Concern.saying(
        Reason.REPLACES_INVOICE, says, "invoice_number", number=number, document=one.name, run=one.run_id
    )


def _replaced_by(document: str, run_id: str) -> Concern:
    return Concern.saying(
        Reason.REPLACED_INVOICE, Statement.REPLACED_BY, "invoice_number", document=document, run=run_id
    )
