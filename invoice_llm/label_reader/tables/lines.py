"""The lines of an invoice: rows below a table's head, wrapped descriptions joined, tables over several pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from invoice_llm.invoice.amounts import DecimalMark, find_amounts, parse_quantity
from invoice_llm.invoice.printed import PrintedLine
from invoice_llm.label_reader.amounts.totals import Totals
from invoice_llm.label_reader.grid import Grid, GridRow
from invoice_llm.label_reader.tables.columns import Head
from invoice_llm.label_reader.tables.side_bars import without_bar
from invoice_llm.label_reader.tables.table_end import CENTS, amount_in_cell, rows_of_lines
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.words import listed_words

_MOST_WRAPPED = 4
_HIGHEST_RATE = 30
"""Percent; a higher number without its sign is an amount of tax."""


@dataclass(slots=True)
class Item:
    """One line while it is read: the text of each column by its kind."""

    row: int
    cells: dict[str, str]
    words: list[str] = field(default_factory=list)


def goes_on(text: str) -> bool:
    """True of the beginning of a row that belongs to the page and not to the table: its number, an amount carried
    forward."""
    return _going_on().match(folded(text)) is not None


@cache
def _going_on() -> re.Pattern[str]:
    return re.compile(rf"{alternatives(listed_words('carried'), anchored=True)}|{alternatives(listed_words('page'))} ")


def items_of(
    grid: Grid, heads: Sequence[Head], mark: DecimalMark | None, ends: frozenset[int] = frozenset()
) -> list[Item]:
    """The lines below each head, up to the next one or to a row in ``ends``."""
    found: list[Item] = []
    for at, head in enumerate(heads):
        end = heads[at + 1].first if at + 1 < len(heads) else len(grid.rows)
        end = min([end, *(row for row in ends if row > head.last)])
        found += _below(without_bar(grid.rows[head.last + 1 : end], head), head, mark, grid.language)
    return found


def printed_line(item: Item) -> PrintedLine:
    quantity, unit = _quantity(item.cells.get("col_quantity") or item.cells.get("col_unit"))
    return PrintedLine(
        description=" ".join(item.words) or None,
        item_code=_code(item.cells.get("col_code")),
        quantity=quantity,
        unit=unit if "col_quantity" not in item.cells and unit else item.cells.get("col_unit") or unit,
        unit_price=_number(item.cells.get("col_price")),
        tax_rate=_rate(item.cells.get("col_tax_rate")),
        line_total=_number(item.cells.get("col_total")),
    )


def includes_tax(items: Sequence[Item], totals: Totals, mark: DecimalMark | None) -> bool | None:
    """``True`` where the lines add up to the gross and not to the net; ``None`` where to neither or both."""
    added = added_up(items, mark)
    if added is None or totals.net is None or totals.gross is None:
        return None
    to_net, to_gross = (abs(added - one.value) <= CENTS for one in (totals.net, totals.gross))
    return to_gross if to_net != to_gross else None


def added_up(items: Sequence[Item], mark: DecimalMark | None) -> Decimal | None:
    """The sum of the lines; ``None`` without lines, or where one of them shows no total."""
    values = [amount_in_cell(item.cells.get("col_total"), mark) for item in items]
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(values) else None


def _below(rows: Sequence[GridRow], head: Head, mark: DecimalMark | None, language: str | None) -> Iterator[Item]:
    item: Item | None = None
    above: list[str] = []
    wrapped = 0
    no_words = "col_description" not in head.kinds
    for row, cells in rows_of_lines(rows, head, mark, language):
        if goes_on(row.cells[0].text):
            above, wrapped = [], _MOST_WRAPPED
            continue
        words = cells.pop("col_description", "") or (cells.pop("col_code", "") if no_words else "")
        if _is_item(cells, head, mark, described=bool(words or above)):
            if item is not None:
                yield item
            words = _without_code(_unnumbered(words, cells, head) or _joined_above(above, head), cells, head)
            item = Item(row.index, cells, [word for word in (words,) if word])
            above, wrapped = [], 0
        elif item is not None and words and not row.gap and not _has_numbers(cells) and wrapped < _MOST_WRAPPED:
            item.words.append(words)
            wrapped += 1
        elif words and not _has_numbers(cells):
            above = [words] if row.gap else [*above, words]
            wrapped = _MOST_WRAPPED if row.gap else wrapped
    if item is not None:
        yield item


def _unnumbered(words: str, cells: Mapping[str, str], head: Head) -> str:
    """The description without the number of its line, where that stands so close that it shares the cell."""
    glued = "col_position" in head.kinds and "col_position" not in cells
    return re.sub(r"^[0-9]{1,6}(?:\.[0-9]{1,3})*\.? (?=.*[^\W\d_]{3})", "", words) if glued else words


def _joined_above(above: Sequence[str], head: Head) -> str:
    """Words of the rows above a line that has none itself, unless they stand below it."""
    column = head.column("col_description")
    return "" if column and column.coded else " ".join(above)


def _without_code(words: str, cells: dict[str, str], head: Head) -> str:
    """The description, whose code moves into ``cells`` where the table has it in the row above the words."""
    column = head.column("col_description")
    if column is None or not column.coded or re.search(r"\s", words):
        return words
    cells["col_code"] = words or cells.get("col_code", "")
    return ""


def _has_numbers(cells: Mapping[str, str]) -> bool:
    """Words below a number (``+VAT`` below its price) belong to it and make no line; a code is no number."""
    return any(re.search(r"[0-9]", text) for kind, text in cells.items() if kind != "col_code")


def _is_item(cells: dict[str, str], head: Head, mark: DecimalMark | None, *, described: bool) -> bool:
    if "col_total" in head.kinds:
        return amount_in_cell(cells.get("col_total"), mark) is not None and (described or len(cells) >= 3)
    return amount_in_cell(cells.get("col_price"), mark) is not None


def _quantity(text: str | None) -> tuple[str | None, str | None]:
    read = parse_quantity(text) if text else None
    if read is None or text is None:
        return None, None
    unit = read[1]
    return (text.strip().removesuffix(unit).strip() if unit else text.strip()), unit


def _number(text: str | None) -> str | None:
    spans = find_amounts(text) if text else []
    return text[slice(*spans[0])] if text and len(spans) == 1 else None


def _rate(text: str | None) -> str | None:
    """The rate of a cell; with its sign where one of several numbers has it, as the other may be a discount."""
    found = list(re.finditer(r"(?:% ?)?([0-9]{1,2})(?:[.,][0-9]{1,4})?(?: ?%)?", text or ""))
    return next(map(_if_rate, sorted(found, key=lambda one: "%" not in one[0])), None)


def _if_rate(found: re.Match[str]) -> str | None:
    return found[0] if "%" in found[0] or int(found[1]) <= _HIGHEST_RATE else None


def _code(text: str | None) -> str | None:
    return text if text and re.search(r"\w", text) and len(text) <= 40 else None
