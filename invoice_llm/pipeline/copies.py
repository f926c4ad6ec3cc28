"""Whether an invoice that was read is, or may be, one that came before in another file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from invoice_llm.invoice.identity import BY_VAT_ID, business_keys, is_other_supplier, likeness_keys, may_be_copy
from invoice_llm.invoice.record import Original
from invoice_llm.invoice.schema import Invoice
from invoice_llm.pipeline.parts import Parts
from invoice_llm.store import Claim, FoundDocument

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
    def detail(self) -> str:
        same = (
            "Under another number, but the same supplier and total as"
            if self.likeness == "like"
            else "Supplier, number and year are those of"
        )
        open_still = "" if self.accepted else ", which is not accepted"
        return f"{same} {self.original.document} in run {self.original.run_id}{open_still}."


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
            same = accepted and first is not None and first.total_gross == invoice.total_gross
            return Met("copy" if same and key.startswith(BY_VAT_ID) else "number", original, accepted)
        # One that is not decided yet may be anything; a person can tell.
        return Met("like", original, accepted) if first is None or may_be_copy(invoice, first) else None

    def _invoice(self, one: Claim) -> Invoice | None:
        document = self._store.documents.get(one.run_id, one.position)
        return document.record.invoice if document and document.record else None
