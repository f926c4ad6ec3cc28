"""Documents in other languages and layouts: the values of the head, and no wrong ones."""

from __future__ import annotations

import pytest

from invoice_llm.label_reader.reader import read_invoice
from tests.label_reader import page_texts_by_language


@pytest.mark.parametrize(
    ("text", "language", "head", "seller", "sums"),
    [
        (
            page_texts_by_language.DUTCH,
            "nl",
            ("2026-118", "12-02-2026", "14-03-2026"),
            "Van Dijk Installatietechniek B.V.",
            ("451,25", "94,76", "546,01"),
        ),
        (
            page_texts_by_language.ITALIAN,
            "it",
            ("45/2026", "15/01/2026", "14/02/2026"),
            "Officine Rossi S.r.l.",
            ("1.293,00", "284,46", "1.577,46"),
        ),
        (
            page_texts_by_language.SPANISH,
            "es",
            ("A-2026/33", "03/02/2026", "05/03/2026"),
            "Suministros Ibéricos S.L.",
            ("484,00", "101,64", "585,64"),
        ),
        (
            page_texts_by_language.POLISH,
            "pl",
            ("FV/12/2026", "2026-01-20", "2026-02-03"),
            "Drukarnia Krakowska Sp. z o.o.",
            ("1 310,00", "301,30", "1 611,30"),
        ),
        (
            page_texts_by_language.SWISS,
            "de",
            ("2026-0077", "10.02.2026", "12.03.2026"),
            "Muster Schreinerei AG",
            ("5'110.00", "413.91", "5'523.91"),
        ),
        (page_texts_by_language.HOTEL, "de", ("4471", "18.01.2026", None), "Hotel Alpenblick", (None, None, "224,00")),
        (
            page_texts_by_language.CREDIT_NOTE,
            "de",
            ("GS-1009", "02.02.2026", None),
            "Hanse Elektro GmbH",
            ("-118,00", "-22,42", "-140,42"),
        ),
        (
            page_texts_by_language.AMERICAN,
            "en",
            ("20418", "1/15/2026", "2/14/2026"),
            "BLUE RIDGE LANDSCAPING, INC.",
            ("1,660.00", "44.80", "1,704.80"),
        ),
    ],
)
def test_the_head_of_an_invoice_is_read_in_its_language(
    text: str, language: str, head: tuple[str | None, ...], seller: str, sums: tuple[str | None, ...]
) -> None:
    read = read_invoice(text)
    assert read.language == language
    assert (read.invoice_number, read.issue_date, read.due_date) == head
    assert read.seller.name == seller
    assert (read.total_net, read.total_tax, read.total_gross) == sums


def test_a_line_that_says_company_addresses_the_buyer() -> None:
    assert read_invoice(page_texts_by_language.HOTEL).buyer.name == "Nordlicht Software GmbH"


def test_the_balance_is_told_from_the_total_and_what_was_paid() -> None:
    read = read_invoice(page_texts_by_language.AMERICAN)
    assert (read.total_gross, read.amount_due, read.purchase_order) == ("1,704.80", "1,204.80", "MV-9921")


def test_a_credit_note_keeps_its_signs() -> None:
    read = read_invoice(page_texts_by_language.CREDIT_NOTE)
    assert (read.doc_type, read.total_gross) == ("credit_note", "-140,42")
