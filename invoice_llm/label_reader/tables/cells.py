"""Assignment of a row's cells to columns: by place, by order where a long text pushed them, by product."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

from invoice_llm.invoice.amounts import DecimalMark, parse_amount, parse_quantity
from invoice_llm.label_reader.grid import GridCell, GridRow
from invoice_llm.label_reader.tables.columns import Column, Head

NUMERIC = ("col_total", "col_price", "col_quantity", "col_tax_rate", "col_tax_amount", "col_discount")
_FACTORS = ("col_quantity", "col_price", "col_total")
_NO_FACTORS = ("col_position", "col_code", "col_date")
_DIGIT, _DIGIT_OR_DASH = re.compile(r"[0-9]"), re.compile(r"[0-9]|^-$")
_LONG_WORD = re.compile(r"[^\W\d_]{6,}")
_PROSE = re.compile(r"[^\W\d_]{3,} [^\W\d_]{2,}")
_GLUED_QUANTITY = re.compile(r"([0-9]{1,4}(?:[.,][0-9]{1,3})?) ([^\W\d_]{2,}.*)")
_RATE_AND_AMOUNT = re.compile(r"([0-9]{1,2}(?:[.,][0-9]{1,2})? ?%) ?(-?[0-9][0-9.,'\u00a0\u202f ]*[0-9])")
_MANY = ("col_description", "col_other")  # kinds that may hold more than one cell of a row


def placed(row: GridRow, head: Head, mark: DecimalMark | None) -> dict[str, str]:
    """The texts of a row by the kind of their column; what fits nowhere is left out."""
    row = _parted(row, head)
    kinds = _by_place(row, head, mark)
    ordered = _by_order(row, head, kinds)
    texts = _texts(row, ordered or kinds)
    repaired = _by_product(row, texts, mark)
    return repaired or texts


def _parted(row: GridRow, head: Head) -> GridRow:
    """The row with a quantity in a cell of its own, where it stands so close to the description behind it that they
    share one: ``12 Training day`` below ``Qty Description``."""
    row = _rates_apart(row, head)
    kinds = [column.kind for column in head.columns]
    at = kinds.index("col_quantity") if "col_quantity" in kinds else len(kinds)
    if kinds[at + 1 : at + 2] != ["col_description"]:
        return row
    quantity, cells = head.columns[at], []
    for cell in row.cells:
        found = _GLUED_QUANTITY.fullmatch(cell.text) if cell.start <= quantity.end else None
        if found is None:
            cells.append(cell)
            continue
        end = cell.start + found.end(1)
        cells += [
            replace(cell, end=end, text=found[1]),
            replace(cell, start=end + 1, text=found[2]),
        ]
    return replace(row, cells=tuple(cells))


def _rates_apart(row: GridRow, head: Head) -> GridRow:
    """The row with a rate in a cell of its own, where the amount of the next column stands close behind it:
    ``21 % 4 920.60``."""
    if head.column("col_tax_rate") is None:
        return row
    cells: list[GridCell] = []
    for cell in row.cells:
        found = _RATE_AND_AMOUNT.fullmatch(cell.text)
        if found is None:
            cells.append(cell)
            continue
        start = cell.start + found.start(2)
        cells += [
            replace(cell, end=cell.start + found.end(1), text=found[1]),
            replace(cell, start=start, text=found[2]),
        ]
    return replace(row, cells=tuple(cells))


def factors(values: Sequence[Decimal]) -> tuple[int, int, int] | None:
    """Positions of quantity, price and total, left to right, where the first two multiply to the third."""
    for first, second, third in sorted(combinations(range(len(values)), 3), key=lambda at: (-at[2], at[1] - at[0])):
        quantity, price, total = values[first], values[second], values[third]
        if (
            quantity
            and price
            and total
            and abs(quantity * price - total) <= Decimal("0.01") * max(Decimal(1), abs(quantity) / 2)
        ):
            return first, second, third
    return None


def _by_place(row: GridRow, head: Head, mark: DecimalMark | None) -> list[str]:
    return [_kind(cell, head, mark) for cell in row.cells]


def _kind(cell: GridCell, head: Head, mark: DecimalMark | None) -> str:
    description = head.column("col_description")
    nearest = min(head.columns, key=lambda column: column.distance(cell))
    is_number = bool(_DIGIT.search(cell.text)) and not _LONG_WORD.search(cell.text)
    if is_number and nearest.kind in NUMERIC:
        return nearest.kind
    if is_number and nearest.kind == "col_description" and parse_amount(cell.text, mark) and cell.start > nearest.end:
        numeric = [column for column in head.columns if column.kind in NUMERIC]
        return min(numeric, key=lambda column: column.distance(cell)).kind if numeric else nearest.kind
    if nearest.kind in NUMERIC and description is not None:
        return "col_description" if cell.start < nearest.start else "col_other"
    if (
        nearest.kind in ("col_position", "col_date", "col_code")
        and description is not None
        and _PROSE.search(cell.text)
    ):
        return "col_description"
    return nearest.kind


def _by_order(row: GridRow, head: Head, kinds: Sequence[str]) -> list[str] | None:
    """Columns by order, where as many cells as columns stand behind the description."""
    description = head.column("col_description")
    at = next((at for at, kind in enumerate(kinds) if kind == "col_description"), None)
    if description is None or at is None:
        return None
    behind: list[Column] = sorted(
        (column for column in head.columns if column.start > description.start), key=lambda column: column.start
    )
    cells = row.cells[at + 1 :]
    if len(cells) != len(behind) or len(cells) < 2:
        return None
    fits = all(
        column.kind not in NUMERIC or _DIGIT_OR_DASH.search(cell.text)
        for cell, column in zip(cells, behind, strict=True)
    )
    return [*kinds[: at + 1], *(column.kind for column in behind)] if fits else None


def _texts(row: GridRow, kinds: Sequence[str]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for cell, kind in zip(row.cells, kinds, strict=True):
        kept = "col_other" if kind in texts and kind not in _MANY else kind
        texts[kept] = f"{texts[kept]} {cell.text}" if kept in texts else cell.text
    texts.pop("col_other", None)
    return texts


def _by_product(row: GridRow, texts: dict[str, str], mark: DecimalMark | None) -> dict[str, str] | None:
    """Another reading of the row where the present one does not multiply and another does. Where each of the three has
    its place, the number of the line and codes are none of them: the row itself is wrong, which is for a check."""
    found = [_value(texts.get(kind), mark) for kind in _FACTORS]
    if all(value is not None for value in found) and factors([value for value in found if value is not None]):
        return None
    named = {texts.get(kind) for kind in _NO_FACTORS} if None not in found else set()
    cells = [cell for cell in row.cells if cell.text not in named or cell.text in map(texts.get, _FACTORS)]
    numbers = [(cell, value) for cell in cells if (value := _value(cell.text, mark)) is not None]
    product = factors([value for _, value in numbers])
    if product is None or len(numbers) < 3:
        return None
    chosen = [numbers[at][0] for at in product]
    kept = {kind: text for kind, text in texts.items() if kind not in NUMERIC and text not in {c.text for c in chosen}}
    rate = texts.get("col_tax_rate")
    if rate and rate not in {cell.text for cell in chosen}:
        kept["col_tax_rate"] = rate
    return kept | {role: cell.text for role, cell in zip(_FACTORS, chosen, strict=True)}


def _value(text: str | None, mark: DecimalMark | None) -> Decimal | None:
    """A number, with a currency or a unit at most."""
    if not text or "%" in text:
        return None
    amount = parse_amount(text, mark)
    quantity = parse_quantity(text, mark) if amount is None and len(text) < 16 else None
    return amount.value if amount else quantity[0].value if quantity else None
