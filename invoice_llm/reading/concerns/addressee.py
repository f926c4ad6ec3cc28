"""Addressee of an invoice, held against our own company."""

from __future__ import annotations

import re

from invoice_llm.invoice.checks import OwnCompany
from invoice_llm.invoice.checks.known import folded_id
from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement
from invoice_llm.label_reader.parties.names import is_company
from invoice_llm.reading.evidence.structure import Structure
from invoice_llm.vocabulary.folding import folded

_CARE_OF = re.compile(r"(?<!\w)c ?[/.] ?o(?!\w)")


def addressee_concerns(invoice: Invoice, own: OwnCompany, page: Structure | None) -> list[Concern]:
    """A buyer that is certainly somebody else. One that was not read is no contradiction, nor is a person or a
    department with our name in the same address. ``page`` is ``None`` for exact data."""
    name = invoice.buyer.name
    if not own.names or not name or own.seen_in(invoice.seller):
        return []
    if page is None and (numbers := _other_vat_id(invoice, own)):
        return [Concern.saying(Reason.BUYER_NOT_US, Statement.BUYER_ID_OTHER, "buyer.vat_id", number=numbers)]
    if own.seen_in(invoice.buyer) or any(map(own.is_addressed, (name, invoice.buyer.trading_name))):
        return []
    if page is not None and not is_company(name) and _stands_with_us(own, page):
        return []
    return [Concern.saying(Reason.BUYER_NOT_US, Statement.BUYER_OTHER, "buyer.name", name=name)]


def _other_vat_id(invoice: Invoice, own: OwnCompany) -> str | None:
    """The buyer's VAT id where it is of a country in which we have another one."""
    number = folded_id(invoice.buyer.vat_id)
    ours = {folded_id(one) for one in own.vat_ids}
    return invoice.buyer.vat_id if number not in ours and number[:2] in {one[:2] for one in ours} else None


def _stands_with_us(own: OwnCompany, page: Structure) -> bool:
    """Our name stands in the buyer's address, and not as the one in whose care it is."""
    lines = [cell.text for block in page.blocks if block.kind == "buyer" for cell in block.cells]
    return any(own.is_addressed(line) and not _CARE_OF.search(folded(line)) for line in lines)
