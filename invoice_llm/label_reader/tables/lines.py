"""The lines of an invoice: rows below a table's head, wrapped descriptions joined, tables over several pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from invoice_llm.invoice.amounts import DecimalMark, find_amounts, parse_amount, parse_quantity
from invoice_llm.invoice.printed import PrintedLine
from invoice_llm.label_reader.amounts.labelled_amounts import SUM_KINDS
from invoice_llm.label_reader.amounts.totals import Totals
from invoice_llm.label_reader.grid import Grid, GridRow
from invoice_llm.label_reader.labels import labels_at
from invoice_llm.label_reader.tables.cells import placed
from invoice_llm.label_reader.tables.columns import Head
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.words import listed_words

_ENDS = frozenset({"net", "tax", "gross", "due", "paid", "previous", "sum_lines"})
_CENTS = Decimal("0.05")
_MOST_WRAPPED = 4


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


def items_of(grid: Grid, heads: Sequence[Head], mark: DecimalMark | None) -> list[Item]:
    found: list[Item] = []
    for at, head in enumerate(heads):
        end = heads[at + 1].first if at + 1 < len(heads) else len(grid.rows)
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
        if _is_end(row, head, language):
            break
        if _goes_on().match(folded(row.cells[0].text)):
            above, wrapped = [], _MOST_WRAPPED
            continue
        cells = placed(row, head, mark)
        words = cells.pop("col_description", "") or (cells.pop("col_code", "") if no_words else "")
        if _is_item(cells, head, mark, described=bool(words or above)):
            if item is not None:
                yield item
            item = Item(row.index, cells, [word for word in (words or " ".join(above),) if word])
            above, wrapped = [], 0
        elif item is not None and words and not row.gap and not cells and wrapped < _MOST_WRAPPED:
            item.words.append(words)
            wrapped += 1
        elif words and not cells:
            above = [words] if row.gap else [*above, words]
            wrapped = _MOST_WRAPPED if row.gap else wrapped
    if item is not None:
        yield item


def _is_end(row: GridRow, head: Head, language: str | None) -> bool:
    """A row of totals: its label stands behind the first column, or nothing but amounts follow it."""
    if _starts_other_part(row, head):
        return True
    description = head.column("col_description")
    for at, cell in enumerate(row.cells):
        labels = labels_at(cell.text.lstrip(" -–•*=+/"), SUM_KINDS, language)
        if not labels or labels[0].kind not in _ENDS:
            continue
        first = at == 0 and not any(re.search(r"[^\W\d_]{4,}", other.text) for other in row.cells[1:])
        numbers = len([other for other in row.cells[at + 1 :] if find_amounts(other.text)]) or len(
            find_amounts(cell.text)
        )
        if first and not re.search(r"\w", labels[0].rest):
            return True
        if first and numbers <= 1 and not re.search(r"[^\W\d_]{3,}\s+[^\W\d_]{3,}\s+[^\W\d_]{3,}", labels[0].rest):
            return True
        behind = description.end if description else head.columns[0].end
        if at > 0 and cell.start >= behind and labels[0].strong and numbers == 1:
            return True
    return False


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
    found = re.search(r"[0-9]{1,2}(?:[.,][0-9]{1,4})?(?: ?%)?", text) if text else None
    return found[0] if found else None


def _code(text: str | None) -> str | None:
    return text if text and re.search(r"\w", text) and len(text) <= 40 else None
