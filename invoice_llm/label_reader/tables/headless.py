"""Lines of a page that has no table: rows of words and an amount above the total that they add up to, as insurers,
doctors, taxis and small businesses print them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from invoice_llm.invoice.amounts import DecimalMark, find_amounts, parse_amount, parse_quantity
from invoice_llm.label_reader.amounts.labelled_amounts import Sum, sum_label
from invoice_llm.label_reader.grid import Grid, GridCell, GridRow
from invoice_llm.label_reader.labels import label_at
from invoice_llm.label_reader.tables.cells import factors
from invoice_llm.label_reader.tables.lines import Item, goes_on
from invoice_llm.label_reader.tables.table_end import last_amount
from invoice_llm.vocabulary.dates import find_dates

_TOTALS = frozenset({"net", "sum_lines", "gross", "due"})
_OF_HEAD = ("invoice_number", "issue_date", "due_date", "other_date", "customer_number", "preceding_invoice")
_FURTHEST = 40
"""Rows above the total in which its lines are looked for."""
_ASIDE = 3
"""Characters by which the right edges of numbers in one column may differ."""
_FACTORS = ("col_quantity", "col_price")
_FEWEST_ALIKE = 2


def headless_items(grid: Grid, sums: Sequence[Sum], mark: DecimalMark | None) -> list[Item]:
    """The lines, from the top; none where no rows above a total come to it."""
    totals = (one for one in sums if one.kind in _TOTALS and one.value)
    for total in sorted(totals, key=lambda one: one.row):
        if last_amount(grid.rows[total.row], mark) == total.value and (found := _that_make(total, grid, mark)):
            return found
    return []


def _that_make(total: Sum, grid: Grid, mark: DecimalMark | None) -> list[Item]:
    left, found = total.value, list[Item]()
    for item, value in _above(total, grid, mark):
        left -= value
        found.insert(0, item)
        if not left:
            whole = _begins_at(item, grid, mark) and (len(found) > 1 or _is_next_to(item, total, grid))
            return _like_the_others(found, grid, mark) if whole else []
    return []


def _like_the_others(items: list[Item], grid: Grid, mark: DecimalMark | None) -> list[Item]:
    """The lines, with quantity and price also where they do not make the amount: the numbers that stand where most of
    the others have theirs. Such a row is wrong, which is for a check."""
    places = [place for item in items if (place := _factors_at(grid.rows[item.row], item.cells))]
    if len(places) < _FEWEST_ALIKE or 2 * len(places) < len(items):
        return items
    for item in items:
        if "col_quantity" not in item.cells:
            item.cells |= _standing_at(places[0], grid.rows[item.row], mark)
    return items


def _factors_at(row: GridRow, cells: Mapping[str, str]) -> tuple[GridCell, ...]:
    """The cells of quantity and price; nothing where the row shows none."""
    texts = [cells[kind] for kind in _FACTORS if kind in cells]
    return tuple(next(cell for cell in row.cells if cell.text == text) for text in texts)


def _standing_at(places: tuple[GridCell, ...], row: GridRow, mark: DecimalMark | None) -> dict[str, str]:
    cells = [cell for cell in row.cells[:-1] if _number(cell, mark) is not None]
    found = [next((one.text for one in cells if _is_flush(one, place)), None) for place in places]
    return {kind: text for kind, text in zip(_FACTORS, found, strict=True) if text} if None not in found else {}


def _is_flush(one: GridCell, other: GridCell) -> bool:
    return min(abs(one.start - other.start), abs(_edge(one) - _edge(other))) <= _ASIDE


def _begins_at(item: Item, grid: Grid, mark: DecimalMark | None) -> bool:
    """``True`` where no other amount stands in the row above: else these are some rows of many, as payments are."""
    above = grid.rows[item.row - 1] if item.row else None
    if above is None or above.page != grid.rows[item.row].page:
        return True
    amount = parse_amount(above.cells[-1].text, mark)
    return amount is None or not amount.value


def _is_next_to(item: Item, total: Sum, grid: Grid) -> bool:
    """``True`` where mere words stand between the only line and the total; else it is an overview."""
    return all(len(row.cells) == 1 for row in grid.rows[item.row + 1 : total.row])


def _above(total: Sum, grid: Grid, mark: DecimalMark | None) -> Iterator[tuple[Item, Decimal]]:
    """Rows that could be lines of the total, from it upwards, with their amounts."""
    last = grid.rows[total.row]
    for row in reversed(grid.rows[max(total.row - _FURTHEST, 0) : total.row]):
        if row.page != last.page or any(sum_label(cell.text, grid.language) for cell in row.cells):
            return
        value = parse_amount(row.cells[-1].text, mark)
        if value is not None and row.page > grid.rows[0].page and any(goes_on(cell.text) for cell in row.cells):
            return  # an amount brought forward stands for the lines of other pages
        flush = abs(_edge(row.cells[-1]) - _edge(last.cells[-1])) <= _ASIDE
        words = "" if label_at(row.cells[0].text, _OF_HEAD, grid.language) else _words(row)
        if value is not None and flush and words:
            yield Item(row.index, _cells(row, mark), [words]), value.value


def _edge(cell: GridCell) -> int:
    """Where a cell's amount ends, without the currency behind it."""
    return cell.start + max((end for _, end in find_amounts(cell.text)), default=len(cell.text))


def _words(row: GridRow) -> str:
    """The first cell with a word before the amount, which is neither a date nor ends as a label does."""
    cells = (cell.text for cell in row.cells[:-1] if re.search(r"[^\W\d_]{3}", cell.text))
    words = next((text for text in cells if not _is_date(text)), "")
    return "" if words.endswith(":") else words


def _is_date(text: str) -> bool:
    return any(end - start >= len(text.strip()) - 2 for start, end in find_dates(text))


def _cells(row: GridRow, mark: DecimalMark | None) -> dict[str, str]:
    """Quantity and price where the row shows two numbers that make its amount."""
    numbers = [(cell, value) for cell in row.cells if (value := _number(cell, mark)) is not None]
    product = factors([value for _, value in numbers]) if len(numbers) > 2 else None
    cells = {"col_total": row.cells[-1].text}
    if product is None or numbers[product[2]][0] is not row.cells[-1]:
        return cells
    return cells | {"col_quantity": numbers[product[0]][0].text, "col_price": numbers[product[1]][0].text}


def _number(cell: GridCell, mark: DecimalMark | None) -> Decimal | None:
    amount = parse_amount(cell.text, mark)
    quantity = parse_quantity(cell.text, mark) if amount is None else None
    return amount.value if amount else quantity[0].value if quantity else None
