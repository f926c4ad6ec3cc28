"""Two numbers under labels of the invoice's number, one of which is that of an invoice that is referred to."""

from __future__ import annotations

import pytest

from invoice_llm.invoice.schema import Invoice, Party, PaymentAccount
from invoice_llm.label_reader.reader import read_invoice
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.evidence.rivals.two_labels import contested
from invoice_llm.reading.sheet import text_page
from tests.label_reader.page_texts import ENGLISH


@pytest.mark.parametrize(
    ("row", "expected"), [("Original invoice no: 77310", ()), ("Invoice no: 77310", ("invoice_number",))]
)
def test_a_number_that_one_reading_has_as_that_of_an_earlier_invoice_is_no_rival(
    row: str, expected: tuple[str, ...]
) -> None:
    text = f"{ENGLISH}\n{row}\n"
    number = read_invoice(ENGLISH).invoice_number
    invoice = Invoice(invoice_number=number, seller=Party(name="Nobody here"))
    assert contested(invoice, PageReading.of_text(text, [text_page(text)])) == expected


@pytest.mark.parametrize(
    ("beside", "expected"),
    [
        ("3542 AD Utrecht", ()),
        ("20457 Hamburg", ()),
        ("BS1 4QA Bristol", ()),
        ("D02 AF30 Dublin", ()),
        ("31-146 Kraków", ()),
        ("68 Wharf Street", ()),
        ("35421", ("invoice_number",)),
        ("3542-88 paid", ("invoice_number",)),
    ],
)
def test_the_address_of_the_next_column_is_no_rival_of_the_number_below_the_label(
    beside: str, expected: tuple[str, ...]
) -> None:
    text = f"INVOICE\n\nInvoice Number          {beside}\nINV-015020\n\nReference\n"
    invoice = Invoice(invoice_number="INV-015020", seller=Party(name="Nobody here"))
    assert contested(invoice, PageReading.of_text(text, [text_page(text)])) == expected


@pytest.mark.parametrize(
    ("first", "second", "asked"),
    [("USD", "GBP", False), ("GBP", "GBP", True), ("", "GBP", True), ("USD", "", True)],
)
def test_an_account_for_another_currency_is_no_rival(first: str, second: str, *, asked: bool) -> None:
    rows = f"{first} IBAN DE89 3704 0044 0532 0130 00\n{second} IBAN GB33 BUKB 2020 1555 5555 55"
    text = ENGLISH.replace("Payment within 30 days. Bank: Severn Bank, IBAN GB33 BUKB 2020 1555 5555 55", rows)
    ours = PaymentAccount(iban="GB33BUKB20201555555555")
    invoice = Invoice(currency="GBP", seller=Party(name="Nobody here"), payment_accounts=(ours,))
    found = contested(invoice, PageReading.of_text(text, [text_page(text)]))
    assert ("payment_accounts[0].iban" in found) == asked


def test_a_second_number_behind_a_label_of_one_letter_is_a_rival() -> None:
    text = "FAKTURA      FAKTURA\n\nDoklad č.   INV5016       Faktura č.    2608746\n"
    invoice = Invoice(invoice_number="INV5016", seller=Party(name="Nobody here"))
    assert contested(invoice, PageReading.of_text(text, [text_page(text)])) == ("invoice_number",)
