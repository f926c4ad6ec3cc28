"""Labelled amounts of a document: which row says net, tax, gross, due, and what amount stands beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache

from invoice_llm.invoice.amounts import DecimalMark, parse_amount
from invoice_llm.label_reader.amounts.label_rows import amount_facing
from invoice_llm.label_reader.amounts.printed_values import (
    Printed,
    amounts_in,
    in_brackets,
    is_taxed_at,
    net_and_tax,
    tax_row,
    without_brackets,
)
from invoice_llm.label_reader.grid import Grid, GridCell
from invoice_llm.label_reader.labels import LabelMatch, labels_at
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.words import listed_words, printed_words

SUM_KINDS = (
    "net", "tax", "gross", "due", "paid", "previous", "shipping", "discount", "sum_lines", "rounding", "no_total",
)  # fmt: skip
_RIVALS = (
    *SUM_KINDS, "invoice_number", "issue_date", "due_date", "other_date", "purchase_order", "other_number", "seller",
    "buyer", "other_party", "customer_number", "preceding_invoice",
)  # fmt: skip
_BRACKETED = 8.0
"""Weight of a tax in brackets: below any strong label."""
_KEPT = 16_384
"""Texts whose label is remembered: a cell is looked at from every cell to its left and above it."""
_RATE = re.compile(r"([0-9]{1,2}(?:[.,][0-9]{1,3})?) ?%|%([0-9]{1,2}(?:[.,][0-9]{1,3})?)(?![0-9.,])")
"""With the sign behind the number, or before it as in Turkish."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A labelled amount as printed, with its value; ``rate`` and ``base`` where a tax row shows them."""

    kind: str
    text: str
    value: Decimal
    weight: float
    row: int
    label: str
    rate: str | None = None
    base: str | None = None


@cache
def _net_behind() -> re.Pattern[str]:
    return re.compile(rf"[\s(]*{printed_words('net')}", re.IGNORECASE)


@cache
def _gross_behind() -> re.Pattern[str]:
    """Words for 'with tax' behind a label; 'with discount' is another thing."""
    discount = printed_words("discount")
    return re.compile(rf"[\s(]*{printed_words('gross')}(?! {discount})", re.IGNORECASE)


@cache
def _rate_first() -> re.Pattern[str]:
    """The rate before its label: ``zzgl. 19 % MwSt.``, ``20% VAT``."""
    words = printed_words("including")
    return re.compile(
        rf"^(?:{words}\.?:? *)?(?:[0-9]{{1,2}}(?:[.,][0-9]{{1,3}})? ?%) *(?=[^\W\d_]{{2}})", re.IGNORECASE
    )


@cache
def _discounted() -> re.Pattern[str]:
    """An allowance named behind the words that say which: ``Less: loyalty discount``."""
    less, names = printed_words("less"), printed_words("discount")
    return re.compile(rf"(?:{less}\W*)?(?:[^\W\d_]+[ -]){{0,3}}?{names}", re.IGNORECASE)


@cache
def _less_rate() -> re.Pattern[str]:
    """Rate before the name of an amount that is kept back: ``Less 5 % retention``, ``10 % retention``."""
    return re.compile(
        rf"(?:{printed_words('less')}\W*)?(?:[0-9]{{1,2}}(?:[.,][0-9]{{1,2}})? ?% *)?(?=\w)", re.IGNORECASE
    )


@cache
def _plus() -> re.Pattern[str]:
    return re.compile(rf"^{printed_words('plus')}\.? *", re.IGNORECASE)


@cache
def _id_label() -> re.Pattern[str]:
    """Words for 'number' behind the name of a tax: the label of a VAT id."""
    words = printed_words("number")
    return re.compile(
        rf"^\W*(?:(?:(?:id|ident|reg|code|intra|registration)\b|n°|{words})|[-.\s]*[iI][dD])", re.IGNORECASE
    )


@cache
def _names_tax() -> re.Pattern[str]:
    return re.compile(rf"\b{alternatives(listed_words('vat', 'tax'))}\b")


