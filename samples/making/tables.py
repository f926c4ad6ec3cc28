"""The table of lines and the block of totals, with and without rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from samples.making.bill import Bill, Line
from samples.making.sheet import Align, Column, Sheet
from samples.making.words import Words

Row = tuple[str, str]
_CELLS: Mapping[str, Callable[[Line, Words], str]] = {
    "code": lambda line, _: line.code,
    "text": lambda line, _: line.description,
    "quantity": lambda line, words: words.plain(line.quantity),
    "unit": lambda line, _: line.unit,
    "price": lambda line, words: words.number(line.unit_price),
    "rate": lambda line, words: words.plain(line.rate),
    "amount": lambda line, words: words.number(line.total),
}
_RIGHT = ("quantity", "price", "rate", "amount")


def columns(words: Words, left: float, widths: Mapping[str, float]) -> dict[str, Column]:
    """Columns side by side from ``left``; the keys are those of ``WORDS``, ``pos`` counts the lines."""
    made, at = {}, left
    for key, width in widths.items():
        align: Align = "right" if key in _RIGHT else "left"
        made[key] = Column("Pos." if key == "pos" else words[key], at, width, align)
        at += width
    return made


def table(
    sheet: Sheet, bill: Bill, words: Words, cols: Mapping[str, Column], y: float, *,
    ruled: bool, header: str | None = None, bottom: float = 700, overflow: Callable[[], float] | None = None,
) -> float:  # fmt: skip
    """Draw all lines; ``overflow`` turns the page and says where the table goes on. Returns the end of the table."""
    top = y
    y = _head(sheet, cols, y, ruled=ruled, header=header)
    for position, line in enumerate(bill.lines, 1):
        wrapped = sheet.wrapped(line.description, cols["text"].width)
        height = 12 * len(wrapped) + 6
        if y + height > bottom and overflow:
            _close(sheet, cols, top, y, ruled=ruled)
            top = overflow()
            y = _head(sheet, cols, top, ruled=ruled, header=header)
        _line(sheet, cols, y, line, words, position=position, text=wrapped)
        y += height
        if ruled:
            sheet.rule(*_across(cols, y))
    _close(sheet, cols, top, y, ruled=ruled)
    return y


def _head(sheet: Sheet, cols: Mapping[str, Column], y: float, *, ruled: bool, header: str | None) -> float:
    first, last = _edges(cols)
    if header:
        sheet.box(first, y, last - first, 18, fill=header)
    for column in cols.values():
        sheet.cell(column, y + 12.5, column.title, size=8.5, bold=True)
    if ruled:
        sheet.rule(first, y, last, y)
    if not header:
        sheet.rule(first, y + 18, last, y + 18, width=0.6 if ruled else 0.9)
    return y + 18


def _line(
    sheet: Sheet, cols: Mapping[str, Column], y: float, line: Line, words: Words, *, position: int, text: Sequence[str]
) -> None:
    for key, column in cols.items():
        if key == "text":
            for index, part in enumerate(text):
                sheet.cell(column, y + 13 + 12 * index, part)
        else:
            sheet.cell(column, y + 13, str(position) if key == "pos" else _CELLS[key](line, words))


def _close(sheet: Sheet, cols: Mapping[str, Column], top: float, y: float, *, ruled: bool) -> None:
    first, last = _edges(cols)
    if not ruled:
        sheet.rule(first, y + 3, last, y + 3)
        return
    for x in [column.at for column in cols.values()] + [last]:
        sheet.rule(x, top, x, y)
    sheet.rule(first, y, last, y)


def _edges(cols: Mapping[str, Column]) -> tuple[float, float]:
    ordered = list(cols.values())
    return ordered[0].at, ordered[-1].at + ordered[-1].width


def _across(cols: Mapping[str, Column], y: float) -> tuple[float, float, float, float]:
    first, last = _edges(cols)
    return first, y, last, y


def total_rows(bill: Bill, words: Words) -> list[Row]:
    """Label and amount of every sum this bill prints, in order."""
    rows: list[Row] = []
    if bill.extras:
        rows.append((words["sum"], words.money(bill.line_sum)))
        rows += [(extra.label, words.money(extra.signed)) for extra in bill.extras]
    if not bill.tax_inclusive:
        rows.append((words["net"], words.money(bill.net)))
        rows += _tax_rows(bill, words)
    rows.append((words["gross"], words.money(bill.gross)))
    if bill.tax_inclusive:
        rows += [(words["net"], words.money(bill.net)), *_tax_rows(bill, words)]
    if bill.previous is not None:
        rows.append((words["previous"], words.money(bill.previous)))
    if bill.paid is not None:
        rows.append((words["paid"], words.money(-bill.paid)))
    if bill.amount_due != bill.gross:
        rows.append((words["owed"], words.money(bill.amount_due)))
    return rows


def _tax_rows(bill: Bill, words: Words) -> list[Row]:
    return [
        (words["tax"].format(rate=words.plain(tax.rate), base=words.money(tax.base)), words.money(tax.amount))
        for tax in bill.taxes
    ]


def totals(
    sheet: Sheet, rows: Sequence[Row], strong: Sequence[str], y: float, *, left: float, right: float,
    framed: bool = False, lead: float = 16,
) -> float:  # fmt: skip
    """The rows below each other, amounts right-aligned; ``strong`` labels are bold with a rule above."""
    top = y
    for label, amount in rows:
        bold = label in strong
        if bold and not framed:
            sheet.rule(left, y + 2, right, y + 2)
        y += lead
        sheet.text(left + 4, y - 3, label, bold=bold, size=10 if bold else 9)
        sheet.text(right - 4, y - 3, amount, bold=bold, size=10 if bold else 9, align="right")
        if framed:
            sheet.box(left, y - lead + 2, right - left, lead)
    return y if y > top else top
