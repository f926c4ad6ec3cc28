"""Which documents are the same invoice."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from invoice_llm.invoice.identity import (
    accepting_keys,
    almost,
    business_keys,
    is_accepted_again,
    is_other_supplier,
    is_same_payment,
    likeness_keys,
    may_be_copy,
    resend_key,
)
from invoice_llm.invoice.schema import Invoice, LineItem, Party, PaymentAccount, TaxId

SELLER = Party(name="Harbour Paper Ltd", vat_id="GB823447181")
FIRST = Invoice(invoice_number="HP-2041", issue_date=date(2026, 3, 2), seller=SELLER, total_gross=Decimal("420.00"))


def changed(**update: Any) -> Invoice:
    return FIRST.model_copy(update=update)


def test_there_is_a_key_for_each_way_to_name_the_supplier() -> None:
    assert business_keys(FIRST) == (
        "vat:gb823447181|invoice|hp2041|2026",
        "vat:823447181|invoice|hp2041|2026",
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
    assert resend_key(changed(**update), "") is None


def test_an_invoice_sent_again_has_the_same_strict_key_whatever_the_zeros() -> None:
    assert resend_key(changed(total_gross=Decimal(420)), "") == resend_key(FIRST, "")


@pytest.mark.parametrize("update", [{"total_gross": Decimal("421.00")}, {"issue_date": date(2026, 3, 3)}])
def test_another_total_or_day_is_not_sent_again(update: dict[str, Any]) -> None:
    assert resend_key(changed(**update), "") != resend_key(FIRST, "")


def test_without_a_total_nothing_is_sent_again() -> None:
    assert resend_key(changed(total_gross=None), "") is None


@pytest.mark.parametrize("name", ["...", "-", " / "])
def test_a_name_or_number_of_signs_only_gives_no_key(name: str) -> None:
    assert business_keys(changed(seller=Party(name=name))) == ()
    assert business_keys(changed(invoice_number=name)) == ()


def test_suppliers_in_other_scripts_are_told_apart() -> None:
    first, second = (business_keys(changed(seller=Party(name=name))) for name in ("Ромашка", "Ласточка"))
    assert first != second


PRICED = FIRST.model_copy(update={"currency": "GBP", "po_numbers": ("PO-7",)})


def priced(**update: Any) -> Invoice:
    return PRICED.model_copy(update=update)


def meet(second: Invoice, first: Invoice = PRICED) -> bool:
    """Whether the two share a key, and are taken for possible copies."""
    return bool(set(likeness_keys(second)) & set(likeness_keys(first))) and may_be_copy(second, first)


@pytest.mark.parametrize(
    "number", ["HP-2O41", "HP-204I", "HP-02041", "HP-2041A", "HP-2041 b", "HP-2041-Kopie", "hp 2041 COPY"]
)
@pytest.mark.parametrize("days", [0, 1, 30, 35, -35])
def test_a_number_that_may_be_misread_or_added_to_is_a_possible_copy_while_it_is_near(number: str, days: int) -> None:
    assert meet(priced(invoice_number=number, issue_date=date(2026, 3, 2) + timedelta(days=days)))


@pytest.mark.parametrize("days", [36, 90, 365, -36])
def test_what_is_far_off_is_no_copy(days: int) -> None:
    assert not meet(priced(invoice_number="HP-2O41", issue_date=date(2026, 3, 2) + timedelta(days=days)))


def test_near_dates_meet_over_the_end_of_a_year() -> None:
    december = priced(invoice_number="HP-2041", issue_date=date(2025, 12, 20))
    assert meet(priced(invoice_number="HP-2O41", issue_date=date(2026, 1, 10)), december)


def test_the_same_total_on_the_same_day_under_any_number_is_a_possible_copy() -> None:
    assert meet(priced(invoice_number="HP-9999"))


@pytest.mark.parametrize("days", [7, 28, 30, 31])
def test_what_recurs_with_the_same_total_under_the_next_number_is_no_copy(days: int) -> None:
    assert not meet(priced(invoice_number="HP-2042", issue_date=date(2026, 3, 2) + timedelta(days=days)))


@pytest.mark.parametrize(
    "update",
    [
        {"total_gross": Decimal("420.01")},
        {"currency": "EUR"},
        {"doc_type": "credit_note"},
        {"po_numbers": ("PO-8",)},
        {"seller": Party(name="Harbour Paper Ltd", vat_id="GB999999973")},
        {"seller": Party(name="Other Ltd", vat_id="GB999999973")},
    ],
)
def test_another_total_currency_kind_order_or_supplier_is_no_copy(update: dict[str, Any]) -> None:
    assert not meet(priced(invoice_number="HP-9999", **update))
    assert not meet(priced(invoice_number="HP-2O41", **update))


@pytest.mark.parametrize("name", ["customer_number", "delivery_date"])
def test_another_customer_number_or_day_of_delivery_is_no_copy(name: str) -> None:
    values: dict[str, tuple[Any, Any]] = {
        "customer_number": ("C-1", "C-2"),
        "delivery_date": (date(2026, 3, 1), date(2026, 2, 1)),
    }
    one, other = values[name]
    assert not meet(priced(invoice_number="HP-9999", **{name: one}), priced(**{name: other}))
    assert meet(priced(invoice_number="HP-9999", **{name: one}), PRICED)


def test_other_amounts_in_the_lines_of_the_same_day_are_another_purchase() -> None:
    lines = {total: (LineItem(line_total=Decimal(total)),) for total in ("420.00", "400.00")}
    first = priced(lines=lines["420.00"])
    assert meet(priced(invoice_number="HP-9999", lines=lines["420.00"]), first)
    assert not meet(priced(invoice_number="HP-9999", lines=lines["400.00"]), first)


def test_the_same_number_of_another_year_is_no_copy() -> None:
    january, december = date(2026, 1, 5), date(2025, 12, 15)
    assert not meet(priced(issue_date=january), priced(issue_date=december))


@pytest.mark.parametrize("name", ["invoice_number", "issue_date", "currency", "total_gross"])
def test_without_number_date_currency_or_total_nothing_is_a_possible_copy(name: str) -> None:
    assert likeness_keys(priced(**{name: None})) == ()


def test_name_number_day_and_total_are_one_invoice_whatever_vat_id_was_read() -> None:
    other = priced(seller=Party(name="Harbour Paper Limited", vat_id="GB999999973"))
    assert not is_other_supplier(other, PRICED)
    assert any(
        is_accepted_again(key, other, PRICED) for key in set(accepting_keys(other)) & set(accepting_keys(PRICED))
    )


def test_number_day_and_total_are_told_to_the_person_who_accepts_under_another_spelling_of_the_name() -> None:
    again = priced(seller=Party(name="Harbour"))
    (key,) = set(accepting_keys(again)) & set(accepting_keys(PRICED))
    assert is_accepted_again(key, again, PRICED)


def test_an_invoice_over_nothing_is_no_copy_of_another_one() -> None:
    assert likeness_keys(priced(total_gross=Decimal(0))) == ()


@pytest.mark.parametrize(("one", "other"), [("RE-100", "RE-1000"), ("2041", "2042"), ("A-17", "A-71"), ("7", "70")])
def test_other_digits_are_another_number(one: str, other: str) -> None:
    assert almost(one) != almost(other)


def test_two_vat_ids_are_two_suppliers_and_a_missing_one_tells_nothing() -> None:
    other = priced(seller=Party(name="Harbour Paper Ltd", vat_id="GB999999973"))
    assert is_other_supplier(other.model_copy(update={"total_gross": Decimal(1)}), PRICED)
    assert is_other_supplier(other.model_copy(update={"issue_date": date(2026, 2, 1)}), PRICED)
    assert not is_other_supplier(priced(seller=Party(name="Harbour Paper Ltd")), PRICED)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Quarrel Joinery Ltd", "QUARREL JOINERY LIMITED"),
        ("Brömmel GmbH", "Broemmel Gesellschaft mit beschränkter Haftung"),
        ("Brömmel & Söhne AG", "Brommel und Sohne Aktiengesellschaft"),
        ("Tallbro Snickeri AB", "Tallbro Snickeri Aktiebolag"),
        ("Piła i Młot Sp. z o.o.", "PIŁA I MŁOT SPÓŁKA Z OGRANICZONĄ ODPOWIEDZIALNOŚCIĄ"),
        ("Maderas Robla S.L.", "Maderas Robla, Sociedad Limitada"),
        ("Legni Brandi S.r.l.", "LEGNI BRANDI SOCIETÀ A RESPONSABILITÀ LIMITATA"),
        ("Menuiserie Trouvel SARL", "Menuiserie Trouvel Société à responsabilité limitée"),
        ("Truhlářství Bor s.r.o.", "Truhlářství Bor spol. s r.o."),
    ],
)
def test_a_company_is_the_same_with_its_form_written_out(one: str, other: str) -> None:
    first, second = (business_keys(changed(seller=Party(name=name))) for name in (one, other))
    assert set(first) & set(second)


def test_another_form_is_another_company() -> None:
    first, second = (business_keys(changed(seller=Party(name=name))) for name in ("Brandt AG", "Brandt GmbH"))
    assert not set(first) & set(second)


@pytest.mark.parametrize("name", ["Harbour Paper", "Harb0ur Pap3r Ltd", "HP Stationery"])
def test_the_same_number_day_and_total_under_another_name_is_a_possible_copy(name: str) -> None:
    assert meet(priced(seller=Party(name=name)))
    assert not meet(priced(seller=Party(name=name), issue_date=date(2026, 3, 3)))
    assert not meet(priced(seller=Party(name=name), total_gross=Decimal("420.01")))


def test_two_suppliers_of_one_name_without_vat_ids_are_told_apart_by_their_pages() -> None:
    nameless = changed(seller=Party(name="Miller & Sons"))
    assert resend_key(nameless, "Miller & Sons, Derby") != resend_key(nameless, "Miller & Sons, Truro")
    assert resend_key(nameless, "Miller & Sons,  Derby") == resend_key(nameless, "miller & sons Derby")
    accounts = (PaymentAccount(iban=iban) for iban in ("GB33BUKB20201555555555", "GB94BARC10201530093459"))
    derby, truro = (nameless.model_copy(update={"payment_accounts": (account,)}) for account in accounts)
    assert resend_key(derby, "") != resend_key(truro, "")


@pytest.mark.parametrize(
    ("update", "same"),
    [
        ({}, True),
        ({"payment_accounts": ()}, True),
        ({"payment_accounts": (PaymentAccount(iban="NL91ABNA0417164300"),)}, False),
        ({"buyer": Party(name="HALFORD & WICK LIMITED")}, True),
        ({"buyer": Party(name="Brackwater Instruments Ltd")}, False),
        ({"currency": "EUR"}, False),
        ({"total_gross": Decimal(421)}, False),
        ({"issue_date": date(2026, 4, 2)}, False),
    ],
)
def test_a_copy_asks_the_same_buyer_for_the_same_money_to_the_same_account(update: dict[str, Any], same: bool) -> None:
    account = (PaymentAccount(iban="DE89370400440532013000"),)
    first = changed(payment_accounts=account, buyer=Party(name="Halford & Wick Ltd"), currency="GBP")
    assert is_same_payment(first.model_copy(update=update), first) is same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CZ28264720", "28264720"),
        ("ESB17172594", "B-17172594"),
        ("FI26665721", "2666572-1"),
        ("HU13060664", "13060664-2-06"),
        ("SE556449100801", "556449-1008"),
        ("NO 907 308 596 MVA", "907308596"),
        ("NL461183857B01", "461183857"),
        ("CHE-123.456.788 MWST", "CHE 123 456 788"),
        ("EL091759924", "091759924"),
    ],
)
def test_an_id_is_the_same_with_and_without_its_country_and_as_a_tax_number(one: str, other: str) -> None:
    first, again = (changed(seller=party) for party in (_with(one), _with(other, is_vat=False)))
    assert set(business_keys(first)) & set(business_keys(again))
    assert not is_other_supplier(first, again)
    assert not is_other_supplier(first, changed(seller=_with("12/345/67890", is_vat=False)))
    assert is_other_supplier(first, changed(seller=_with("DE811128135")))


def _with(number: str, *, is_vat: bool = True) -> Party:
    return Party(vat_id=number) if is_vat else Party(tax_ids=(TaxId(scheme="LOCAL", value=number),))
