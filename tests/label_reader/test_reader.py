"""Whole documents: what is printed is read, what is not printed is ``None``."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from invoice_llm.label_reader.reader import read_invoice
from tests.label_reader.page_texts import ENGLISH, FRENCH, GERMAN, LETTER, REMINDER
from tests.processes import printed_by


def test_an_english_invoice_with_a_meta_block_on_the_right() -> None:
    read = read_invoice(ENGLISH)
    assert (read.doc_type, read.invoice_number, read.purchase_order) == ("invoice", "AF-2026-00123", "PO-77812")
    assert (read.issue_date, read.due_date, read.currency) == ("2 March 2026", "1 April 2026", "£")
    assert (read.seller.name, read.buyer.name) == ("Alder & Finch Trading Ltd", "Northgate Hotels Ltd")
    assert (read.total_net, read.total_tax, read.total_gross) == ("430.00", "86.00", "516.00")
    assert [tax.rate for tax in read.taxes] == ["20"]


def test_a_german_invoice_with_its_seller_in_the_sender_line_and_the_footer() -> None:
    read = read_invoice(GERMAN)
    assert (read.doc_type, read.language, read.invoice_number) == ("invoice", "de", "RE-2026-0815")
    assert (read.issue_date, read.due_date, read.currency) == ("05.03.2026", "04.04.2026", "€")
    assert (read.seller.name, read.seller.vat_id) == ("Lindner Werkzeugbau GmbH", "DE136695976")
    assert (read.total_net, read.total_tax, read.total_gross) == ("405,00", "76,95", "481,95")
    assert read.iban is not None
    assert read.iban.replace(" ", "") == "DE89370400440532013000"
    assert read.customer_number == "10442"


def test_a_french_invoice_of_which_a_part_was_paid() -> None:
    read = read_invoice(FRENCH)
    assert (read.doc_type, read.language, read.invoice_number) == ("invoice", "fr", "F2026-0042")
    assert (read.issue_date, read.due_date) == ("12/03/2026", "11/04/2026")
    assert (read.seller.name, read.buyer.name) == ("Papeterie du Lac SARL", "Hôtel Bellevue SAS")
    assert (read.total_net, read.total_tax, read.total_gross) == ("138,00", "27,60", "165,60")
    assert (read.paid_amount, read.amount_due) == ("50,00", "115,60")


def test_the_buyer_is_never_the_seller_and_its_vat_id_not_the_sellers() -> None:
    text = ENGLISH.replace("VAT Reg No GB 823 4471 81\n", "").replace(
        "Leeds LS1 2AB   ", "Leeds LS1 2AB\nVAT No GB 999 9999 73\n"
    )
    read = read_invoice(text)
    assert read.seller.name != "Northgate Hotels Ltd"
    assert read.seller.vat_id is None


@pytest.mark.parametrize("label", ["Invoice no:", "Invoice date:", "Due date:", "PO number:"])
def test_a_label_without_a_value_reads_nothing(label: str) -> None:
    line = next(line for line in ENGLISH.splitlines() if label in line)
    read = read_invoice(ENGLISH.replace(line, line[: line.index(label) + len(label)]))
    values = {
        "Invoice no:": read.invoice_number,
        "Invoice date:": read.issue_date,
        "Due date:": read.due_date,
        "PO number:": read.purchase_order,
    }
    assert values[label] is None


@pytest.mark.parametrize(("text", "doc_type"), [(LETTER, "other"), (REMINDER, "reminder")])
def test_what_is_no_invoice_is_not_called_one(text: str, doc_type: str) -> None:
    assert read_invoice(text).doc_type == doc_type


@pytest.mark.parametrize(
    ("title", "doc_type"),
    [("Gutschrift", "credit_note"), ("Rechnungskorrektur", "credit_note"), ("Proformarechnung", "proforma")],
)
def test_the_title_says_what_kind_of_document_it_is(title: str, doc_type: str) -> None:
    text = GERMAN.replace("\nRechnung\n", f"\n{title}\n").replace("Rechnungsnummer:", "Belegnummer:    ")
    assert read_invoice(text).doc_type == doc_type


def test_nothing_is_read_out_of_nothing() -> None:
    for text in ("", "\n\n", "--- page 2 ---"):
        read = read_invoice(text)
        assert read.doc_type == "other"
        leaves = read.model_dump(exclude={"doc_type", "seller", "buyer"})
        assert not any(leaves.values())
        assert not any([*read.seller.model_dump().values(), *read.buyer.model_dump().values()])


@settings(max_examples=60)
@given(st.text(alphabet="Invoice No:Rechnung 0123456789.,/-€$%\n  TotalVATDE#", max_size=300))
def test_no_text_breaks_the_reader_and_values_stand_in_the_text(text: str) -> None:
    read = read_invoice(text)
    for value in (read.invoice_number, read.issue_date, read.total_gross, read.total_net, read.purchase_order):
        assert value is None or value in text


def test_rows_built_to_keep_a_pattern_busy_forever_are_read_to_their_end() -> None:
    """A pattern that backtracks without end on such a row would take hours; reading all of them takes a second."""
    code = """
import sys
from invoice_llm.label_reader.reader import read_invoice

for piece in sys.argv[1:]:
    read_invoice(piece * 20_000)
    print(piece)
"""
    pieces = ["1 ", "123 456 ", "1,", "12.", "Rechnung Nr. 12 vom 01.01.2024  ", "VAT ", "a@b."]
    assert printed_by(code, *pieces).splitlines() == pieces


@pytest.mark.parametrize(
    "row",
    [
        "Kvitto / Faktura 104882",
        "Ricevuta fiscale / Fattura n. 104882",
        "3. Abschlagsrechnung Nr. 104882",
        "Receipt / Invoice No. 104882",
    ],
)
def test_a_title_of_two_words_or_with_its_ordinal_is_followed_by_the_number(row: str) -> None:
    assert read_invoice(row).invoice_number == "104882"


def test_the_second_of_two_words_is_no_label_of_an_invoice_number_where_it_names_another_paper() -> None:
    assert read_invoice("Order / Delivery note 104882").invoice_number is None
