"""Values of the head of an invoice beside or below their labels: numbers and dates.

A value counts in the label's own cell, in the next cell to the right, or below in the same column. A more precise
label wins; where another kind of label fits the text better (``Invoice date`` is no ``Invoice``), it is that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from invoice_llm.invoice.fields import FIELDS
from invoice_llm.label_reader.grid import Grid, GridCell, GridRow
from invoice_llm.label_reader.labels import LabelMatch, every_label, is_ours, labels_at
from invoice_llm.label_reader.last_day import last_day_said
from invoice_llm.label_reader.parties.recipients import is_address_line
from invoice_llm.label_reader.values import after_label, read_date, read_number, read_terms
from invoice_llm.vocabulary.dates import find_dates
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.label_table import NUMBER_WORD, label_words
from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.words import listed_words, pattern

HEAD_FIELDS = {
    field.answer: field.role
    for field in FIELDS
    if field.answer and field.role and field.type in ("reference", "date", "words") and not field.in_rows
}
"""The label of each value of the head, by its key in an answer."""
HEAD_KINDS = (*HEAD_FIELDS.values(), "other_date", "other_number")
_RIVALS = (*HEAD_KINDS, "gross", "due", "net", "tax", "seller", "buyer", "other_party", "col_description", "col_price")
_OTHER_DAYS = ("due_date", "delivery_date", "other_date")
_FLUSH = 1
_LETTER_ROWS = 30
_HEAD_ROWS = 12
_KEPT = 8192
"""Texts of cells that are remembered: each is asked for every kind of value."""
_BEHIND_OTHERS = re.compile(r"(?:\s[-–—·|/]\s|[,;.]\s)(?=[^\W\d_])")
_ORDINAL = re.compile(r"^[0-9]{1,2}\. (?=[^\W\d_]{4})")
"""``3. Abschlagsrechnung Nr. 7``: which of several it is."""
_MARKED = re.compile(r"# ?([A-Z]{0,6}[-/]?[0-9][0-9A-Z/-]*)")


@cache
def _tax_id() -> re.Pattern[str]:
    """The label of a VAT id: the name of the tax, and a word for 'number' soon behind it."""
    return re.compile(rf"{alternatives(listed_words('vat', 'tax', 'tax_id'))}.{{0,12}}(?:id|reg|no|nr)")


@cache
def _dated() -> re.Pattern[str]:
    """Words between a number and its date."""
    return re.compile(rf"{alternatives(listed_words('dated'))}\s+(?:the |den )?$")


@dataclass(frozen=True, slots=True)
class Found:
    """A value as printed. ``weight`` orders candidates; ``row`` is where it stands."""

    text: str
    weight: float
    row: int


@dataclass(frozen=True, slots=True)
class _LabelledCell:
    """A cell in which a label of any kind begins: at the beginning of ``whole``, or ``behind`` a mark."""

    cell: GridCell
    whole: str
    behind: tuple[tuple[str, str], ...]


def head_values(grid: Grid, skipped: frozenset[int]) -> Mapping[str, Found | None]:
    """The best value of each role in ``HEAD_FIELDS``; rows in ``skipped`` (tables) are left out."""
    labelled = list(_labelled_cells(grid, skipped))
    return {kind: _best(grid, kind, labelled, skipped) for kind in HEAD_FIELDS.values()}


def _best(grid: Grid, kind: str, labelled: Sequence[_LabelledCell], skipped: frozenset[int]) -> Found | None:
    read = {"payment_terms": read_terms}.get(kind, read_date if kind.endswith("_date") else read_number)
    found = list(_candidates(grid, kind, read, labelled))
    if kind == "issue_date":
        found += _dates_behind_numbers(grid, skipped)
        found += _dates_alone(grid, skipped)
        found = found or _dates_beside(grid, _numbered(grid, skipped))
    if kind == "due_date":
        rows = [row for row in grid.rows if row.index not in skipped]
        found += [Found(day, 8.0, row.index) for row in rows if (day := last_day_said(_line(row)))]
    if kind == "invoice_number" and not found:
        found += _marked(grid, skipped) or _numbered(grid, skipped)
    return max(found, key=lambda one: (one.weight, -one.row), default=None)


def _marked(grid: Grid, skipped: frozenset[int]) -> list[Found]:
    """A number behind a mark of its own near the top ('# PH-10093'), as some invoicing programs set it."""
    cells = [cell for row in grid.rows[:_HEAD_ROWS] for cell in row.cells if row.index not in skipped]
    return [Found(match[1], 1.0, cell.row) for cell in cells if (match := _MARKED.fullmatch(cell.text))]


def _numbered(grid: Grid, skipped: frozenset[int]) -> list[Found]:
    """The one number near the top whose label says no more than ``Number``."""
    found = []
    for cell in (cell for row in grid.rows[:_HEAD_ROWS] for cell in row.cells if row.index not in skipped):
        words = label_words(cell.text)
        if words and words[0].word == NUMBER_WORD:
            end = words[0].end
            rest = re.sub(r"^\s*/\s*[^\W\d_]+", "", cell.text[end:].lstrip("#°.º"))
            label = LabelMatch("invoice_number", False, 1, rest, cell.text[:end])
            value = labelled_value(grid, cell, label, read_number)
            found += [Found(value[0], 1.0, cell.row)] if value else []
    return found if len({one.text for one in found}) == 1 else []


def _dates_beside(grid: Grid, numbers: Sequence[Found]) -> list[Found]:
    """The one date in the row of a number: ``Number / Date   INV-7 / 4 May 2026``."""
    rows = [(_line(grid.rows[one.row]), one.row) for one in numbers]
    return [Found(text[slice(*spans[0])], 1.0, row) for text, row in rows if len(spans := find_dates(text)) == 1]


def _labelled_cells(grid: Grid, skipped: frozenset[int]) -> Iterator[_LabelledCell]:
    for row in grid.rows:
        for cell in row.cells if row.index not in skipped else ():
            whole, behind = _beginnings(cell.text)
            told = tuple(one for one in behind if every_label(one[1], grid.language))
            if told or every_label(whole, grid.language):
                yield _LabelledCell(cell, whole, told)


def _candidates(
    grid: Grid, kind: str, read: Callable[[str], str | None], labelled: Sequence[_LabelledCell]
) -> Iterator[Found]:
    for one in labelled:
        label = _label(one.whole, kind, grid.language)
        if label and (value := labelled_value(grid, one.cell, label, read)) is not None:
            yield Found(value[0], _weight(label) + value[1], one.cell.row)
        for mark, text in one.behind:
            if found := _within(text, mark, kind, grid.language, read):
                yield Found(*found, one.cell.row)


@lru_cache(maxsize=_KEPT)
def _beginnings(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Where a label may begin in a cell: at its beginning, and behind each mark that parts it from other words."""
    behind = tuple((found[0], text[found.end() :]) for found in _BEHIND_OTHERS.finditer(text))
    return _ORDINAL.sub("", text), behind


