"""Finds earlier documents that an invoice is, or may be, a copy of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.identity import (
    BY_VAT_ID,
    business_keys,
    is_other_supplier,
    is_same_payment,
    likeness_keys,
    may_be_copy,
)
from invoice_llm.invoice.outcome import Outcome, Reason
from invoice_llm.invoice.record import Original
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement
from invoice_llm.pipeline.endings import Ended
from invoice_llm.pipeline.parts import Parts
from invoice_llm.store import Claim, FoundDocument
from invoice_llm.store.runs.found import EarlierOutcome

Likeness = Literal["copy", "number", "like"]
"""The same invoice for sure; the same supplier, number and year; supplier and total under another number."""
READ = "read:"
"""How a key begins that any document takes that was read; the bare one is for what was accepted."""


@dataclass(frozen=True, slots=True)
class Met:
    """The earlier document, and how much of it is the same."""

    likeness: Likeness
    original: Original
    accepted: bool

    @property
    def concern(self) -> Concern:
        """The likeness to the earlier document, as a reason to look at both."""
        reason, decided, undecided = _SAID[self.likeness]
        return _naming(self.original, reason, decided if self.accepted else undecided)


_SAID: Mapping[Likeness, tuple[Reason, Statement, Statement]] = {
    "copy": (Reason.DUPLICATE_INVOICE, Statement.SAME_NUMBER, Statement.SAME_NUMBER_OPEN),
    "number": (Reason.DUPLICATE_INVOICE, Statement.SAME_NUMBER, Statement.SAME_NUMBER_OPEN),
    "like": (Reason.POSSIBLE_DUPLICATE, Statement.SAME_TOTAL, Statement.SAME_TOTAL_OPEN),
}
"""The reason of each likeness, and what is said where the earlier document is accepted and where it is not."""


def same_invoice(original: Original, says: Statement) -> Concern:
    """The concern of a document that is the same invoice as an earlier one."""
    return _naming(original, Reason.DUPLICATE_INVOICE, says)


def seen_before(before: EarlierOutcome, says: Statement) -> Ended:
    """The end of a file, or of pages of one, that an earlier run decided on."""
    original = Original(run_id=before.run_id, position=None, document=before.name)
    concern = Concern.saying(
        Reason.SEEN_BEFORE, says, document=before.name, run=before.run_id, outcome=str(before.outcome)
    )
    return Ended(Outcome.DUPLICATE, (concern,), original)


def _naming(original: Original, reason: Reason, says: Statement) -> Concern:
    return Concern.saying(reason, says, "invoice_number", document=original.document, run=original.run_id)


class Copies:
    """Knows the invoices of all runs.

    Guarantee: of two documents that are the same invoice, or may be, one at most is told of no other, however close
    together and from whichever process they ask; and is told the same when it asks again.
    """

    def __init__(self, parts: Parts, run_id: str) -> None:
        self._store = parts.store
        self._run_id = run_id

    def earlier(self, found: FoundDocument, invoice: Invoice, *, accept: bool) -> Met | None:
        """The earlier document that this one is or may be a copy of. If there is none and it is going to be accepted,
        it stands for its invoice from now on; what is in doubt could make another invoice a duplicate by a number
        misread, and only is remembered as read."""
        own = [*business_keys(invoice), *likeness_keys(invoice)]
        read = [READ + key for key in own]
        claims = self._store.runs.claim_identities(
            [*own, *read] if accept else read,
            run_id=self._run_id,
            position=found.position,
            name=found.name,
            sha256=found.key,
        )
        others = claims.others if accept else {**self._owners(own, found), **claims.others}
        met = self._first(invoice, others)
        if met is not None:
            self._store.runs.release_identities([key for key in claims.taken if key in own], found.key)
        return met

    def _owners(self, keys: Sequence[str], found: FoundDocument) -> dict[str, Claim]:
        owners = self._store.runs.identity_owners(keys)
        return {key: one for key, one in owners.items() if one.sha256 != found.key}

    def _first(self, invoice: Invoice, others: Mapping[str, Claim]) -> Met | None:
        """The surest likeness: what is accepted before what was only read, the number before the total."""
        sure = business_keys(invoice)
        return next((met for key, one in others.items() if (met := self._met(key, one, invoice, sure))), None)

    def _met(self, key: str, one: Claim, invoice: Invoice, sure: Sequence[str]) -> Met | None:
        original = Original(run_id=one.run_id, position=one.position, document=one.name)
        first, accepted = self._invoice(one), not key.startswith(READ)
        if first is not None and is_other_supplier(invoice, first):
            return None
        if key.removeprefix(READ) in sure:
            same = accepted and first is not None and is_same_payment(invoice, first)
            return Met("copy" if same and key.startswith(BY_VAT_ID) else "number", original, accepted)
        # One that is not decided yet may be anything; a person can tell.
        return Met("like", original, accepted) if first is None or may_be_copy(invoice, first) else None

    def _invoice(self, one: Claim) -> Invoice | None:
        document = self._store.documents.get(one.run_id, one.position)
        return document.record.invoice if document and document.record else None
