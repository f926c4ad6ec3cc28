"""Kind of a document, by the titles and words it prints."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import takewhile

from invoice_llm.invoice.amounts import find_amounts
from invoice_llm.invoice.schema import DocType
from invoice_llm.label_reader.grid import Grid, GridCell
from invoice_llm.label_reader.labels import every_label, is_label
from invoice_llm.vocabulary.dates import find_dates
from invoice_llm.vocabulary.folding import folded, plain_words
from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.words import listed_words, pattern, titles_of

_TOP_ROWS = 25
_AMOUNTS_OF_AN_INVOICE = 2
_FLUSH = 2
_SPECIAL: frozenset[DocType] = frozenset({"credit_note", "debit_note", "proforma", "reminder", "statement"})
_HEADING: frozenset[DocType] = frozenset({"receipt", "other"})
_KINDS: Mapping[DocType, Sequence[str]] = {
    "credit_note": ("credit_note",),
    "proforma": ("proforma",),
    "reminder": ("reminder",),
    "statement": ("statement",),
    "other": ("delivery_note", "order", "quote", "order_confirmation", "remittance_advice"),
    "debit_note": ("debit_note",),
    "invoice": ("invoice",),
    "receipt": ("receipt",),
}
_BEHIND_TITLE = re.compile(
    r"(?:no|nr|n|number|nummer|numero|num|id|copy|original|for|de|zur?)\b|(?:[^\W\d_]{1,5} )?\S*[0-9]"
)


def doc_type_of(grid: Grid, title: DocType | None) -> DocType:
    """Kind named by the ``title`` of the page (see :func:`titled`), else by its words; ``other`` where none say."""
    if title is not None:
        return title
    text = " ".join(row.text for row in grid.rows)
    if pattern("invoice").search(folded(text)) and len(find_amounts(text)) >= _AMOUNTS_OF_AN_INVOICE:
        return "invoice"
    return "receipt" if "receipt" in _titles(grid) else "other"


def titled(grid: Grid) -> DocType | None:
    """Kind that a title near the top names by itself.

    A more special title counts for more than ``Invoice``: a reminder and a credit note name the invoice as well.
    """
    return _headed(grid) or _most_special(list(_titles(grid)))


def _headed(grid: Grid) -> DocType | None:
    """``receipt`` or ``other`` where that is all that a cell above says, and what names an invoice below it is a label
    of its number, as on a form that is used for all papers."""
    for row in grid.rows[:_TOP_ROWS]:
        for cell in row.cells:
            plain = plain_words(cell.text)
            kind = next((kind for kind, words in _title_words() if words.fullmatch(plain)), None)
            if kind is not None and kind not in _HEADING:
                return None
            is_clear = kind == "receipt" or len(row.cells) == 1
            if kind in _HEADING and is_clear and not _is_everyday(plain) and not _has_value(grid, cell):
                return kind
    return None


def _is_everyday(plain: str) -> bool:
    """A word that labels the number of an invoice as well: ``Beleg``."""
    return bool(pattern("invoice_name").fullmatch(plain)) or is_label(plain, ("seller", "buyer", "purchase_order"))


def _most_special(titles: Sequence[DocType]) -> DocType | None:
    for wanted in (_SPECIAL, frozenset[DocType]({"invoice"}), frozenset[DocType]({"other"})):
        if named := next((kind for kind in titles if kind in wanted), None):
            return named
    return None


def _titles(grid: Grid) -> Iterator[DocType]:
    for row in grid.rows[:_TOP_ROWS]:
        for cell in row.cells:
            plain = plain_words(cell.text)
            for kind, words in _title_words():
                found = words.match(plain)
                if (
                    found
                    and _is_title(plain[found.end() :].strip())
                    and not (kind != "invoice" and _has_value(grid, cell))
                ):
                    yield kind


def _has_value(grid: Grid, cell: GridCell) -> bool:
    """``True`` for a label rather than a title: ``Credit note   -5.00``, ``Purchase order`` above a number.

    What stands behind another label is not its own, and a count of pages or a day belongs to the page.
    """
    close = [other for other in grid.below(cell, 1) if not grid.rows[other.row].gap and _is_flush(other, cell)]
    beside = takewhile(lambda other: not _is_label(other.text), grid.right_of(cell))
    below = takewhile(lambda other: not _is_label(other.text), close)
    return cell.text.endswith(":") or any(_is_value(other.text) for other in (*beside, *below))


def _is_label(text: str) -> bool:
    """``Invoice no.   4711`` and ``Nr. 4711``, but no ``PO-4711``."""
    labels = every_label(text, None).values()
    return any(not re.match(r"[-/.]?[0-9]", label.rest) for label in labels) or bool(_numbered().match(folded(text)))


def _is_value(text: str) -> bool:
    is_of_the_page = find_dates(text) or _page_count().fullmatch(folded(text).strip(" .:-()"))
    return bool(re.search(r"[0-9]", text)) and not is_of_the_page


def _is_flush(one: GridCell, other: GridCell) -> bool:
    return min(abs(one.start - other.start), abs(one.end - other.end)) <= _FLUSH


def _is_title(rest: str) -> bool:
    """A title is a line of its own, with no more than a number behind it."""
    return len(rest) < 40 and (not rest or bool(_BEHIND_TITLE.match(rest)))


@cache
def _numbered() -> re.Pattern[str]:
    return re.compile(rf"{alternatives(listed_words('number'), anchored=True)}[.:°º]*\s*[0-9#]")


@cache
def _page_count() -> re.Pattern[str]:
    """``1/2``, ``Page 1 of 2``, ``Sivu 1 (2)``."""
    page, of = alternatives(listed_words("page")), alternatives(listed_words("page_of"))
    return re.compile(rf"(?:{page}\W*)?[0-9]{{1,3}}(?:\s*(?:[/(]|{of})\s*[0-9]{{1,3}}\)?)|{page}\W*[0-9]{{1,3}}")


@cache
def _title_words() -> Sequence[tuple[DocType, re.Pattern[str]]]:
    """The surest kinds first, as a reminder and a credit note name the invoice as well."""
    return tuple(
        (kind, re.compile(rf"{alternatives(titles_of(*titles), anchored=True)}(?!\w)"))
        for kind, titles in _KINDS.items()
    )
