"""Labels and marks that make a credit of what is titled as an invoice."""

from __future__ import annotations

from decimal import Decimal

import pytest

from benchmarks.adversary.papers import papers
from benchmarks.adversary.world import languages as adversary_words
from invoice_llm.documents.page import Page, TextRow, Word
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice, PrecedingInvoice
from invoice_llm.reading.concerns.kind_told import kind_doubted, kind_told
from invoice_llm.reading.concerns.sign_marked import sign_marked
from invoice_llm.vocabulary.loading import languages

_BOX = (0.6, 0.5, 0.7, 0.51)


@pytest.mark.parametrize("code", list(languages()))
def test_a_label_of_the_total_that_names_a_credit_is_asked_about_in_every_language(code: str) -> None:
    for words in languages()[code].words["credit"]:
        told = list(kind_told(_invoice(), _evidence(), [_page(before=words.replace("*", ""))]))
        assert [concern.reason for concern in told] == [Reason.UNKNOWN_WORDS]


@pytest.mark.parametrize("label", ["Total", "Charged to credit card", "Gesamtbetrag", "Total TTC", "Total a pagar"])
def test_other_labels_of_a_total_name_none(label: str) -> None:
    assert not list(kind_told(_invoice(), _evidence(), [_page(before=label)]))


def test_a_credit_note_may_say_so() -> None:
    note = _invoice().model_copy(update={"doc_type": "credit_note"})
    assert not list(kind_told(note, _evidence(), [_page(before="Total credit")]))


@pytest.mark.parametrize("mark", ["H", "A", "C", "K", "MA", "Cr.", "CR", "-", "\u2212", "EUR -"])
def test_a_mark_behind_the_total_that_may_be_a_sign_is_asked_about(mark: str) -> None:
    told = list(sign_marked(_invoice(), _evidence(), [_page(behind=mark)]))
    assert [concern.reason for concern in told] == [Reason.SIGN_UNCLEAR]


@pytest.mark.parametrize("mark", ["", "EUR", "€", "kr", "zł", "Kč", "Ft", "lei", "TL", "*", "DR", "incl. VAT"])
def test_a_currency_behind_the_total_is_none(mark: str) -> None:
    assert not list(sign_marked(_invoice(), _evidence(), [_page(behind=mark)]))


@pytest.mark.parametrize("code", list(languages()))
def test_a_credit_note_by_a_label_alone_under_the_title_of_an_invoice_is_asked_about(code: str) -> None:
    label, kind = papers()["type_label"][code]
    for title in adversary_words()[code]["title"][:1]:
        beside, below = [[title], [label, kind]], [[title], [label], [kind]]
        between = [[title], ["", label], ["Ann Smith"], ["", kind]]
        for rows in (beside, below, between, [[title], [f"{label}: {kind}"]]):
            assert list(kind_doubted(_note(), [_sheet(*rows)])), rows
        named = _note().model_copy(update={"preceding_invoices": (PrecedingInvoice(number="A-1"),)})
        assert not list(kind_doubted(named, [_sheet([kind], *beside)]))


@pytest.mark.parametrize("code", list(languages()))
def test_a_correction_that_does_not_say_what_it_corrects_is_asked_about(code: str) -> None:
    for title in papers()["correction"][code]:
        named = _note().model_copy(update={"preceding_invoices": (PrecedingInvoice(number="A-1"),)})
        assert list(kind_doubted(_note(), [_sheet([title])])), title
        assert not list(kind_doubted(named, [_sheet([title], ["Credit note"])]))


def test_a_plain_credit_note_is_not() -> None:
    for title in ("Credit note", "Credit note CN-4", "Gutschrift", "Avoir", "Nota di credito"):
        assert not list(kind_doubted(_note(), [_sheet([title], ["Invoice", "A-1"])]))


def _note() -> Invoice:
    return _invoice().model_copy(update={"doc_type": "credit_note"})


def _sheet(*rows: list[str]) -> Page:
    """Rows of cells; the first cell of each is flush with that above."""
    laid = (
        TextRow(
            tuple(
                tuple(Word(word, (0.1 + at / 3, 0.1, 0.2 + at / 3, 0.11)) for word in text.split())
                for at, text in enumerate(row)
                if text
            )
        )
        for row in rows
    )
    return Page(1, 595.0, 842.0, tuple(laid))


def _invoice() -> Invoice:
    return Invoice(doc_type="invoice", total_gross=Decimal("119.00"))


def _evidence() -> dict[str, Evidence]:
    return {"total_gross": Evidence(page=1, bbox=_BOX, quote="119.00", source="text")}


def _page(before: str = "Total", behind: str = "") -> Page:
    """One row: a label, the total, and what follows it in its cell."""
    figure = (Word("119.00", _BOX), *(Word(word, (0.71, 0.5, 0.74, 0.51)) for word in behind.split()))
    label = tuple(Word(word, (0.1, 0.5, 0.3, 0.51)) for word in before.split())
    return Page(1, 595.0, 842.0, (TextRow((label, figure)),))
