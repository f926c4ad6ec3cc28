"""Accounts that wrap in a narrow column, proved by their check digits."""

from __future__ import annotations

import pytest

from invoice_llm.label_reader.grid import grid_of
from invoice_llm.label_reader.parties.printed_ibans import ibans_on
from invoice_llm.label_reader.reader import read_invoice
from tests.label_reader.page_texts import ENGLISH

OURS = "GB33 BUKB 2020 1555 5555 55"
OTHER = "DE89 3704 0044 0532 0130 00"
PAYMENT = f"Payment within 30 days. Bank: Severn Bank, IBAN {OURS}"


@pytest.mark.parametrize(
    "text",
    [
        "Konto: DE89 3704 0044 0532       Kunde\n0130 00                          Nord AG",
        "IBAN                             Kunde\nDE89 3704 0044                   Nord AG\n0532 0130 00",
        "IBAN: DE89 3704                  Kunde\n0044 0532                        Nord AG\n0130 00 BIC COBADEFF",
        "IBAN: DE89 3704 0044 0532        Kunde\n                                 Nord AG\n0130 00",
        "IBAN DE89\n3704 0044 0532 0130 00",
        "Please pay within thirty days to our account DE89 3704 0044 05\n32 0130 00 with Severn Bank.",
    ],
)
def test_an_account_is_read_over_the_rows_of_its_column(text: str) -> None:
    assert [iban.replace(" ", "") for _, iban in ibans_on(grid_of(text))] == [OTHER.replace(" ", "")]


@pytest.mark.parametrize(
    "text",
    [
        "Konto: DE89 3704 0044 0532       Kunde\n0130 01                          Nord AG",
        "Konto: DE89 3704 0044 0532       Kunde\nOrder 0130 00                    Nord AG",
        "Konto: DE89 3704 0044 0532       0130 00\nTelefon                          Nord AG",
    ],
)
def test_figures_of_something_else_make_no_account(text: str) -> None:
    wrong = [iban for _, iban in ibans_on(grid_of(text)) if iban.replace(" ", "") != OTHER.replace(" ", "")]
    assert not wrong


def test_figures_of_the_next_column_make_no_account_of_one_that_wraps() -> None:
    text = "Konto: DE89 3704 0044 0532       1234 56\n0130 00                          Nord AG"
    assert [iban for _, iban in ibans_on(grid_of(text))] == [OTHER]


def test_the_wrapped_account_at_the_top_is_paid_to_before_one_below() -> None:
    page = ENGLISH.replace("14 Wharf Street\n", "14 Wharf Street\nIBAN GB33 BUKB 2020\n1555 5555 55\n")
    assert read_invoice(page.replace(PAYMENT, f"Bank: {OTHER}")).iban == OURS
