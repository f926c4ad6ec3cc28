"""A company's form that stands in the line below its name, and accounts beside other numbers."""

from __future__ import annotations

import pytest

from invoice_llm.label_reader.grid import grid_of
from invoice_llm.label_reader.parties.ids import iban_over_rows, ibans_in, vat_ids
from invoice_llm.label_reader.parties.names import completed_form
from invoice_llm.label_reader.reader import read_invoice
from tests.label_reader.page_texts import ENGLISH


@pytest.mark.parametrize(
    ("name", "below", "whole"),
    [
        ("Kestrel Polska Sp. z", "o.o.", "Kestrel Polska Sp. z o.o."),
        ("Vondra Tiskárna", "a.s.", "Vondra Tiskárna a.s."),
        ("Harbour Timber", "Limited", "Harbour Timber Limited"),
        ("Harbour Timber", "Mill Lane 4", None),
        ("Harbour Timber Ltd", "Leeds", None),
        ("Harbour Timber Ltd", "GmbH", None),
    ],
)
def test_a_form_in_the_next_line_completes_a_name(name: str, below: str, whole: str | None) -> None:
    assert completed_form(name, below) == whole


def test_a_buyer_whose_form_wraps_is_read_whole() -> None:
    page = ENGLISH.replace("Northgate Hotels Ltd  ", "Northgate Hotels      ").replace("7 Castle Road", "Ltd          ")
    assert read_invoice(page).buyer.name == "Northgate Hotels Ltd"


def test_an_account_with_words_behind_it_is_no_vat_id() -> None:
    account = "PL71 4947 7838 2596 8498 1122 2832"
    assert not list(vat_ids(grid_of(f"Nr konta: {account} SWIFT: CFRNPL2X")))
    assert list(ibans_in(f"Nr konta: {account} SWIFT: CFRNPL2X")) == [account]


def test_an_account_over_two_rows_is_read_where_its_check_digits_hold() -> None:
    assert iban_over_rows("Nr konta: PL71 4947 7838 2596 8498", ["1122 2832"]) == "PL71 4947 7838 2596 8498 1122 2832"
    assert iban_over_rows("Nr konta: PL71 4947 7838 2596 8498", ["1122 2833"]) is None
    assert iban_over_rows("Nr konta: PL71 4947 7838 2596 8498", ["SWIFT: CFRNPL2X"]) is None