@cache
def _filler() -> re.Pattern[str]:
    """Brackets, rates, currencies and small words between a label and its amount."""
    return re.compile(
        r"\([^)]*\)|[0-9]{1,2}(?:[.,][0-9]{1,3})? ?%|\b[A-Z]{3}\b|\bzł|\b(?:kr|Rs|Fr)\b|[€£$¥*:.]"
        rf"|{printed_words('amount_filler')}",
        re.IGNORECASE,
    )


def sums_of(
    grid: Grid, mark: DecimalMark | None, skipped: frozenset[int], heads: frozenset[int] = frozenset()
) -> list[Sum]:
    """All labelled amounts in reading order; rows in ``skipped`` (table lines) are left out, and what stands below
    those in ``heads``."""
    return [
        one
        for row in grid.rows
        if row.index not in skipped
        for cell in row.cells
        for one in _of(grid, cell, mark, skipped, heads)
    ]


def _of(
    grid: Grid, cell: GridCell, mark: DecimalMark | None, skipped: frozenset[int], heads: frozenset[int]
) -> Iterator[Sum]:
    label = sum_label(cell.text, grid.language)
    if label is None:
        return
    if label.kind == "tax" and _is_of_a_charge(grid, cell):
        return
    right = [without_brackets(other.text) for other in _right(grid, cell)]
    amounts = [*amounts_in(label.rest, mark, whole=False)]
    amounts += [one for text in right for one in amounts_in(text, mark, whole=True)]
    if _says_more(label.rest) and not (label.kind == "tax" and _is_tax(grid, cell, amounts, mark)):
        return
    yield from _included(grid, cell, mark)
    weight = (10.0 if label.strong else 0.0) + label.size
    rate = _RATE.search(cell.text) or next(filter(None, (_RATE.search(o.text) for o in _right(grid, cell))), None)
    if len(amounts) >= 3 and label.kind in ("gross", "net", "sum_lines") and _adds_up(amounts[-3:]):
        for kind, (text, value) in zip(("net", "tax", "gross"), amounts[-3:], strict=True):
            yield Sum(kind, text, value, weight, cell.row, label.text)
    elif label.kind in ("gross", "net", "sum_lines") and (pair := net_and_tax(amounts, grid, mark)):
        for kind, (text, value) in zip(("net", "tax"), pair, strict=True):
            yield Sum(kind, text, value, weight, cell.row, label.text)
    elif amounts:
        yield from _made(label, amounts, weight + 1, cell.row, (rate[1] or rate[2]) if rate else None)
    else:
        shown = (rate[1] or rate[2]) if rate else None
        facing = amount_facing(grid, cell, lambda text: _kind(text, grid.language), mark, skipped | heads)
        found = [facing] if facing else _below(grid, cell, mark, skipped) if cell.row not in heads else []
        yield from _made(label, found, weight, cell.row, shown if facing else None) if found else ()


def _below(grid: Grid, cell: GridCell, mark: DecimalMark | None, skipped: frozenset[int]) -> list[Printed]:
    """Amounts under a label that has nothing but other labels on its right."""
    for below in grid.below(cell, 4) if _is_alone(grid, cell) else ():
        found = [*amounts_in(below.text, mark, whole=True)] if below.row not in skipped else []
        if found and (parse_amount(below.text, mark) is not None):
            return found
        if sum_label(below.text, grid.language):
            break
    return []


def _is_tax(grid: Grid, cell: GridCell, amounts: Sequence[Printed], mark: DecimalMark | None) -> bool:
    """``VAT - Ireland (23% on 120.00)   27.60``: the rate and an amount of the page give the tax."""
    found = _RATE.search(cell.text)
    if found is None or not amounts:
        return False
    rate = found[1] or found[2]
    return tax_row(amounts, rate)[0] is not None or is_taxed_at(grid, amounts[-1][1], rate, mark)


def _included(grid: Grid, cell: GridCell, mark: DecimalMark | None) -> Iterator[Sum]:
    """The tax in brackets behind a total: ``119.00 (includes 19.00 VAT)``."""
    for other in _right(grid, cell):
        found = [*amounts_in(in_brackets(other.text), mark, whole=False)]
        if len(found) == 1 and _names_tax().search(folded(in_brackets(other.text))):
            yield Sum("tax", *found[0], _BRACKETED, cell.row, "tax")