def _within(
    text: str, mark: str, kind: str, language: str | None, read: Callable[[str], str | None]
) -> tuple[str, float] | None:
    """A label with a colon behind other words: ``Net 14 days - Due date: 4 May``; a number behind the second of two
    titles: ``Receipt / Invoice 77``. With its weight."""
    label = _label(text, kind, language)
    titled = kind == "invoice_number" and label is not None and label.strong and mark == " / "
    if label and (titled or re.match(r"\s*:", label.rest)) and (value := read(label.rest)):
        return value, _weight(label)
    return None


def _label(text: str, kind: str, language: str | None) -> LabelMatch | None:
    """The label of this kind, unless another kind says more about the text."""
    every = every_label(text, language)
    mine, other = every.get(kind), every.get("other_number")
    if mine is None or _tax_id().match(folded(text)):
        return None
    if other is not None and other.size == mine.size:
        mine = replace(mine, strong=False)  # one that means this number alone counts more
    labels = labels_at(text, _RIVALS, language)
    rivals = [label for label in labels if label.kind not in (kind, "gross", "due") and label.size > mine.size]
    return None if rivals or (kind == "purchase_order" and is_ours(mine)) else mine


def _weight(label: LabelMatch) -> float:
    return (10.0 if label.strong else 0.0) + min(label.size, 4)


def labelled_value(
    grid: Grid, cell: GridCell, label: LabelMatch, read: Callable[[str], str | None]
) -> tuple[str, float] | None:
    """Value of a label that begins a cell, as ``read`` takes it: behind, beside or below it, with its weight."""
    rest = re.sub(r"^\s*\([^)]*\)", "", label.rest)
    if re.search(r"\w", rest):
        # "INVOICE DETAILS" is no number: a value follows at once or behind a mark.
        value = read(rest)
        return (value, 1.0) if value else None
    right = next((other for other in grid.right_of(cell) if re.search(r"\w", other.text)), None)
    if right and not _is_taken(right.text, grid.language) and not _is_town(grid, right) and (value := read(right.text)):
        return value, 1.0
    for below in grid.below(cell, 2):
        if _is_taken(below.text, grid.language):
            return None
        if value := read(below.text):
            return value, 0.0
    return None


