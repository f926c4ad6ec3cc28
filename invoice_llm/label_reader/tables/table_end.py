"""The rows of a table that may be lines: those from its head to its totals, and behind what a part of them comes to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice

from invoice_llm.invoice.amounts import DecimalMark, find_amounts, parse_amount, parse_quantity, parse_rate
from invoice_llm.label_reader.amounts.labelled_amounts import SUM_KINDS
from invoice_llm.label_reader.grid import GridCell, GridRow
from invoice_llm.label_reader.labels import labels_at
from invoice_llm.label_reader.tables.cells import placed
from invoice_llm.label_reader.tables.columns import Column, Head

CENTS = Decimal("0.05")
_CENT = Decimal("0.01")
_ENDS = frozenset({"net", "tax", "gross", "due", "paid", "previous", "sum_lines"})
_MOST_HEADINGS = 4
"""Rows to look behind the sum of a part: a heading of the next part, a wrapped one, a line."""


def rows_of_lines(
    rows: Sequence[GridRow], head: Head, mark: DecimalMark | None, language: str | None
) -> Iterator[tuple[GridRow, dict[str, str]]]:
    """The rows above the totals, each with its texts by column. What a part of the lines comes to does not end them
    where another line follows; the row below it has a gap above."""
    part, behind = Decimal(0), False
    for at, row in enumerate(rows):
        texts = placed(row, head, mark)
        if not _is_end(row, texts, head, mark, language):
            part += amount_in_cell(texts.get("col_total"), mark) or 0
            yield replace(row, gap=True) if behind else row, texts
            behind = False
        elif not part or last_amount(row, mark) != part or not _has_line(rows[at + 1 :], head, mark, language):
            return
        else:
            part, behind = Decimal(0), True


def amount_in_cell(text: str | None, mark: DecimalMark | None) -> Decimal | None:
    amount = parse_amount(text, mark) if text else None
    return amount.value if amount else None


def last_amount(row: GridRow, mark: DecimalMark | None) -> Decimal | None:
    """The last amount of a row's last cell."""
    spans = find_amounts(row.cells[-1].text)
    return amount_in_cell(row.cells[-1].text[slice(*spans[-1])], mark) if spans else None


def _has_line(rows: Sequence[GridRow], head: Head, mark: DecimalMark | None, language: str | None) -> bool:
    """``True`` where the next row that is no heading is a line with quantity, price and their product."""
    read = ((row, placed(row, head, mark)) for row in rows[:_MOST_HEADINGS])
    behind = (one for one in read if len(one[0].cells) > 1 or _is_end(*one, head, mark, language))
    return any(_is_whole(*one, mark) for one in islice(behind, 1))


def _is_end(row: GridRow, texts: Mapping[str, str], head: Head, mark: DecimalMark | None, language: str | None) -> bool:
    """A row of totals: its label stands behind the first column, or nothing but amounts follow it."""
    if _starts_other_part(row, head) or _names_totals(row, language):
        return True
    description = head.column("col_description")
    if _is_right_of_words(row, head, mark):
        return True
    if description is not None and _is_whole(row, texts, mark):
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


def _is_whole(row: GridRow, texts: Mapping[str, str], mark: DecimalMark | None) -> bool:
    """A row with words, a quantity or a price, and the total that they make, whatever else it names."""
    price, total = (amount_in_cell(texts.get(kind), mark) for kind in ("col_price", "col_total"))
    quantity = parse_quantity(texts.get("col_quantity", ""), mark)
    if "col_description" not in texts or quantity is None or price is None or total is None:
        return False
    full = quantity[0].value * price
    return abs(full - total) <= max(CENTS, abs(total) / 100) or _is_discounted(row, full, total)


def _is_discounted(row: GridRow, full: Decimal, total: Decimal) -> bool:
    """``True`` where the row shows the percentage by which the line is cheaper."""
    shown = (parse_rate(found) for found in re.findall(r"[0-9]{1,2}(?:[.,][0-9]{1,2})?", row.text))
    return any(rate and abs(full * (100 - rate) / 100 - total) <= _CENT for rate in shown)


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
