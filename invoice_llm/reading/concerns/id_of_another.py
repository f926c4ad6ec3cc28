"""The supplier's VAT id held against the company that stands beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from invoice_llm.documents.page import Page, TextRow, Word
from invoice_llm.invoice.checks.company_ids import folded_id
from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.label_reader.parties.names import is_company, is_contact, name_in
from invoice_llm.reading.posterior.companies import same_company
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.words import pattern

_ABOVE, _AROUND = 3, 6
"""Rows above an id in which the name of its company may stand, and rows around it in which the supplier's may."""


def id_of_another(invoice: Invoice, evidence: Mapping[str, Evidence], pages: Sequence[Page]) -> list[Concern]:
    """``Musterlieferant GmbH, USt-IdNr. DE...`` in the foot of a page whose supplier is said to be another company: one
    of both is the supplier, unless two readers name the same."""
    spot, number = evidence.get("seller.name"), folded_id(invoice.seller.vat_id)
    if not invoice.seller.name or not number or (spot is not None and spot.reader in ("both", "model")):
        return []
    names = [name for name in (invoice.seller.name, invoice.seller.trading_name, invoice.buyer.name) if name]
    places = [(page, at) for page in pages for at, row in enumerate(page.rows) if number in folded_id(row.text)]
    others = [other for page, at in places for other in _beside(page.rows, at, number)]
    told = [other for other in others if not any(_is_named(name, [other]) for name in names)]
    if not told or any(_is_near(invoice.seller.name, page.rows, at) for page, at in places):
        return []
    return [Concern(Reason.OTHER_LABELLED, ("seller.name",))]


def _beside(rows: Sequence[TextRow], at: int, number: str) -> Iterator[str]:
    """Companies in the first column of the id's row, and above it in its own."""
    own = next((cell for cell in rows[at].cells if number in folded_id(_text(cell))), rows[at].cells[0])
    above = [cell for row in rows[max(0, at - _ABOVE) : at] for cell in row.cells if _overlap(cell, own)]
    for cell in (rows[at].cells[0], own, *above):
        text = _text(cell)
        name = None if is_contact(text) or pattern("bank_words").search(folded(text)) else name_in(text)
        if name and is_company(name):
            yield name


def _is_near(name: str, rows: Sequence[TextRow], at: int) -> bool:
    near = rows[max(0, at - _AROUND) : at + _AROUND]
    return _is_named(name, [found for row in near for cell in row.cells if (found := name_in(_text(cell)))])


def _is_named(name: str, texts: Sequence[str]) -> bool:
    keys = [folded(text) for text in texts]
    return same_company(folded(name), keys) in keys


def _text(cell: Sequence[Word]) -> str:
    return " ".join(word.text for word in cell)


def _overlap(one: Sequence[Word], other: Sequence[Word]) -> bool:
    return one[0].box[0] < other[-1].box[2] and other[0].box[0] < one[-1].box[2]
