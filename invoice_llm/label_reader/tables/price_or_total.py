"""A column ``Price`` that holds the totals of the lines, as shops print it: told by what it adds up to."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from invoice_llm.invoice.amounts import DecimalMark, parse_quantity
from invoice_llm.label_reader.amounts.labelled_amounts import Sum
from invoice_llm.label_reader.tables.lines import Item
from invoice_llm.label_reader.tables.table_end import amount_in_cell

_CENTS = Decimal("0.02")
_SUMS = frozenset({"net", "sum_lines", "gross", "due"})


def with_totals(items: Sequence[Item], sums: Sequence[Sum], mark: DecimalMark | None) -> list[Item]:
    """The lines with their totals, where their only amounts add up to a total of the page as they are, and not when
    multiplied by their quantities."""
    prices = [amount_in_cell(item.cells.get("col_price"), mark) for item in items]
    if any("col_total" in item.cells for item in items) or not items or None in prices:
        return list(items)
    known = [price for price in prices if price is not None]
    shown = {one.value for one in sums if one.kind in _SUMS}
    whole = sum(known, Decimal(0))
    multiplied = sum((price * _quantity(item, mark) for price, item in zip(known, items, strict=True)), Decimal(0))
    if not any(abs(whole - value) <= _CENTS for value in shown):
        return list(items)
    if multiplied != whole and any(abs(multiplied - value) <= _CENTS for value in shown):
        return list(items)
    return [_moved(item, mark) for item in items]


def _moved(item: Item, mark: DecimalMark | None) -> Item:
    kept = {kind: text for kind, text in item.cells.items() if kind != "col_price" or _quantity(item, mark) == 1}
    return Item(item.row, {**kept, "col_total": item.cells["col_price"]}, item.words)


def _quantity(item: Item, mark: DecimalMark | None) -> Decimal:
    read = parse_quantity(item.cells.get("col_quantity", ""), mark)
    return read[0].value if read else Decimal(1)
