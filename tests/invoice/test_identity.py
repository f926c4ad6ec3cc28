"""Which documents are the same invoice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from invoice_llm.invoice.identity import business_keys, resend_key
from invoice_llm.invoice.schema import Invoice, Party

SELLER = Party(name="Harbour Paper Ltd", vat_id="GB823447181")
FIRST = Invoice(invoice_number="HP-2041", issue_date=date(2026, 3, 2), seller=SELLER, total_gross=Decimal("420.00"))


def changed(**update: Any) -> Invoice:
    return FIRST.model_copy(update=update)


def test_there_is_one_key_for_each_way_to_name_the_supplier() -> None:
    assert business_keys(FIRST) == (
        "vat:gb823447181|invoice|hp2041|2026",
        "name:harbourpaperltd|invoice|hp2041|2026",
    )


@pytest.mark.parametrize("number", ["hp 2041", "HP/2041", "HP.2041 ", "HP2041"])
def test_case_blanks_and_punctuation_of_a_number_do_not_count(number: str) -> None:
    assert business_keys(changed(invoice_number=number)) == business_keys(FIRST)


def test_another_day_of_the_same_year_is_the_same_invoice() -> None:
    assert business_keys(changed(issue_date=date(2026, 12, 31))) == business_keys(FIRST)


@pytest.mark.parametrize(
    "update",
    [
        {"issue_date": date(2025, 3, 2)},
        {"doc_type": "credit_note"},
        {"invoice_number": "HP-2042"},
        {"seller": Party(name="Other Ltd", vat_id="GB999999973")},
    ],
)
def test_another_year_kind_number_or_supplier_is_another_invoice(update: dict[str, Any]) -> None:
    assert not set(business_keys(changed(**update))) & set(business_keys(FIRST))


def test_one_shared_way_to_name_the_supplier_is_enough() -> None:
    without_id = changed(seller=Party(name="HARBOUR PAPER LTD."))
    assert set(business_keys(without_id)) & set(business_keys(FIRST)) == {"name:harbourpaperltd|invoice|hp2041|2026"}


@pytest.mark.parametrize("update", [{"invoice_number": None}, {"issue_date": None}, {"seller": Party()}])
def test_without_number_date_or_supplier_there_is_no_key(update: dict[str, Any]) -> None:
    assert business_keys(changed(**update)) == ()
    assert resend_key(changed(**update)) is None


def test_an_invoice_sent_again_has_the_same_strict_key_whatever_the_zeros() -> None:
    assert resend_key(changed(total_gross=Decimal(420))) == resend_key(FIRST)


@pytest.mark.parametrize("update", [{"total_gross": Decimal("421.00")}, {"issue_date": date(2026, 3, 3)}])
def test_another_total_or_day_is_not_sent_again(update: dict[str, Any]) -> None:
    assert resend_key(changed(**update)) != resend_key(FIRST)


def test_without_a_total_nothing_is_sent_again() -> None:
    assert resend_key(changed(total_gross=None)) is None


@pytest.mark.parametrize("name", ["...", "-", " / "])
def test_a_name_or_number_of_signs_only_gives_no_key(name: str) -> None:
    assert business_keys(changed(seller=Party(name=name))) == ()
    assert business_keys(changed(invoice_number=name)) == ()


def test_suppliers_in_other_scripts_are_told_apart() -> None:
    first, second = (business_keys(changed(seller=Party(name=name))) for name in ("Ромашка", "Ласточка"))
    assert first != second
