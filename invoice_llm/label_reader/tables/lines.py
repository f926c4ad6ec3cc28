"""The lines of an invoice: rows below a table's head, wrapped descriptions joined, tables over several pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from invoice_llm.invoice.amounts import DecimalMark, find_amounts, parse_amount, parse_quantity
from invoice_llm.invoice.printed import PrintedLine
from invoice_llm.label_reader.amounts.labelled_amounts import SUM_KINDS
from invoice_llm.label_reader.amounts.totals import Totals
from invoice_llm.label_reader.grid import Grid, GridCell, GridRow
from invoice_llm.label_reader.labels import labels_at
from invoice_llm.label_reader.tables.cells import placed
from invoice_llm.label_reader.tables.columns import Column, Head
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.words import listed_words

_ENDS = frozenset({"net", "tax", "gross", "due", "paid", "previous", "sum_lines"})
_CENTS = Decimal("0.05")
_MOST_WRAPPED = 4
_HIGHEST_RATE = 30
"""Percent; a higher number without its sign is an amount of tax."""


@dataclass(slots=True)
class Item:
    """One line while it is read: the text of each column by its kind."""

    row: int
    cells: dict[str, str]
    words: list[str] = field(default_factory=list)


@cache
def _goes_on() -> re.Pattern[str]:
    """Beginning of a row that belongs to the page and not to the table: its number, an amount carried forward."""
    return re.compile(rf"{alternatives(listed_words('carried'), anchored=True)}|{alternatives(listed_words('page'))} ")


def items_of(
    grid: Grid, heads: Sequence[Head], mark: DecimalMark | None, ends: frozenset[int] = frozenset()
) -> list[Item]:
    """The lines below each head, up to the next one or to a row in ``ends``."""
    found: list[Item] = []
    for at, head in enumerate(heads):
        end = heads[at + 1].first if at + 1 < len(heads) else len(grid.rows)
        end = min([end, *(row for row in ends if row > head.last)])
        found += _below(grid.rows[head.last + 1 : end], head, mark, grid.language)
    return found


def printed_line(item: Item) -> PrintedLine:
    quantity, unit = _quantity(item.cells.get("col_quantity"))
    return PrintedLine(
        description=" ".join(item.words) or None,
        item_code=_code(item.cells.get("col_code")),
        quantity=quantity,
        unit=item.cells.get("col_unit") or unit,
        unit_price=_number(item.cells.get("col_price")),
        tax_rate=_rate(item.cells.get("col_tax_rate")),
        line_total=_number(item.cells.get("col_total")),
    )


def includes_tax(items: Sequence[Item], totals: Totals, mark: DecimalMark | None) -> bool | None:
    """``True`` where the lines add up to the gross and not to the net; ``None`` where to neither or both."""
    added = added_up(items, mark)
    if added is None or totals.net is None or totals.gross is None:
        return None
    to_net, to_gross = (abs(added - one.value) <= _CENTS for one in (totals.net, totals.gross))
    return to_gross if to_net != to_gross else None


def added_up(items: Sequence[Item], mark: DecimalMark | None) -> Decimal | None:
    """The sum of the lines; ``None`` without lines, or where one of them shows no total."""
    values = [amount_in_cell(item.cells.get("col_total"), mark) for item in items]
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(values) else None


def amount_in_cell(text: str | None, mark: DecimalMark | None) -> Decimal | None:
    amount = parse_amount(text, mark) if text else None
    return amount.value if amount else None


def _below(rows: Sequence[GridRow], head: Head, mark: DecimalMark | None, language: str | None) -> Iterator[Item]:
    item: Item | None = None
    above: list[str] = []
    wrapped = 0
    no_words = "col_description" not in head.kinds
    for row in rows:
        if _is_end(row, head, mark, language):
            break
        if _goes_on().match(folded(row.cells[0].text)):
            above, wrapped = [], _MOST_WRAPPED
            continue
        cells = placed(row, head, mark)
        words = cells.pop("col_description", "") or (cells.pop("col_code", "") if no_words else "")
        if _is_item(cells, head, mark, described=bool(words or above)):
            if item is not None:
                yield item
            words = _unnumbered(words, cells, head)
            item = Item(row.index, cells, [word for word in (words or " ".join(above),) if word])
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


def _has_numbers(cells: Mapping[str, str]) -> bool:
    """Words below a number (``+VAT`` below its price) belong to it and make no line."""
    return any(re.search(r"[0-9]", text) for text in cells.values())


def _is_end(row: GridRow, head: Head, mark: DecimalMark | None, language: str | None) -> bool:
    """A row of totals: its label stands behind the first column, or nothing but amounts follow it."""
    if _starts_other_part(row, head) or _names_totals(row, language):
        return True
    description = head.column("col_description")
    if _is_right_of_words(row, head, mark):
        return True
    if description is not None and _is_whole(placed(row, head, mark), mark):
        return False
    return any(_is_sum(row, at, head, language) for at in range(len(row.cells)))


def _is_sum(row: GridRow, at: int, head: Head, language: str | None) -> bool:
    """``True`` where a cell of the row is the label of a sum, and not a word within a line."""
    cell, description = row.cells[at], head.column("col_description")
    labels = labels_at(cell.text.lstrip(" -–•*=+/"), SUM_KINDS, language)
    if not labels or labels[0].kind not in _ENDS or _is_below_number(row, cell, description):
        return False
    first = at == 0 and not any(re.search(r"[^\W\d_]{4,}", other.text) for other in row.cells[1:])
    numbers = len([other for other in row.cells[at + 1 :] if find_amounts(other.text)]) or len(find_amounts(cell.text))
    if first and not re.search(r"\w", labels[0].rest):
        return True
    if first and numbers <= 1 and not re.search(r"[^\W\d_]{3,}\s+[^\W\d_]{3,}\s+[^\W\d_]{3,}", labels[0].rest):
        return True
    behind = description.end if description else head.columns[0].end
    return at > 0 and cell.start >= behind and labels[0].strong and numbers == 1


def _is_whole(cells: Mapping[str, str], mark: DecimalMark | None) -> bool:
    """A row with words, a quantity or a price, and the total that they make, whatever else it names."""
    found = [amount_in_cell(cells.get(kind), mark) for kind in ("col_price", "col_total")]
    quantity = parse_quantity(cells.get("col_quantity", ""), mark)
    if "col_description" not in cells or quantity is None or None in found:
        return False
    price, total = (value for value in found if value is not None)
    return abs(quantity[0].value * price - total) <= max(_CENTS, abs(total) / 100)


def _names_totals(row: GridRow, language: str | None) -> bool:
    """Labels of several sums side by side, over their amounts."""
    kinds = {found[0].kind for cell in row.cells if (found := labels_at(cell.text, SUM_KINDS, language))}
    bare = not any(find_amounts(re.sub(r"[0-9.,]+ ?%", "", cell.text)) for cell in row.cells)
    return len(kinds & _ENDS) >= 2 and bare


def _is_below_number(row: GridRow, cell: GridCell, description: Column | None) -> bool:
    """Words alone in a column of numbers: ``+VAT`` below the price that it is about."""
    alone = len(row.cells) == 1 and not find_amounts(cell.text)
    return alone and description is not None and cell.start > description.end


def _is_right_of_words(row: GridRow, head: Head, mark: DecimalMark | None) -> bool:
    """A label and its amount alone, where the columns of numbers are: of a sum, whatever it is called."""
    description = head.column("col_description")
    behind = [column.start for column in head.columns if description and column.start > description.end]
    if description is None or len(behind) < 2 or len(row.cells) != 2:
        return False
    label, value = row.cells
    named = bool(re.search(r"[^\W\d_]{3}", label.text)) and label.start >= min(behind) - 2
    return named and amount_in_cell(value.text, mark) is not None


def _starts_other_part(row: GridRow, head: Head) -> bool:
    """The head of another table, or a heading: words only behind a wide gap."""
    words_only = not any(re.search(r"[0-9]", cell.text) for cell in row.cells)
    heading = len(row.cells) == 1 and bool(re.fullmatch(r"[^\d:]{4,40}:", row.cells[0].text))
    margin = row.cells[0].start <= head.columns[0].start + 1
    return row.gap and words_only and (len(row.cells) >= 3 or (heading and margin))


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
    found = re.search(r"%? ?([0-9]{1,2})(?:[.,][0-9]{1,4})?(?: ?%)?", text) if text else None
    return found[0] if found and ("%" in found[0] or int(found[1]) <= _HIGHEST_RATE) else None


def _code(text: str | None) -> str | None:
    return text if text and re.search(r"\w", text) and len(text) <= 40 else None
