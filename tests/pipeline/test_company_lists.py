"""Invoices held against the company's own lists of suppliers and orders."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from invoice_llm.doctor import diagnose
from tests.pipeline.inboxes import INVOICE, fill, page, run, settings

SUPPLIER = "Alder & Finch Trading Limited"
ACCOUNT = "GB33BUKB20201555555555"


def drawn(number: str = "AF-1") -> bytes:
    order = INVOICE.replace("Leeds LS1 2AB", f"{'Leeds LS1 2AB':<39}Purchase order:  PO-77")
    return page(order.format(number=number, date="2 March 2026", total="408.00", more=""))


def read(tmp_path: Path, suppliers: str | None = None, orders: str | None = None) -> dict[str, Any]:
    inbox = fill(tmp_path / "inbox", {"a.pdf": drawn()})
    named = {}
    for name, rows in (("suppliers_file", suppliers), ("orders_file", orders)):
        if rows is not None:
            (tmp_path / name).write_text(rows)
            named[name] = str(tmp_path / name)
    return run(settings(tmp_path, inbox, **named), "monday")["a.pdf"]


def test_what_the_lists_know_is_accepted(tmp_path: Path) -> None:
    suppliers = f"name,accounts,currency\nSomebody else,,\n{SUPPLIER},{ACCOUNT},GBP\n"
    record = read(tmp_path, suppliers, f"number,supplier,currency,open_amount\nPO-77,{SUPPLIER},GBP,340.00\n")
    assert (record["invoice"]["po_numbers"], record["outcome"], record["reasons"]) == (["PO-77"], "accepted", [])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Somebody else,,", "SUPPLIER_NOT_LISTED"),
        (f"{SUPPLIER},GB94BARC10201530093459,", "ACCOUNT_NOT_LISTED"),
        (f"{SUPPLIER},{ACCOUNT},EUR", "CURRENCY_CHANGED"),
    ],
)
def test_what_the_suppliers_list_knows_otherwise_goes_to_a_person(tmp_path: Path, row: str, reason: str) -> None:
    record = read(tmp_path, f"name,accounts,currency\n{row}\n")
    assert (record["outcome"], record["reasons"]) == ("review", [reason])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (f"PO-78,{SUPPLIER},GBP,1000", "ORDER_UNKNOWN"),
        (f"PO-77,{SUPPLIER},GBP,0", "ORDER_NOT_OPEN"),
        (f"PO-77,{SUPPLIER},GBP,339.99", "ORDER_TOO_SMALL"),
        (f"PO-77,{SUPPLIER},EUR,1000", "ORDER_OTHER_CURRENCY"),
        ("PO-77,Somebody else,GBP,1000", "ORDER_OTHER_SUPPLIER"),
    ],
)
def test_what_the_orders_list_knows_otherwise_goes_to_a_person(tmp_path: Path, row: str, reason: str) -> None:
    record = read(tmp_path, orders=f"number,supplier,currency,open_amount\n{row}\n")
    assert (record["outcome"], record["reasons"]) == ("review", [reason])


def test_the_doctor_says_how_much_the_lists_hold_and_which_line_is_wrong(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {})
    (tmp_path / "s.csv").write_text("name\nAcme\n")
    (tmp_path / "o.csv").write_text("number,currency\nPO-1,XXQ\n")
    good = diagnose(settings(tmp_path, inbox, suppliers_file=str(tmp_path / "s.csv")))
    assert ("ok", "1 suppliers are listed") in [(one["status"], one["message"]) for one in good]
    bad = diagnose(settings(tmp_path, inbox, orders_file=str(tmp_path / "o.csv")))
    assert any(one["status"] == "error" and "line 2: currency 'XXQ'" in one["message"] for one in bad)
