"""What a page says of itself, whoever reads it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from invoice_llm.reading.evidence.structure import structure_of
from tests.reading.printed_invoice import TEXT


def test_labelled_amounts_have_their_kinds() -> None:
    structure = structure_of(TEXT)
    assert structure.kinds_of(Decimal("350.00")) == {"net"}
    assert structure.kinds_of(Decimal("-70.00")) == {"tax"}
    assert structure.kinds_of(Decimal("420.00")) == {"gross"}
    assert structure.kinds_of(Decimal("260.00")) == set()


def test_a_label_that_may_mean_more_than_one_thing_is_none_of_the_sure_ones() -> None:
    structure = structure_of(TEXT)
    assert [one.value for one in structure.labelled("net")] == [Decimal("350.00")]
    assert structure.labelled("gross") == []


def test_the_best_labelled_values_of_the_head_are_known() -> None:
    heads = structure_of(TEXT).heads
    assert {kind: found.text for kind, found in heads.items()} == {
        "invoice_number": "HP-2041",
        "issue_date": "2 March 2026",
        "due_date": "1 April 2026",
    }


def test_rows_are_counted_where_they_add_up_to_a_printed_total() -> None:
    assert structure_of(TEXT).printed_rows == 2


@pytest.mark.parametrize(
    ("printed", "instead"),
    [("Subtotal               £350.00", "Subtotal               £340.00"), ("           90.00", "           91.00")],
)
def test_rows_that_add_up_to_nothing_printed_are_not_counted(printed: str, instead: str) -> None:
    structure = structure_of(TEXT.replace(printed, instead).replace("£420.00", "£999.00"))
    assert (structure.items, structure.printed_rows) == (2, None)


def test_an_amount_that_is_part_of_another_row_does_not_keep_rows_from_being_counted() -> None:
    text = TEXT.replace(
        "Slippers", "Incl. copyright levy                         1           2.00            2.00\nSlippers"
    )
    assert structure_of(text).printed_rows == 3


def test_a_text_stands_in_the_block_of_its_party() -> None:
    structure = structure_of(TEXT)
    rows = [line for line in TEXT.splitlines() if line.strip()]
    row = next(at for at, line in enumerate(rows) if line.startswith("Northgate"))
    assert structure.block_at(row, "Northgate Hotels Ltd") == "buyer"
    assert structure.block_at(row, "HP-2041") is None
    assert structure.block_at(0, "Harbour Paper Ltd") is None


def test_a_page_without_a_table_has_no_rows() -> None:
    structure = structure_of("Dear Sir or Madam,\nthank you for your letter.")
    assert (structure.items, structure.printed_rows, structure.sums, structure.heads) == (0, None, (), {})
