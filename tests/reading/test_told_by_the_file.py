"""A file's own day, a debit and a currency in words, held against what was read."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from reportlab.pdfgen.canvas import Canvas

from benchmarks.adversary.papers import papers
from invoice_llm.documents.page import Page, TextRow, Word
from invoice_llm.documents.read_document import Limits, ReadDocument
from invoice_llm.documents.reader import read_bytes
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.label_reader.amounts.labelled_amounts import Sum
from invoice_llm.reading.concerns.age import years_before_its_file
from invoice_llm.reading.concerns.currency_told import currency_mixed, currency_told
from invoice_llm.reading.concerns.payment.debited import debited
from invoice_llm.reading.evidence.structure import structure_of
from tests.label_reader.page_texts import ENGLISH

INVOICE = Invoice(issue_date=date(2017, 5, 14), currency="EUR", total_gross=Decimal("516.00"))


def page(*texts: str) -> Page:
    rows = (TextRow((tuple(Word(word, (0.1, 0.6, 0.2, 0.61)) for word in text.split()),)) for text in texts)
    return Page(1, 595, 842, tuple(rows))


def test_an_invoice_that_is_years_older_than_its_file_is_asked_about() -> None:
    assert [one.reason for one in years_before_its_file(INVOICE, date(2026, 11, 29))] == [Reason.DATE_ORDER]


@pytest.mark.parametrize("made", [None, date(2017, 5, 15), date(2019, 5, 15), date(2000, 1, 1)])
def test_one_of_about_its_own_day_is_not(made: date | None) -> None:
    assert years_before_its_file(INVOICE, made) == []


def test_the_day_of_the_file_is_kept_with_the_document() -> None:
    document = ReadDocument("pdf", (), made=date(2026, 3, 2))
    assert ReadDocument.from_json(document.to_json()) == document


@pytest.mark.parametrize(
    "text",
    [
        "The amount will be collected by direct debit.",
        "Le montant sera prélevé automatiquement.",
    ],
)
def test_an_amount_that_is_debited_is_asked_about(text: str) -> None:
    said = structure_of(ENGLISH.replace("Payment within 30 days. ", f"{text}\n\n"))
    assert [one.reason for one in debited(INVOICE, said)] == [Reason.PAID_UNCLEAR]


def test_a_debit_that_the_payer_may_choose_is_not() -> None:
    text = "Payment may be made by direct debit or by transfer.\n\n"
    assert debited(INVOICE, structure_of(ENGLISH.replace("Payment within 30 days. ", text))) == []


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("All amounts in US dollars", True),
        ("Wszystkie kwoty w PLN", True),
        ("Les montants sont exprimés en francs suisses (CHF)", True),
        ("Importes en dólares estadounidenses", True),
        ("All amounts in EUR", False),
        ("All amounts in EUR thousands", True),
        ("Alle Beträge in Tausend EUR", True),
        ("Kwoty w tysiącach EUR", True),
        ("Alle beløb i tusinde EUR", True),
        ("Alle Beträge in Euro", False),
        ("Total in USD 639.90", False),
        ("Delivery by GBP Logistics", False),
    ],
)
def test_another_currency_in_words_is_asked_about(text: str, *, asked: bool) -> None:
    assert bool(currency_told(INVOICE, [page(text)])) == asked


@pytest.mark.parametrize("language", sorted(papers()["pay_in"]))
def test_a_sentence_that_asks_for_money_in_another_currency_is_asked_about_in_every_language(language: str) -> None:
    for text in papers()["pay_in"][language]:
        broken = [text.replace(" ", "\n", at) for at in range(1, min(3, text.count(" ") + 1))]
        for told in (text, *broken, f"{text} IBAN GB33 BUKB 2020 1555 5555 55"):
            assert currency_told(INVOICE, [page(*told.format(currency="GBP").split("\n"))]), told
            assert not currency_told(INVOICE, [page(*told.format(currency="EUR").split("\n"))]), told


@pytest.mark.parametrize(
    "texts",
    [
        ("Payments in EUR: IBAN DE89 3704 0044 0532 0130 00", "Payments in USD: IBAN GB33 BUKB 2020 1555 5555 55"),
        ("Please pay to one of our accounts", "USD: IBAN GB33 BUKB 2020 1555 5555 55"),
        ("Total to pay   GBP 639.90",),
        ("PLEASE PAY ALL INVOICES ON TIME",),
    ],
)
def test_accounts_by_currency_and_amounts_ask_for_no_other_currency(texts: tuple[str, ...]) -> None:
    assert not currency_told(INVOICE, [page(*texts)])


def test_the_day_on_which_a_pdf_was_made_is_read_from_it() -> None:
    target = BytesIO()
    canvas = Canvas(target)
    canvas.drawString(100, 700, "Invoice 4711 of 14 May 2017")
    canvas.save()
    dated = re.sub(rb"/CreationDate \(D:\d{8}", b"/CreationDate (D:20260302", target.getvalue())
    assert read_bytes(dated, Limits()).made == date(2026, 3, 2)
    undated = re.sub(rb"/CreationDate \(D:\d{8}", b"/CreationDate (D:20269902", target.getvalue())
    assert read_bytes(undated, Limits()).made is None


@pytest.mark.parametrize(
    ("net", "total", "asked"),
    [
        ("430.00 kr", "516.00 NOK", True),
        ("430.00 USD", "516.00 EUR", True),
        ("430.00 EUR", "516.00 EUR", False),
        ("430.00", "516.00 EUR", False),
        ("512.00 USD", "516.00 EUR", False),
        ("430.00 $", "516.00 GBP", True),
        ("430.00 $", "516.00 USD", False),
        ("430.00 kr", "516.00 SEK", False),
        ("430.00 kr", "516.00 EUR", True),
    ],
)
def test_totals_in_two_currencies_that_are_added_up_are_asked_about(net: str, total: str, asked: bool) -> None:
    rows = [("Net total", net), ("Total", total)]
    bill = INVOICE.model_copy(update={"total_net": Decimal("430.00")})
    lines = [
        TextRow(
            tuple(
                tuple(Word(word, (left, 0.5 + at / 50, left + 0.1, 0.51 + at / 50)) for word in text.split())
                for left, text in zip((0.1, 0.7), row, strict=True)
            )
        )
        for at, row in enumerate(rows)
    ]
    sums = [
        Sum(kind, text, Decimal(text.split()[0]), 10.0, at, kind)
        for at, (kind, text) in enumerate((("net", net), ("gross", total)))
    ]
    assert bool(currency_mixed(bill, sums, [Page(1, 595, 842, tuple(lines))], "SE")) is asked
