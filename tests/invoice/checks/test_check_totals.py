"""Totals with what comes between them: charges after the tax, deposits, payments, what is owed from earlier."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from invoice_llm.invoice.schema import AllowanceCharge, TaxLine
from invoice_llm.invoice.telling import finding_sentence
from tests.invoice.checked_invoice import finding, line, lines, money

DEPOSIT = AllowanceCharge(is_charge=False, kind="deposit", amount=Decimal("336.60"))


@pytest.mark.parametrize(
    ("values", "ok"),
    [
        (money(sum_lines_net="100", total_net="100", total_tax="20", charge_total="5", total_gross="125"), True),
        (money(sum_lines_net="100", total_net="100", total_tax="20", allowance_total="5", total_gross="115"), True),
        (money(sum_lines_net="95", total_net="100", total_tax="20", charge_total="5", total_gross="125"), False),
        (money(total_net="100", total_tax="19.97", rounding="0.05", total_gross="120.02"), True),
        (money(total_net="-100", total_tax="-20", total_gross="-120"), True),
        (money(total_net="-100", total_tax="-20", total_gross="120"), False),
    ],
)
def test_what_comes_after_the_tax_is_in_the_total(values: dict[str, Decimal], ok: bool) -> None:
    assert finding("BR-CO-15", **values).ok is ok


@pytest.mark.parametrize(
    ("values", "ok"),
    [
        ({"lines": (line("187"), line("-187", "Mastercard", kind="payment")), **money(amount_due="0")}, True),
        ({"lines": (line("187"), line("-87", "less deposit")), **money(amount_due="100")}, True),
        ({"lines": (line("187"), line("-87", "less discount")), **money(amount_due="100")}, False),
        ({"lines": (line("187"),), **money(amount_due="0")}, False),
        (money(amount_due="-187"), False),
        ({"doc_type": "credit_note", **money(amount_due="-187")}, True),
        (money(paid_amount="-187", amount_due="0"), True),
        (money(paid_amount="-187", amount_due="374"), False),
        (money(previous_balance="500", amount_due="687"), True),
        (money(previous_balance="500", amount_due="687.50"), False),
    ],
)
def test_payments_and_balances_lead_from_the_total_to_what_is_due(values: dict[str, Any], ok: bool) -> None:
    assert finding("BR-CO-16", total_gross=Decimal(187), **values).ok is ok


def test_a_credit_note_that_is_partly_settled_has_less_to_pay_back() -> None:
    values = money(total_gross="-100", paid_amount="-50", amount_due="-50")
    assert finding("BR-CO-16", doc_type="credit_note", **values).ok is True


def test_a_deposit_among_the_discounts_is_a_payment() -> None:
    totals = money(sum_lines_net="1640", allowance_total="336.60", total_net="1640", total_tax="328")
    due = money(total_gross="1968", amount_due="1631.40")
    assert finding("BR-CO-13", allowances_charges=(DEPOSIT,), **totals).ok is True
    assert finding("BR-CO-15", allowances_charges=(DEPOSIT,), **totals, **due).ok is True
    assert finding("BR-CO-16", allowances_charges=(DEPOSIT,), **totals, **due).ok is True


def test_what_is_due_supports_what_it_was_made_from() -> None:
    found = finding("BR-CO-16", **money(total_gross="110", previous_balance="500", amount_due="610"))
    assert found.supports == ("total_gross", "previous_balance", "amount_due")
    folio = (line("187"), line("-187", "Visa"))
    found = finding("BR-CO-16", lines=folio, **money(total_gross="187", amount_due="0"))
    assert found.supports == ("total_gross", "lines[1].line_total", "amount_due")


def test_a_wrong_sum_supports_nothing() -> None:
    found = finding("BR-CO-16", **money(total_gross="110", amount_due="610"))
    assert (found.ok, found.supports) == (False, ())
    assert finding_sentence(found) == "the total 110.00 less what is paid is 110.00, due is 610.00"


def test_a_subtotal_with_tax_in_it_says_nothing_about_the_net_total() -> None:
    assert finding("BR-CO-13", **money(sum_lines_net="120", total_net="100", total_gross="120")).ok is None
    assert finding("BR-CO-13", **money(sum_lines_net="110", total_net="100", total_gross="120")).ok is False


def tax(rate: str | None, base: str | None, amount: str | None, category: str | None = None) -> TaxLine:
    numbers = {"rate": rate, "base": base, "amount": amount}
    return TaxLine(category=category, **{k: Decimal(v) for k, v in numbers.items() if v is not None})


def test_a_wrong_tax_says_rate_base_and_amount() -> None:
    found = finding("BR-CO-17", taxes=(tax("20", "100", "20"), tax("7", "59.90", "4.91")))
    assert finding_sentence(found) == "7 % of 59.90 is 4.193, the tax is 4.91"
    assert found.fields == ("taxes[1].rate", "taxes[1].base", "taxes[1].amount")


@pytest.mark.parametrize(
    ("taxes", "ok"),
    [
        ((tax("20", None, "20"),), True),
        ((tax("10", None, "20"),), False),
        ((tax("20", None, None),), True),
        ((tax("20", "100", "20"),), None),
        ((tax("20", None, "10"), tax("10", None, "5")), None),
        ((), None),
    ],
)
def test_a_single_rate_without_a_base_is_one_of_the_net_total(taxes: tuple[TaxLine, ...], ok: bool | None) -> None:
    found = finding("X-RATE", taxes=taxes, **money(total_net="100", total_tax="20"))
    assert (found.ok, found.severity) == (ok, "warning")


@pytest.mark.parametrize(
    ("items", "charges", "ok"),
    [
        (("60", "40"), (), False),
        (("50", "50"), (), None),
        (("50", "20", "30"), (), None),
        (("60", "40"), (AllowanceCharge(is_charge=True, amount=Decimal(50)),), None),
        (tuple(["5"] * 20), (), False),
        ((*["5"] * 10, "50"), (), None),
    ],
)
def test_a_tax_that_is_the_rate_of_some_lines_alone_is_not_judged(
    items: tuple[str, ...], charges: tuple[AllowanceCharge, ...], ok: bool | None
) -> None:
    values = {"lines": lines(*items), "allowances_charges": charges, **money(total_net="100", total_tax="10")}
    assert finding("X-RATE", taxes=(tax("20", None, "10"),), **values).ok is ok


def test_without_a_net_total_the_subtotal_with_its_discount_makes_the_total() -> None:
    discount = AllowanceCharge(is_charge=False, amount=Decimal(10))
    values = money(sum_lines_net="100", total_tax="18", total_gross="108", allowance_total="10")
    found = finding("BR-CO-15", allowances_charges=(discount,), **values)
    assert found.ok
    assert found.fields == ("sum_lines_net", "allowances_charges[0].amount", "total_tax", "total_gross")
    assert finding("BR-CO-15", allowances_charges=(discount,), **{**values, "total_tax": Decimal(20)}).ok is False


TWO_RATES = {
    "lines": (*lines("100", tax_rate=Decimal(20)), *lines("50", "10", tax_rate=Decimal(7))),
    **money(total_net="160", total_tax="24.20", total_gross="184.20"),
}


@pytest.mark.parametrize(("high", "low", "ok"), [("100", "60", True), ("90", "70", False), ("100", "61", False)])
def test_the_base_of_a_rate_is_what_its_lines_come_to(high: str, low: str, ok: bool) -> None:
    found = finding("BR-S-08", taxes=(tax("20", high, None), tax("7", low, None, "S")), **TWO_RATES)
    assert (found.ok, found.severity) == (ok, "warning")


def test_charges_count_to_the_base_of_their_rate() -> None:
    shipping = AllowanceCharge(is_charge=True, amount=Decimal(5), tax_rate=Decimal(20))
    more = {"allowances_charges": (shipping,), "charge_total": Decimal(5)}
    assert finding("BR-S-08", taxes=(tax("20", "105", None),), **TWO_RATES, **more).ok is True
    assert finding("BR-S-08", taxes=(tax("20", "100", None),), **TWO_RATES, **more).ok is False
    unrated = {"allowances_charges": (shipping.model_copy(update={"tax_rate": None}),), "charge_total": Decimal(5)}
    assert finding("BR-S-08", taxes=(tax("20", "100", None),), **TWO_RATES, **unrated).ok is None


@pytest.mark.parametrize(("category", "rule"), [("Z", "BR-Z"), ("E", "BR-E"), ("AE", "BR-AE"), ("K", "BR-IC")])
def test_what_is_free_of_tax_has_none(category: str, rule: str) -> None:
    assert finding(f"{rule}-09", taxes=(tax("0", "100", "0", category),)).ok is True
    assert finding(f"{rule}-09", taxes=(tax("0", "100", "1", category),)).ok is False
    free = {"lines": lines("60", "40", tax_rate=Decimal(0), tax_category=category)}
    assert finding(f"{rule}-08", taxes=(tax("0", "100", "0", category),), **free).ok is True
    assert finding(f"{rule}-08", taxes=(tax("0", "90", "0", category),), **free).ok is False


def test_a_standard_rate_is_above_zero() -> None:
    assert finding("BR-S-05", taxes=(tax("19", None, None, "S"),)).ok is True
    assert finding("BR-S-05", taxes=(tax("0", None, None, "S"),)).ok is False
    assert finding("BR-S-05", taxes=(tax("0", None, None),)).ok is None


@pytest.mark.parametrize(("net", "ok"), [("-7.67", True), ("-8.13", True), ("-7.90", True), ("-7.44", False)])
def test_a_discount_without_a_sign_lessens_what_a_note_with_negative_totals_gives_back(net: str, ok: bool) -> None:
    values = money(sum_lines_net="-7.90", allowance_total="0.23", total_net=net, total_gross="-8.79")
    assert finding("BR-CO-13", **values).ok is ok


def test_on_an_invoice_a_discount_is_taken_off() -> None:
    values = money(sum_lines_net="100", allowance_total="5", total_net="105", total_gross="126")
    assert finding("BR-CO-13", **values).ok is False