def _is_alone(grid: Grid, cell: GridCell) -> bool:
    """Check that nothing but other labels stands to the right, so that the amount may stand below."""
    return not _right(grid, cell) or all(sum_label(other.text, grid.language) for other in grid.right_of(cell))


def _is_of_a_charge(grid: Grid, cell: GridCell) -> bool:
    """``Abschlag Sondernachlass   10,00   19 % USt.   -1,00``: the rate at which it is taxed."""
    first = grid.rows[cell.row].cells[0]
    label = labels_at(first.text, _RIVALS, grid.language) if first.start < cell.start else []
    return bool(label) and label[0].kind in ("discount", "shipping")


def _adds_up(amounts: list[tuple[str, Decimal]]) -> bool:
    """``Razem  700,00  161,00  861,00``: net, tax and gross in one row."""
    (_, net), (_, tax), (_, gross) = amounts
    return bool(gross) and abs(net + tax - gross) <= Decimal("0.02") and abs(tax) < abs(net)


def _made(
    label: LabelMatch,
    amounts: list[tuple[str, Decimal]],
    weight: float,
    row: int,
    rate: str | None,
) -> Iterator[Sum]:
    text, value = amounts[-1]
    if label.kind in ("shipping", "discount") and len(amounts) > 1 and re.fullmatch(r"[0-9]{1,2}", text):
        text, value = amounts[-2]  # the rate at which it is taxed stands behind it
    base = None
    if label.kind == "tax" and len(amounts) > 1:
        base, text, value, rate = tax_row(amounts, rate)
    yield Sum(label.kind, text, value, weight, row, label.text, rate, base)


@lru_cache(maxsize=_KEPT)
def sum_label(text: str, language: str | None = None) -> LabelMatch | None:
    """The longest label; of two equally long ones the order of ``SUM_KINDS`` counts."""
    text = _rate_first().sub("", text.lstrip(" -–•*=+/"))
    labels = (
        labels_at(text, _RIVALS, language)
        or labels_at(_plus().sub("", text), ("shipping",), language)
        or [*_discount(text)]
    )
    if not labels and (less := _less_rate().match(text)):
        labels = labels_at(text[less.end() :], ("paid",), language)
    if labels and labels[0].kind == "discount":
        labels = [*_discount(text)] or labels
    if not labels or labels[0].kind not in SUM_KINDS or _id_label().match(labels[0].rest):
        return None
    return _turned(labels[0])


def _kind(text: str, language: str | None) -> str | None:
    """The kind of an amount whose label a text is, and nothing more."""
    label = sum_label(text, language)
    return None if label is None or _says_more(label.rest) else label.kind


def _discount(text: str) -> Iterator[LabelMatch]:
    """``Less: loyalty discount (5%)``: the word that says so stands behind those that say which."""
    found = _discounted().match(text)
    if found and not re.search(r"[0-9]", _filler().sub(" ", text[found.end() :])):
        yield LabelMatch("discount", True, len(found[0].split()), text[found.end() :], found[0])


def _turned(label: LabelMatch) -> LabelMatch:
    """``Rechnungssumme Netto`` and ``Total (excl. VAT)`` are nets, whatever the first word says; and the reverse."""
    if label.kind == "gross" and _net_behind().match(label.rest):
        return replace(label, kind="net", strong=True)
    if label.kind == "net" and _gross_behind().match(label.rest):
        return replace(label, kind="gross", strong=True)
    return label


def _right(grid: Grid, cell: GridCell) -> list[GridCell]:
    """Cells to the right up to the next label."""
    found: list[GridCell] = []
    for other in grid.right_of(cell):
        if sum_label(other.text, grid.language) and not re.match(r"[A-Z]{3}\b", other.text):
            break
        found.append(other)
    return found


def _says_more(rest: str) -> bool:
    """``True`` where words stand behind the label that make it another one."""
    return bool(re.search(r"[^\W\d_]{2,}", _filler().sub(" ", rest)))
