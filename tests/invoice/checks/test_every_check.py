"""Every check is asked, stops or is a remark on purpose, and has an invoice here that breaks it."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from importlib import import_module
from typing import Any, get_type_hints

import pytest

from invoice_llm.invoice import checks
from invoice_llm.invoice.checks import Finding, Known, OwnCompany, check
from invoice_llm.invoice.checks.blocking import STOPPING
from invoice_llm.invoice.checks.taxes import CATEGORIES, WITHOUT_TAX
from invoice_llm.invoice.schema import AllowanceCharge, Invoice, Party, PaymentAccount, TaxId, TaxLine
from invoice_llm.invoice.telling import finding_sentence
from tests.invoice.checked_invoice import TODAY, finding_with, item, lines, money

REMARKS = {
    *("BR-CO-11", "BR-CO-12", "BR-S-05", "X-PERIOD", "X-BBAN", "X-VAT", "X-VAT-BUYER", "X-TAX-ID"),
    *("X-CURRENCY", "X-ROWS", "X-CREDIT-REF", *(f"{rule}-08" for rule in CATEGORIES.values())),
    *(f"{CATEGORIES[category]}-09" for category in WITHOUT_TAX),
}
"""Warnings that leave an invoice accepted."""


def tax(rate: str, base: str | None, amount: str | None, category: str | None = None) -> TaxLine:
    given = {"rate": rate, "base": base, "amount": amount}
    return TaxLine(category=category, **{name: Decimal(text) for name, text in given.items() if text is not None})


def free_of_tax(category: str) -> dict[str, Any]:
    return {
        "lines": lines("60", "40", tax_rate=Decimal(0), tax_category=category),
        "taxes": (tax("0", "90", "1", category),),
    }


FREE = {f"{CATEGORIES[one]}-{number}": free_of_tax(one) for one in WITHOUT_TAX for number in ("08", "09")}
SELLER, OTHER = Party(name="Halden Ltd"), Party(name="Kestrel SA")
BROKEN: Mapping[str, dict[str, Any]] = {
    "BR-CO-10": {"lines": lines("60", "41"), **money(total_net="100", total_gross="120")},
    "BR-CO-11": {
        "allowances_charges": (AllowanceCharge(is_charge=False, amount=Decimal(4)),),
        **money(allowance_total="5"),
    },
    "BR-CO-12": {
        "allowances_charges": (AllowanceCharge(is_charge=True, amount=Decimal(4)),),
        **money(charge_total="5"),
    },
    "BR-CO-13": money(sum_lines_net="110", total_net="100", total_gross="120"),
    "BR-CO-14": {"taxes": (tax("20", "100", "20"), tax("7", "100", "7")), **money(total_tax="28")},
    "BR-CO-15": money(total_net="100", total_tax="20", total_gross="121"),
    "BR-CO-16": money(total_gross="120", paid_amount="20", amount_due="110"),
    "BR-CO-17": {"taxes": (tax("20", "100", "21"),)},
    "BR-S-05": {"taxes": (tax("0", None, None, "S"),)},
    "BR-S-08": {"lines": lines("60", "40", tax_rate=Decimal(20)), "taxes": (tax("20", "90", None),)},
    **FREE,
    "X-RATE": {"taxes": (tax("10", None, "20"),), **money(total_net="100", total_tax="20")},
    "X-QTY": {"lines": (item("2", "10", "21"),)},
    "X-INCL": {
        "lines": lines("60", "40"),
        "prices_include_tax": True,
        **money(total_net="100", total_tax="20", total_gross="120"),
    },
    "X-DATE-DUE": {"issue_date": date(2026, 3, 2), "due_date": date(2026, 3, 1)},
    "X-DATE-FUTURE": {"issue_date": date(2026, 4, 1)},
    "X-PERIOD": {"period_start": date(2026, 2, 1), "period_end": date(2026, 1, 1)},
    "X-IBAN": {"payment_accounts": (PaymentAccount(iban="DE89370400440532013001"),)},
    "X-BBAN": {"payment_accounts": (PaymentAccount(iban="FR2012421242124212421242124"),)},
    "X-VAT": {"seller": Party(vat_id="DE123456789")},
    "X-VAT-BUYER": {"buyer": Party(vat_id="DE123456789")},
    "X-TAX-ID": {"seller": Party(tax_ids=(TaxId(scheme="ABN", value="83 914 571 674"),))},
    "X-PARTY": {"seller": SELLER, "buyer": SELLER},
    "X-CURRENCY": money(total_gross="1"),
    "X-CREDIT-REF": {"doc_type": "credit_note"},
    "X-SIGN": {"doc_type": "invoice", **money(total_gross="-1")},
    "X-ROWS": {"lines": lines("60")},
    "X-OWN": {"seller": OTHER},
    "X-ACCOUNT": {"payment_accounts": (PaymentAccount(account_number="2"),)},
}
KNOWN = Known(own=OwnCompany(names=("Kestrel SA",)), accounts=("1",), printed_rows=2)
RULES = [one.rule for one in check(Invoice(), today=TODAY)]


def functions() -> Iterator[str]:
    """Every public function of the folder that makes a finding, or a rule that makes one."""
    for module in pkgutil.iter_modules(checks.__path__):
        for name, function in inspect.getmembers(import_module(f"{checks.__name__}.{module.name}"), inspect.isfunction):
            made = get_type_hints(function).get("return")
            is_ours = function.__module__ == f"{checks.__name__}.{module.name}" and not name.startswith("_")
            if is_ours and module.name != "finding" and "Finding" in str(made) and "tuple" not in str(made):
                yield f"{module.name}.{name}"


@pytest.mark.parametrize("name", [*functions()])
def test_every_function_that_makes_a_finding_is_asked(name: str) -> None:
    assert name in inspect.getsource(checks)


def test_every_warning_stops_or_is_a_remark_on_purpose() -> None:
    found = check(Invoice(), today=TODAY)
    assert {one.rule for one in found if one.severity == "warning"} == {*STOPPING, *REMARKS}
    assert not {*STOPPING}.intersection(REMARKS)


@pytest.mark.parametrize("rule", RULES)
def test_an_invoice_that_breaks_a_rule_is_told_what_is_wrong(rule: str) -> None:
    broken: Finding = finding_with(KNOWN, rule, **BROKEN[rule])
    assert broken.ok is False
    assert finding_sentence(broken) or broken.reason.sentence
