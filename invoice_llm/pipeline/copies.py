"""Whether an invoice that was read is, or may be, one that came before in another file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from invoice_llm.invoice.identity import BY_VAT_ID, business_keys, is_other_supplier, likeness_keys, may_be_copy
from invoice_llm.invoice.record import Original
from invoice_llm.invoice.schema import Invoice
from invoice_llm.pipeline.parts import Parts
from invoice_llm.store import Claim, Found

Likeness = Literal["copy", "number", "like"]
"""The same invoice for sure; the same supplier, number and year; supplier and total under another number."""


@dataclass(frozen=True, slots=True)
class Met:
    """The earlier document, and how much of it is the same."""

    likeness: Likeness
    original: Original

    @property
    def detail(self) -> str:
        same = {
            "copy": "Supplier, number and year are those of",
            "number": "Supplier, number and year are those of",
            "like": "Under another number, but the same supplier and total as",
        }[self.likeness]
        return f"{same} {self.original.document} in run {self.original.run_id}."


class Copies:
    """Knows what the accepted invoices of all runs are.

    Guarantee: of two documents that are the same invoice, or may be, :meth:`take` lets one have it, however close
    together and from whichever process they ask; and lets that one have it again when it asks again.
    """

    def __init__(self, parts: Parts, run_id: str) -> None:
        self._store = parts.store
        self._run_id = run_id

    def take(self, found: Found, invoice: Invoice) -> Met | None:
        """Make this document the one that stands for its invoice, unless an earlier one may; then that one is
        returned, and nothing taken."""
        keys = [*business_keys(invoice), *likeness_keys(invoice)]
        claims = self._store.runs.claim_identities(
            keys, run_id=self._run_id, position=found.position, name=found.name, sha256=found.sha256
        )
        met = self._first(invoice, claims.others)
        if met is not None:
            self._store.runs.release_identities(claims.taken, found.sha256)
        return met

    def look(self, found: Found, invoice: Invoice) -> Met | None:
        """The earlier document, for one that is not going to be accepted and so takes nothing."""
        keys = [*business_keys(invoice), *likeness_keys(invoice)]
        owners = self._store.runs.identity_owners(keys)
        return self._first(invoice, {key: one for key, one in owners.items() if one.sha256 != found.sha256})

    def _first(self, invoice: Invoice, others: dict[str, Claim]) -> Met | None:
        """The surest likeness. Keys of the number come before those of the total."""
        sure = business_keys(invoice)
        return next((met for key, one in others.items() if (met := self._met(key, one, invoice, sure))), None)

    def _met(self, key: str, one: Claim, invoice: Invoice, sure: Sequence[str]) -> Met | None:
        original = Original(run_id=one.run_id, position=one.position, document=one.name)
        first = self._invoice(one)
        if first is not None and is_other_supplier(invoice, first):
            return None
        if key in sure:
            same_total = first is not None and first.total_gross == invoice.total_gross
            return Met("copy" if same_total and key.startswith(BY_VAT_ID) else "number", original)
        # One that is not decided yet may be anything; a person can tell.
        return Met("like", original) if first is None or may_be_copy(invoice, first) else None

    def _invoice(self, one: Claim) -> Invoice | None:
        document = self._store.documents.get(one.run_id, one.position)
        read = document and document.record and document.record.get("invoice")
        return Invoice.model_validate(read) if read else None
