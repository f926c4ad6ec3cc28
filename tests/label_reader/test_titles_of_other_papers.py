"""Titles of other papers above the labels of an invoice, as forms have them that are used for all papers."""

from __future__ import annotations

import pytest

from invoice_llm.label_reader.grid import grid_of
from invoice_llm.label_reader.kind import doc_type_of, titled
from invoice_llm.label_reader.self_description import said_by
from invoice_llm.vocabulary.loading import languages
from tests.vocabulary.papers import PAPERS, Cells

_EVERYDAY = {"beleg", "bon", "fiş", "auftrag", "kp", "rendelés"}
"""Words that label a number of an invoice as well."""
KINDS = ("receipt", "delivery_note", "order_confirmation", "quote", "remittance_advice", "reminder", "statement")
OTHERS = [
    (code, kind, title)
    for code, language in languages().items()
    for kind in KINDS
    for title in language.titles[kind]
    if title not in _EVERYDAY and "*" not in title
]
VOID = {
    "cs": "Stornofaktura",
    "da": "Annulleringsfaktura",
    "el": "Ακυρωτικό τιμολόγιο",
    "en": "Cancellation invoice",
    "es": "Factura de anulación",
    "fi": "Mitätöintilasku",
    "fr": "Facture d'annulation",
    "it": "Fattura di storno",
    "nb": "Kansellert faktura",
    "nl": "Annuleringsfactuur",
    "pl": "Anulowanie faktury",
    "pt": "Fatura de estorno",
    "sv": "Makuleringsfaktura",
    "tr": "İptal faturası",
}


@pytest.mark.parametrize(("code", "kind", "title"), OTHERS)
def test_the_title_counts_for_more_than_the_label_of_the_number(code: str, kind: str, title: str) -> None:
    grid = grid_of(
        _page(code, title.capitalize(), f"{languages()[code].words['invoice_name'][0].capitalize()} nr. 4711")
    )
    assert doc_type_of(grid, titled(grid)) not in ("invoice", "credit_note", "debit_note")


@pytest.mark.parametrize("code", sorted(PAPERS))
def test_an_invoice_is_one_under_its_own_title(code: str) -> None:
    grid = grid_of(_page(code, PAPERS[code].title))
    assert doc_type_of(grid, titled(grid)) == "invoice"


@pytest.mark.parametrize("code", sorted(VOID))
def test_a_title_that_cancels_is_told(code: str) -> None:
    assert "void" in {one.state for one in said_by(grid_of(_page(code, VOID[code])), frozenset())}


def test_a_receipt_below_the_number_is_a_part_of_the_form() -> None:
    text = f"{_page('en', 'Invoice')}\n\nReceipt\n"
    grid = grid_of(text)
    assert doc_type_of(grid, titled(grid)) == "invoice"


def _page(code: str, title: str, *more: str) -> str:
    """The invoice of a language under another title."""
    rows: list[Cells] = [[(0, title)], *([(0, one)] for one in more), *PAPERS[code].rows(code)[1:]]
    return "\n".join(_line(row) for row in rows)


def _line(cells: Cells) -> str:
    line = ""
    for start, text in cells:
        line = f"{line:<{start}}{text}"
    return line
