"""An account held against the country of the supplier's VAT id."""

from __future__ import annotations

import pytest

from invoice_llm.invoice.schema import Address, Invoice, Party, PaymentAccount
from invoice_llm.reading.concerns.payment.account_abroad import account_abroad

GERMAN, FRENCH, BRITISH, GREEK = (
    "DE89370400440532013000", "FR1420041010050500013M02606", "GB33BUKB20201555555555", "GR1601101250000000012300695",
)  # fmt: skip


def concerns(vat_id: str | None, *ibans: str, known: tuple[str, ...] = ()) -> int:
    accounts = tuple(PaymentAccount(iban=iban) for iban in ibans)
    return len(account_abroad(Invoice(seller=Party(name="Acme", vat_id=vat_id), payment_accounts=accounts), known))


def test_an_account_in_another_country_is_asked_about() -> None:
    assert concerns("DE136695976", FRENCH) == 1


@pytest.mark.parametrize(
    ("vat_id", "ibans"),
    [
        ("DE136695976", (GERMAN,)),
        ("DE136695976", (FRENCH, GERMAN)),
        ("EL094259216", (GREEK,)),
        ("XI123456789", (BRITISH,)),
        (None, (FRENCH,)),
        ("4826115510", (FRENCH,)),
        ("DE136695976", ()),
    ],
)
def test_one_at_home_or_of_a_supplier_whose_home_is_not_told_is_not(vat_id: str | None, ibans: tuple[str, ...]) -> None:
    assert concerns(vat_id, *ibans) == 0


def test_one_in_the_country_of_the_address_is_not_asked_about_whatever_country_the_vat_id_is_of() -> None:
    accounts = (PaymentAccount(iban=GERMAN),)
    for country, asked in (("DE", 0), ("AT", 1), (None, 1)):
        seller = Party(name="Acme", vat_id="ATU12345675", address=Address(country_code=country))
        assert len(account_abroad(Invoice(seller=seller, payment_accounts=accounts), ())) == asked


def test_an_account_that_the_supplier_had_before_is_not_asked_about() -> None:
    assert concerns("DE136695976", FRENCH, known=("FR14 2004 1010 0505 0001 3M02 606",)) == 0


@pytest.mark.parametrize(
    ("currency", "place", "account", "asked"),
    [
        ("TRY", None, GERMAN, 1),
        ("USD", None, GERMAN, 1),
        ("GBP", None, BRITISH, 0),
        ("USD", "DE", GERMAN, 0),
        ("EUR", None, GERMAN, 0),
        ("EUR", "FR", GERMAN, 1),
        (None, None, GERMAN, 0),
    ],
)
def test_without_a_vat_id_place_and_currency_tell_where_the_account_may_be(
    currency: str | None, place: str | None, account: str, asked: int
) -> None:
    told = Invoice(seller=Party(name="Acme"), currency=currency, payment_accounts=(PaymentAccount(iban=account),))
    assert len(account_abroad(told, (), place)) == asked