def _is_town(grid: Grid, cell: GridCell) -> bool:
    """A line of an address in the next column, or a town flush below one, is no number of the label beside it."""
    is_word = re.search(r"[^\W\d_][^\W\d_A-Z]{2}", cell.text) and not find_dates(cell.text)
    above = grid.rows[cell.row - 1].cells if cell.row else ()
    lines = (cell, *(one for one in above if one.start == cell.start))
    return bool(is_word) and any(is_address_line(one.text) for one in lines)


def _is_taken(text: str, language: str | None) -> bool:
    """``True`` where a text is itself a label and so no value of another."""
    return any(
        not re.search(r"[0-9]", label.rest) or label.rest.lstrip().startswith(":")
        for label in labels_at(text, _RIVALS, language)
        if label.strong or label.size > 1
    )


def _dates_behind_numbers(grid: Grid, skipped: frozenset[int]) -> Iterator[Found]:
    """``Rechnung Nr. 471102 vom 05.03.2018``: the date of the number it stands behind."""
    for row in grid.rows:
        for cell in row.cells if row.index not in skipped else ():
            label = _label(cell.text, "invoice_number", grid.language)
            if label is None:
                continue
            text = " ".join([cell.text, *(other.text for other in grid.right_of(cell))])
            for start, end in find_dates(text):
                numbered = end <= len(cell.text) and after_label(label.rest)[:3].isdigit()
                numbered = numbered or _follows_number(text[:start], label)
                if (_dated().search(folded(text[:start])) or numbered) and not pattern("other_paper").search(
                    folded(text[:start])
                ):
                    yield Found(text[start:end], 11.0, row.index)
                    break


def _follows_number(before: str, label: LabelMatch) -> bool:
    """Nothing but a number, and a stroke perhaps, stands between the label and the date."""
    between = before[len(label.text) :]
    return bool(label.strong and re.fullmatch(r"\W*(?=\S*[0-9])[\w-][\w/.-]*\s*[/|,]?\s*", between))


def _dates_alone(grid: Grid, skipped: frozenset[int]) -> Iterator[Found]:
    """The one date that stands alone above the table, or behind a place: the date of a letter."""
    last = min(skipped, default=len(grid.rows))
    cells = [cell for row in grid.rows[: min(last, _LETTER_ROWS)] for cell in row.cells]
    found = [Found(date, 3.0, cell.row) for cell in cells if (date := _alone(grid, cell))]
    if len({one.text for one in found}) == 1:
        yield found[0]


def _alone(grid: Grid, cell: GridCell) -> str | None:
    spans = find_dates(cell.text)
    if len(spans) != 1:
        return None
    if any(other.text.rstrip().endswith(":") for other in grid.left_of(cell)[-1:]) or _is_below_another_day(grid, cell):
        return None
    start, end = spans[0]
    place = cell.text[:start].strip()
    is_letter = not cell.text[end:].strip(" .") and (
        not place or re.fullmatch(r"[^\W\d]+(?: [^\W\d]+)?,(?: ?den| ?le)?", place) or _is_known_town(grid, place)
    )
    return cell.text[start:end] if is_letter else None


def _is_below_another_day(grid: Grid, cell: GridCell) -> bool:
    """Flush below the label of a day that is not the invoice's: ``Order date`` over ``4 May 2026``."""
    above = grid.rows[cell.row - 1].cells if cell.row and not grid.rows[cell.row].gap else ()
    over = (one for one in above if abs(one.start - cell.start) <= _FLUSH)
    return any(labels_at(one.text, _OTHER_DAYS, grid.language) for one in over if not re.search(r"[0-9]", one.text))


def _is_known_town(grid: Grid, place: str) -> bool:
    """``Hamburg`` before a date without a comma: a town that stands behind its code somewhere on the page."""
    words = re.escape(place.strip(" ,"))
    town = re.compile(
        rf"(?:^|\W)[0-9]{{2}}[0-9 -]{{2,6}}(?:[A-Z]{{2}} )?{words}(?!\w)|(?:^|[,\s]){words},? [A-Z]{{0,2}} ?[0-9]"
    )
    return bool(re.fullmatch(r"[^\W\d_]{3,}(?:[ -][^\W\d_]+){0,2}", place)) and any(
        town.search(cell.text) for row in grid.rows for cell in row.cells if not find_dates(cell.text)
    )


def _line(row: GridRow) -> str:
    return " ".join(cell.text for cell in row.cells)
