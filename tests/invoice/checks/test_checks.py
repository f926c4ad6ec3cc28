"""Every rule: true, false, and not to be decided."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from invoice_llm.invoice.checks import check, line_sum
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import (
    AllowanceCharge,
    Invoice,
    LineItem,
    Party,
    PaymentAccount,
    PrecedingInvoice,
    TaxLine,
)
from tests.invoice.checked_invoice import TODAY, finding, item, lines, money


def test_an_empty_invoice_decides_no_rule() -> None:
    assert {f.rule for f in check(Invoice(), today=TODAY) if f.ok is not None} == set()
    rules = [f.rule for f in check(Invoice(), today=TODAY)]
    assert len(rules) == len(set(rules))
    assert {"BR-CO-10", "BR-CO-13", "BR-CO-14", "BR-CO-15", "BR-CO-16", "BR-CO-17"} < set(rules)


@pytest.mark.parametrize(
    ("values", "ok"),
    [
        ({"lines": lines("60", "40"), **money(sum_lines_net="100")}, True),
        ({"lines": lines("60", "40"), **money(total_net="100")}, True),
        ({"lines": lines("60", "60"), **money(total_net="100", total_gross="120")}, True),
        ({"lines": lines("60", "40"), **money(charge_total="10", allowance_total="5", total_net="105")}, True),
        ({"lines": lines("60", "41"), **money(total_net="100", total_gross="120")}, False),
        ({"lines": lines("60", None), **money(total_net="100")}, None),
        ({"lines": lines("60", "40")}, None),
        (money(total_net="100"), None),
    ],
)
def test_lines_add_up(values: dict[str, Any], ok: bool | None) -> None:
    assert finding("BR-CO-10", **values).ok is ok


@pytest.mark.parametrize(
    ("values", "ok"),
    [
        (money(sum_lines_net="100", total_net="100"), True),
        (money(sum_lines_net="100", allowance_total="10", charge_total="4", total_net="94"), True),
        (money(sum_lines_net="100", total_net="90"), False),
        ({"prices_include_tax": True, **money(sum_lines_net="120", total_net="100")}, None),
        (money(total_net="90"), None),
    ],
)
def test_subtotal_and_charges_make_the_net_total(values: dict[str, Any], ok: bool | None) -> None:
    assert finding("BR-CO-13", **values).ok is ok


@pytest.mark.parametrize(
    ("amounts", "total", "ok"),
    [
        (["19", "7"], "26", True),
        (["19", "7"], "27", False),
        (["19", None], "26", None),
        ([], "26", None),
        (["19"], None, None),
    ],
)
def test_taxes_make_the_total_tax(amounts: list[str | None], total: str | None, ok: bool | None) -> None:
    taxes = tuple(TaxLine(amount=None if amount is None else Decimal(amount)) for amount in amounts)
    found = finding("BR-CO-14", taxes=taxes, total_tax=None if total is None else Decimal(total))
    assert (found.ok, found.reason) == (ok, Reason.TAX_MISMATCH)


@pytest.mark.parametrize(
    ("values", "ok"),
    [
        (money(total_net="100", total_tax="20", total_gross="120"), True),
        (money(total_net="100", total_tax="20", total_gross="120.02"), True),
        (money(total_net="100", total_tax="20", total_gross="120.03"), False),
        (money(total_net="100", total_gross="120"), None),
    ],
)
def test_net_and_tax_make_the_total_to_two_cents(values: dict[str, Decimal], ok: bool | None) -> None:
    assert finding("BR-CO-15", **values).ok is ok


@pytest.mark.parametrize(
    ("values", "ok"),
    [
        (money(total_gross="120", amount_due="120"), True),
        (money(total_gross="120", paid_amount="50", amount_due="70"), True),
        (money(total_gross="120", paid_amount="-50", amount_due="70"), True),
        (money(total_gross="120", previous_balance="30", amount_due="150"), True),
        (money(total_gross="119.97", rounding="0.03", amount_due="120"), True),
        (money(total_gross="120", amount_due="70"), False),
        (money(total_gross="120"), None),
    ],
)
def test_what_is_not_paid_is_due(values: dict[str, Decimal], ok: bool | None) -> None:
    assert finding("BR-CO-16", **values).ok is ok


@pytest.mark.parametrize(
    ("rate", "base", "amount", "ok"),
    [("20", "100", "20", True), ("7", "59.90", "4.19", True), ("20", "100", "19", False), (None, "100", "20", None)],
)
def test_a_tax_is_its_rate_of_its_base(rate: str | None, base: str, amount: str, ok: bool | None) -> None:
    tax = TaxLine(rate=None if rate is None else Decimal(rate), base=Decimal(base), amount=Decimal(amount))
    assert finding("BR-CO-17", taxes=(tax,)).ok is ok


@pytest.mark.parametrize(
    ("line", "ok"),
    [
        (item("40", "6.50", "260.00"), True),
        (item("250", "12.00", "30.00", price_base_quantity=Decimal(100)), True),
        (
            item("2", "10", "18", allowances_charges=(AllowanceCharge(is_charge=False, amount=Decimal(2)),)),
            True,
        ),
        (item("2", "10", "23", allowances_charges=(AllowanceCharge(is_charge=True, amount=Decimal(3)),)), True),
        (item("40", "6.50", "206.00"), False),
        (item("0", "6.50", "206.00"), None),
        (LineItem(line_total=Decimal(5)), None),
        (item("1", "5", "-5", kind="payment"), None),
    ],
)
def test_quantity_times_price_is_the_amount(line: LineItem, ok: bool | None) -> None:
    assert finding("X-QTY", lines=(line,)).ok is ok


def test_one_wrong_line_among_right_ones_is_found() -> None:
    assert finding("X-QTY", lines=(item("1", "5", "5"), item("2", "5", "11"))).ok is False


@pytest.mark.parametrize(
    ("iban", "ok"), [("DE89370400440532013000", True), ("DE89370400440532013001", False), (None, None)]
)
def test_an_iban_has_its_check_digits(iban: str | None, ok: bool | None) -> None:
    assert finding("X-IBAN", payment_accounts=(PaymentAccount(iban=iban, bic="X"),)).ok is ok


@pytest.mark.parametrize(
    ("vat_id", "ok"), [("DE136695976", True), ("DE136695977", False), ("GB123456789", None), (None, None)]
)
def test_a_vat_id_of_the_union_has_its_check_digits(vat_id: str | None, ok: bool | None) -> None:
    assert finding("X-VAT", seller=Party(vat_id=vat_id)).ok is ok


@pytest.mark.parametrize("number", ["EIN12-3456789", "SIRET36252187900034", "SE", "DEPENDS", "ITEM7"])
def test_a_number_that_only_begins_like_a_vat_id_is_not_judged(number: str) -> None:
    assert finding("X-VAT", seller=Party(vat_id=number)).ok is None


@pytest.mark.parametrize("number", ["FR40303265045", "ATU13585627", "ESB58378431", "NL004495445B01", "IE6433435F"])
def test_vat_ids_with_letters_are_judged(number: str) -> None:
    assert finding("X-VAT", seller=Party(vat_id=number)).ok is True


@pytest.mark.parametrize(
    ("seller", "buyer", "ok"),
    [
        (Party(name="A Ltd"), Party(name="B Ltd"), True),
        (Party(name="A Ltd"), Party(name="a LTD"), False),
        (Party(name="A", vat_id="DE1"), Party(name="B", vat_id="DE1"), False),
        (Party(name="A Ltd"), Party(), None),
        (Party(), Party(), None),
    ],
)
def test_supplier_and_buyer_are_two(seller: Party, buyer: Party, ok: bool | None) -> None:
    assert finding("X-PARTY", seller=seller, buyer=buyer).ok is ok


def test_a_credit_note_names_its_invoice() -> None:
    assert finding("X-CREDIT-REF", doc_type="credit_note").ok is False
    assert (
        finding("X-CREDIT-REF", doc_type="credit_note", preceding_invoices=(PrecedingInvoice(number="7"),)).ok is True
    )
    assert finding("X-CREDIT-REF", doc_type="invoice").ok is None


def test_payments_and_headings_do_not_count_among_the_lines() -> None:
    mixed = (*lines("60", "40"), *lines("-100", kind="payment"), *lines(None, kind="header"))
    assert line_sum(Invoice(lines=mixed)) == Decimal(100)
    assert line_sum(Invoice(lines=lines("-100", kind="payment"))) is None


def test_taxes_by_rate_make_the_total_where_no_total_tax_is_printed() -> None:
    taxes = (TaxLine(amount=Decimal("19.00")), TaxLine(amount=Decimal("7.00")))
    invoice = Invoice(total_net=Decimal("200.00"), taxes=taxes, total_gross=Decimal("226.00"))
    (right,) = [finding for finding in check(invoice, today=date(2026, 3, 1)) if finding.rule == "BR-CO-15"]
    assert (right.ok, right.fields) == (True, ("total_net", "taxes[0].amount", "taxes[1].amount", "total_gross"))
    other = invoice.model_copy(update={"total_gross": Decimal("219.00")})
    (wrong,) = [finding for finding in check(other, today=date(2026, 3, 1)) if finding.rule == "BR-CO-15"]
    assert wrong.ok is False
