"""Small tables that part an invoice's amounts by tax rate: ``Rate | Base | Tax | Total`` above rows of amounts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from invoice_llm.invoice.amounts import DecimalMark, find_amounts, parse_amount
from invoice_llm.label_reader.amounts.labelled_amounts import Sum, sum_label
from invoice_llm.label_reader.grid import Grid, GridCell, GridRow
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.words import tax_table_heads

_WEIGHT = 6.0
"""Below any strong label, which says the same in words of its own."""
_CENT = Decimal("0.02")
_MOST_RATES = 6
_KEPT = 8192
"""Texts whose kind is remembered: the table of lines asks for the same rows."""
_LEADING_RATE = re.compile(r"(?:[A-Z]\b\W*|[^\W\d_]{2,6}\.? +)?([0-9]{1,2}(?:[.,][0-9]{1,3})?) ?%")


@dataclass(frozen=True, slots=True)
class _Rated:
    """One row of the table; texts as printed."""

    row: int
    base: tuple[str, Decimal]
    tax: tuple[str, Decimal]
    rate: str | None
    total: tuple[str, Decimal] | None


@cache
def _head_words() -> Mapping[str, re.Pattern[str]]:
    """Heads of the columns by kind; a short text with a percent sign heads the rates."""
    heads = {kind: alternatives(tax_table_heads(kind), anchored=True) for kind in ("tax", "base", "total", "rate")}
    return {
        kind: re.compile(rf"{words}|.{{0,12}}%|% ?.{{0,12}}" if kind == "rate" else words)
        for kind, words in heads.items()
    }


def heads_taxes(row: GridRow) -> bool:
    """``True`` where a row heads a table of taxes."""
    heads = _heads(row)
    return {"tax", "base"} <= set(heads) and bool(heads.keys() & {"rate", "total"})


@dataclass(frozen=True, slots=True)
class TaxTables:
    """``sums``: the taxes of each rate, and the net, tax and gross that a table of one rate, or its last row, sums up
    to. ``heads``: rows of their heads, which are no labels of what stands below them."""

    sums: tuple[Sum, ...] = ()
    heads: frozenset[int] = frozenset()

    def without_taxes(self, others: Iterable[Sum]) -> Iterator[Sum]:
        """The other amounts but for the taxes of the tables' rows, whose columns say better which is which."""
        rows = {one.row for one in self.sums}
        return (one for one in others if one.kind != "tax" or one.row not in rows)


def tax_tables(grid: Grid, mark: DecimalMark | None, skipped: frozenset[int] = frozenset()) -> TaxTables:
    """The tables of a page. Only rows that add up, or in which the rate gives the tax, count. ``skipped`` rows (tables
    of lines) are none of it."""
    sums: list[Sum] = []
    found: set[int] = set()
    for row in grid.rows:
        heads = _heads(row)
        if row.index in skipped or not {"tax", "base"} <= set(heads):
            continue
        if rows := list(_rows(grid, row, heads, mark)):
            sums += _sums(rows)
            found.add(row.index)
    return TaxTables(tuple(sums), frozenset(found))


def _heads(row: GridRow) -> dict[str, GridCell]:
    found: dict[str, GridCell] = {}
    for cell in row.cells:
        for part in _parts(cell):
            if (kind := _kind(part.text)) is not None:
                found.setdefault(kind, part)
    return found


@lru_cache(maxsize=_KEPT)
def _kind(text: str) -> str | None:
    plain = folded(text).strip(" :.")
    known = next((kind for kind, words in _head_words().items() if words.fullmatch(plain)), None)
    return known or _kind_of_sum(text)


def _kind_of_sum(text: str) -> str | None:
    """A head that is the label of a total: ``Subtotal (excl. VAT)`` heads the base."""
    label = sum_label(text)
    if label is None or re.search(r"\w", re.sub(r"\([^)]*\)?", "", label.rest)):
        return None
    return {"net": "base", "tax": "tax", "gross": "total"}.get(label.kind)


