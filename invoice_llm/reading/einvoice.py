"""An e-invoice's data need no reading, but they are checked, and held against the page they travel with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from invoice_llm.documents.layout import layout_text
from invoice_llm.documents.page import Page
from invoice_llm.invoice.checks import Finding, check
from invoice_llm.invoice.checks.company_names import folded_name
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.fields import HEADER_FIELDS
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice, Party
from invoice_llm.label_reader.grid import grid_of
from invoice_llm.label_reader.kind import doc_type_of
from invoice_llm.label_reader.parties.ids import wrong_iban_of
from invoice_llm.label_reader.parties.names import has_form
from invoice_llm.label_reader.parties.printed_ibans import ibans_on
from invoice_llm.reading.evidence.locate import values
from invoice_llm.reading.evidence.page_index import Places
from invoice_llm.reading.evidence.structure import Structure, structure_of
from invoice_llm.reading.parsing.convention import read_convention
from invoice_llm.vocabulary.dates import find_dates
from invoice_llm.vocabulary.words import company_forms

_OPPOSED = frozenset({"invoice", "credit_note", "proforma", "reminder", "statement"})
_SELF_BILLED = ("261", "389", "527")
EXACT = 0.99
"""Data, not a reading; the rest is for a supplier whose data are wrong although they add up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminedEinvoice:
    """Evidence by field path, and the checks."""

    evidence: dict[str, Evidence]
    confidence: float
    field_count: int
    findings: tuple[Finding, ...]


def examine_einvoice(invoice: Invoice, pages: Sequence[Page], *, today: date) -> ExaminedEinvoice:
    """Weigh the data of a UBL or CII document; ``pages`` are those of the PDF it came in, if any."""
    unseen = _not_shown(invoice, pages)
    evidence = {path: _evidence(hidden=path in unseen) for path, _ in values(invoice)}
    if "doc_type" in unseen:
        evidence["doc_type"] = _evidence(hidden=True)
    if invoice.currency is not None:
        evidence["currency"] = _evidence(hidden=False)
    return ExaminedEinvoice(
        evidence=evidence,
        confidence=EXACT,
        field_count=sum(path in evidence for path in HEADER_FIELDS),
        findings=check(invoice, today=today),
    )


def _evidence(*, hidden: bool) -> Evidence:
    reasons = (Reason.PAGE_XML_DISAGREE,) if hidden else ()
    return Evidence(source="xml", quote=None, confidence=EXACT if not hidden else 0.4, reasons=reasons)


def _not_shown(invoice: Invoice, pages: Sequence[Page]) -> set[str]:
    """Number, dates, supplier, kind, total and bank account, where the page does not show them: data that contradict
    what a person sees must not be paid unseen. A page without text contradicts nothing."""
    text = "\n".join(row.text for page in pages for row in page.rows)
    if not text.strip():
        return set()
    places = Places(pages, read_convention(text, invoice.language))
    hidden = set()
    if invoice.invoice_number and not places.text(invoice.invoice_number):
        hidden.add("invoice_number")
    totals = [amount for amount in (invoice.total_gross, invoice.amount_due) if amount is not None]
    if totals and not any(places.amount(amount) for amount in totals):
        hidden.add("total_gross")
    if invoice.issue_date and places.days() and not places.day(invoice.issue_date):
        hidden.add("issue_date")
    page = structure_of(layout_text(pages))
    if not _names_supplier(invoice.seller, text) or _is_of_another(invoice, page, text):
        hidden.add("seller.name")
    if _is_due_otherwise(invoice, page, places):
        hidden.add("due_date")
    if _is_of_other_kind(invoice, text):
        hidden.add("doc_type")
    hidden.update(_other_accounts(invoice, text))
    return hidden


def _names_supplier(seller: Party, text: str) -> bool:
    """A letterhead may be a picture, or name a brand: a word of a name or an id is enough."""
    shown, ids = (
        set(folded_name(text).split()),
        (seller.vat_id, seller.legal_id, *(one.value for one in seller.tax_ids)),
    )
    if any(_plain(one) in _plain(text) for one in ids if one):
        return True
    words = {word for name in (seller.name, seller.trading_name) for word in folded_name(name).split()}
    return not words or not shown.isdisjoint(word for word in words if word not in _forms())


def _is_of_another(invoice: Invoice, page: Structure, text: str) -> bool:
    """The page's own supplier has another VAT id, or is a company that the data do not name, and no id of the data is
    printed. A word that both names share is no proof: many companies of a trade do."""
    shown, seller = page.parties.seller.name, invoice.seller
    ids = (seller.vat_id, seller.legal_id, *(one.value for one in seller.tax_ids))
    if any(_bare(one) in _plain(text) for one in ids if one):
        return False
    if seller.vat_id and page.parties.seller.vat_id:
        return True
    if not shown or not has_form(shown):
        return False
    known = (seller.name, seller.trading_name, invoice.buyer.name, invoice.buyer.trading_name)
    words = set(folded_name(shown).split()) - _forms()
    return not any(words <= set(folded_name(one).split()) or _begins(one, text) for one in known if one)


def _bare(number: str) -> str:
    """Without the country, which many do not print at home."""
    return re.sub(r"^[A-Z]{2}(?=[0-9])", "", _plain(number))


def _begins(name: str, text: str) -> bool:
    """The whole name stands on the page, form or not."""
    words = [word for word in folded_name(name).split() if word not in _forms()]
    return bool(words) and " ".join(words) in folded_name(text)


def _is_due_otherwise(invoice: Invoice, page: Structure, places: Places) -> bool:
    """The page says by its label that another day is the last one to pay."""
    due = page.heads.get("due_date")
    return bool(invoice.due_date and due and any(find_dates(due.text)) and not places.day(invoice.due_date))


@cache
def _forms() -> frozenset[str]:
    return frozenset(word for form in company_forms() for word in folded_name(form).split())


def _is_of_other_kind(invoice: Invoice, text: str) -> bool:
    """A credit note on the page and an invoice in the data, or the other way round. A self-billed invoice may be called
    either."""
    printed = doc_type_of(grid_of(text))
    kinds = {printed, invoice.doc_type}
    return len(kinds) > 1 and kinds <= _OPPOSED and invoice.type_code not in _SELF_BILLED


def _other_accounts(invoice: Invoice, text: str) -> set[str]:
    """The accounts of the data, where the page names only others: money must not go where the page does not say."""
    told = {
        f"payment_accounts[{i}].iban": _plain(one.iban) for i, one in enumerate(invoice.payment_accounts) if one.iban
    }
    shown = _plain(text)
    grid = grid_of(text)
    printed = {_plain(iban) for _, iban in ibans_on(grid)}
    if not told or any(iban in shown or iban in printed for iban in told.values()):
        return set()
    return set(told) if printed or wrong_iban_of(grid) else set()


def _plain(text: str) -> str:
    return re.sub(r"[\s.-]", "", text).upper()
