"""Two readings of one page made into one."""

from __future__ import annotations

from typing import Any

import pytest

from invoice_llm.invoice.printed import PrintedCharge, PrintedInvoice, PrintedLine, PrintedParty
from invoice_llm.reading.confidence.agreement import compare, header_values
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.fusion import SETTLED, Fused, Read, fuse, possible
from invoice_llm.reading.parsing.assembly import assemble
from invoice_llm.reading.sheet import text_page
from tests.reading.printed_invoice import RIGHT, TEXT

SURE = 0.95
PAGE = PageReading.of_text(TEXT, [text_page(TEXT)])


def changed(**values: Any) -> PrintedInvoice:
    return RIGHT.model_copy(update=values)


def read(printed: PrintedInvoice, other: PrintedInvoice, *, wrong: tuple[str, ...] = (), **chances: float) -> Read:
    """Every stated value is sure unless ``chances`` says otherwise."""
    ours, theirs = (assemble(one, TEXT).invoice for one in (printed, other))
    sure = {path: chances.get(path, SURE) for path in header_values(ours)}
    return Read(printed, sure, {}, compare(ours, theirs), wrong)


def made(model: PrintedInvoice, labels: PrintedInvoice, ours: Any = None, theirs: Any = None) -> Fused:
    return fuse(read(model, labels, **(ours or {})), read(labels, model, **(theirs or {})), PAGE)


def test_what_both_say_is_both_readers() -> None:
    fused = made(RIGHT, RIGHT)
    assert fused.printed == RIGHT
    assert set(fused.readers.values()) == {"both"}


@pytest.mark.parametrize(("chance", "number"), [(0.3, "HP-2041"), (0.99, "HP-9")])
def test_of_what_they_differ_about_the_likelier_is_taken(chance: float, number: str) -> None:
    fused = made(changed(invoice_number="HP-9"), RIGHT, {"invoice_number": chance})
    assert fused.printed.invoice_number == number
    assert fused.readers["invoice_number"] == ("labels" if number == "HP-2041" else "model")


def test_an_optional_value_that_nothing_settles_is_left_open_and_a_required_one_is_not() -> None:
    doubt = {"due_date": SETTLED - 0.1, "invoice_number": SETTLED - 0.1}
    fused = made(changed(due_date="2 May 2026", invoice_number="HP-9"), RIGHT, doubt, doubt)
    assert fused.printed.due_date is None
    assert fused.printed.invoice_number is not None


def test_what_one_reading_alone_has_is_stated_only_if_it_is_likely() -> None:
    without = changed(due_date=None)
    assert made(without, RIGHT).readers["due_date"] == "labels"
    assert made(without, RIGHT, theirs={"due_date": 0.4}).printed.due_date is None
    assert made(RIGHT, without, {"due_date": 0.4}).printed.due_date is None


def test_amounts_are_taken_so_that_the_sums_hold_even_if_each_alone_looks_less_likely() -> None:
    fused = made(changed(total_net="£360.00", total_gross="£430.00"), RIGHT, {"total_net": 0.99, "total_gross": 0.99})
    assert (fused.printed.total_net, fused.printed.total_gross) == (RIGHT.total_net, RIGHT.total_gross)


def test_lines_come_whole_from_the_reading_whose_sums_hold() -> None:
    cut = changed(lines=RIGHT.lines[:1])
    assert made(cut, RIGHT).printed.lines == RIGHT.lines
    assert made(RIGHT, cut).printed.lines == RIGHT.lines


def test_charges_may_come_from_another_reading_than_the_lines() -> None:
    charge = PrintedCharge(kind="charge", reason="Delivery", amount="£15.00")
    sums = {"total_net": "£365.00", "total_tax": "£73.00", "total_gross": "£438.00", "taxes": []}
    more = PrintedLine(**{**RIGHT.lines[0].model_dump(), "line_total": "£12.00"})
    ours, theirs = changed(**sums), changed(**sums, lines=[*RIGHT.lines, more], allowances_charges=[charge])
    fused = made(ours, theirs)
    assert fused.printed.lines == RIGHT.lines
    assert fused.printed.allowances_charges == [charge]


def test_taxes_that_one_reading_leaves_out_are_those_of_the_other_where_they_add_up() -> None:
    more = PrintedLine(**{**RIGHT.lines[0].model_dump(), "line_total": "£12.00"})
    ours, theirs = changed(total_tax=None, taxes=[]), changed(total_tax=None, lines=[*RIGHT.lines, more])
    fused = made(ours, theirs)
    assert fused.printed.taxes == RIGHT.taxes
    assert fused.printed.lines == RIGHT.lines


def test_lines_of_the_page_stay_where_a_model_names_none() -> None:
    assert made(changed(lines=[]), RIGHT).printed.lines == RIGHT.lines


def test_an_account_with_wrong_digits_gives_way_to_another_and_is_none_by_itself() -> None:
    wrong, good = changed(iban="GB00BUKB20201555555555"), changed(iban="GB33BUKB20201555555555")
    failing = {"wrong": ("payment_accounts[0].iban",), "payment_accounts[0].iban": 0.99}
    assert made(wrong, good, failing).printed.iban == good.iban
    assert made(wrong, RIGHT, failing).printed.iban is None
    assert made(wrong, wrong, failing, failing).printed.iban == wrong.iban


def test_what_cannot_be_what_it_is_said_to_be_is_no_reading() -> None:
    seller = PrintedParty(name="Bill to:", vat_id="DE 80333 München", tax_id=None, address=None)
    left = possible(changed(seller=seller, iban="4000001123452", invoice_number="# HP-2041", purchase_order="none"))
    assert (left.seller.name, left.seller.vat_id, left.iban, left.purchase_order) == (None, None, None, None)
    assert left.invoice_number == "HP-2041"
    assert possible(RIGHT) == RIGHT


def test_a_reading_that_found_nothing_changes_nothing() -> None:
    empty = dict.fromkeys(("invoice_number", "issue_date", "due_date", "total_net", "total_tax"))
    nothing = changed(**empty, total_gross=None, lines=list[PrintedLine](), taxes=[])
    assert made(RIGHT, nothing).printed == RIGHT


@pytest.mark.parametrize(("ours", "theirs", "stated"), [(0.2, 0.6, True), (0.4, 0.6, False), (0.2, 0.45, False)])
def test_a_buyer_is_stated_where_little_speaks_for_the_other_one(ours: float, theirs: float, stated: bool) -> None:
    other = changed(buyer=PrintedParty(name="Kestrel Courier Network", vat_id=None, tax_id=None, address=None))
    fused = made(other, RIGHT, {"buyer.name": ours}, {"buyer.name": theirs})
    assert fused.printed.buyer.name == (RIGHT.buyer.name if stated else None)


def test_a_customer_that_is_the_supplier_as_well_gives_way_to_the_other_reading() -> None:
    ours = changed(buyer=RIGHT.seller)
    fused = made(ours, RIGHT)
    assert fused.printed.buyer == RIGHT.buyer
    assert fused.readers["buyer.name"] == "labels"
    assert made(ours, ours).printed.buyer.name == RIGHT.seller.name