def _parts(cell: GridCell) -> tuple[GridCell, ...]:
    """Two heads that stand so close that they share a cell."""
    for blank in re.finditer(" ", cell.text) if _kind(cell.text) is None else ():
        at = blank.start()
        if _kind(cell.text[:at]) and _kind(cell.text[at + 1 :]):
            middle = cell.start + at
            return (
                GridCell(cell.row, cell.start, middle, cell.text[:at]),
                GridCell(cell.row, middle + 1, cell.end, cell.text[at + 1 :]),
            )
    return (cell,)


def _rows(grid: Grid, head: GridRow, heads: dict[str, GridCell], mark: DecimalMark | None) -> Iterator[_Rated]:
    for row in grid.rows[head.index + 1 : head.index + 1 + _MOST_RATES]:
        if row.page != head.page:
            return
        cells = {kind: cell for kind, label in heads.items() if (cell := _in_column(row, label, heads))}
        base, tax, total = (_amount(cells.get(kind), mark) for kind in ("base", "tax", "total"))
        rate = _rate(cells.get("rate")) or ("rate" not in heads and _leading_rate(row)) or None
        if base and tax and _fits(base[1], tax[1], rate, total[1] if total else None):
            yield _Rated(row.index, base, tax, rate, total)


def _in_column(row: GridRow, label: GridCell, heads: dict[str, GridCell]) -> GridCell | None:
    """The cell under a label, if no other label is nearer to it."""
    under = [cell for cell in row.cells if cell.overlap(label) > 0 and re.search(r"[0-9]", cell.text)]
    near = [cell for cell in under if min(heads.values(), key=lambda head: abs(head.end - cell.end)) is label]
    return next(iter(near or under), None)


def _amount(cell: GridCell | None, mark: DecimalMark | None) -> tuple[str, Decimal] | None:
    spans = find_amounts(cell.text) if cell else []
    if cell is None or len(spans) != 1:
        return None
    text = cell.text[slice(*spans[0])]
    amount = parse_amount(text, mark)
    return (text, amount.value) if amount else None


def _rate(cell: GridCell | None) -> str | None:
    found = re.search(r"(?<![0-9.,])([0-9]{1,2}(?:[.,][0-9]{1,3})?) ?%?(?![0-9.,])", cell.text) if cell else None
    return found[1] if found else None


def _leading_rate(row: GridRow) -> str | None:
    """The rate that a row begins with, where no head says so: ``B  7,00 %``."""
    found = _LEADING_RATE.match(row.text)
    return found[1] if found else None


def _fits(base: Decimal, tax: Decimal, rate: str | None, total: Decimal | None) -> bool:
    if rate is not None and abs(base * Decimal(rate.replace(",", ".")) / 100 - tax) > _CENT:
        return False
    return abs(base + tax - total) <= _CENT if total is not None else rate is not None


def _sums(rows: list[_Rated]) -> Iterator[Sum]:
    for one in rows:
        if one.rate is not None:
            yield Sum("tax", one.tax[0], one.tax[1], _WEIGHT, one.row, "tax", one.rate, one.base[0])
    whole = rows[-1] if len(rows) == 1 or (rows and rows[-1].rate is None) else None
    if whole is not None and (len(rows) == 1 or _sums_up(whole, rows[:-1])):
        yield Sum("net", *whole.base, _WEIGHT, whole.row, "net")
        yield Sum("tax", *whole.tax, _WEIGHT, whole.row, "tax")
        if whole.total:
            yield Sum("gross", *whole.total, _WEIGHT, whole.row, "total")


def _sums_up(whole: _Rated, parts: Sequence[_Rated]) -> bool:
    """Check that a last row without a rate is the sum of the others, and not what is free of tax."""
    return abs(sum((one.base[1] for one in parts), Decimal(0)) - whole.base[1]) <= _CENT * len(parts)
