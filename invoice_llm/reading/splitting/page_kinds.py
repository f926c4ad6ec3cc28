"""Kind of a page by its title: an invoice, or one of the papers that come with invoices and are none.

Only a title says so: a line of its own near the top, in larger print or with nothing beside it that a label would
have. ``Lieferschein-Nr. 4711`` on an invoice is a label, ``this is not a reminder`` a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal, get_args

from invoice_llm.documents.page import Page, TextRow, Word
from invoice_llm.label_reader.labels import labels_at
from invoice_llm.reading.splitting.kind_words import ATTACHED, booked_titles, greetings, paper_titles, says_invoice
from invoice_llm.vocabulary.currency import find_currency
from invoice_llm.vocabulary.folding import folded, plain_words

Kind = Literal[
    "statement",
    "reminder",
    "delivery_note",
    "order",
    "order_confirmation",
    "quote",
    "remittance_advice",
    "letter",
    "terms",
    "time_sheet",
]
KINDS: tuple[Kind, ...] = get_args(Kind)

_TOP = 0.45
"""The part of a page, from its top, in which its title stands."""
_LARGE = 1.3
"""Print so many times as high as most of the page is a heading."""
_NAMES_INVOICES = frozenset[Kind]({"statement", "reminder", "remittance_advice"})
"""Papers that name the numbers of invoices with good reason."""
_LEAST_PROSE, _PROSE = 1200, 0.75
"""Letters of a page of conditions, at the least, and the share of them in rows that run across or down in columns."""
_LEAST_WORDS = 6
_LONGEST_LETTER = 2
"""Pages."""
_AMOUNT = re.compile(r"(?<![\d.,])\d{1,3}(?:[ .,']?\d{3})*[.,]\d{2}(?![\d.,]|\s?%)")
_BEHIND = re.compile(
    r"(?:(?:no|nr|n|number|nummer|numero|num|id|copy|original|kopie|for|de|zur?|zum|van|per|vom|du|del|dated|of)\b"
    r"|\S*[0-9]|[^\W\d_]{1,4} \S*[0-9])"
)
_LONGEST_BEHIND = 40
_LONGEST_NUMBER = 6
"""Words behind the label of a number: its parts, and a date; more make a sentence."""
_COLUMN_HEADS = 3
_LONGEST_NOTICE = 1200
_VIEWER = re.compile(r"(?i)\badobe\b|\bacrobat\b|\bfoxit\b|pdf[ -](?:viewer|portfolio|reader)")
"""Names of programs: the same in every language."""


@dataclass(frozen=True, slots=True)
class _Title:
    """A cell that reads like a title. ``alone``: nothing about it is a label's; ``large``: in larger print."""

    kind: Kind | Literal["invoice"]
    height: float
    top: float
    alone: bool
    large: bool

    @property
    def is_sure(self) -> bool:
        return self.large or self.alone


def kind_of_pages(pages: Sequence[Page]) -> Kind | None:
    """Kind of a document that is no invoice, where its first page proves it; ``None`` for all else.

    An invoice's title, unless much smaller, or an invoice number under its label is proof to the contrary; a reminder
    or a statement in large print may have one.
    """
    if not pages:
        return None
    return page_kind(pages[0]) or (_letter(pages) if len(pages) <= _LONGEST_LETTER else None)


def page_kind(page: Page) -> Kind | None:
    """Kind of a page by its title."""
    titles = list(_titles(page))
    named = next((title for title in _foremost(titles) if title.kind != "invoice"), None)
    if named is None or not named.is_sure or any(_outweighs(other, named) for other in titles):
        return None
    kind: Kind = named.kind  # type: ignore[assignment]
    if kind in ATTACHED:
        return kind if kind != "terms" or not has_money(page) else None
    if has_invoice_number(page) and not (kind in _NAMES_INVOICES and named.large):
        return None
    return kind


def is_small_print(page: Page) -> bool:
    """Print over the whole page that names no amount and has no title of its own: conditions, if behind an invoice."""
    rows = [row.text for row in page.rows]
    letters = sum(sign.isalpha() for text in rows for sign in text)
    running = sum(sum(map(str.isalpha, text)) for text in rows if len(text.split()) >= _LEAST_WORDS)
    prose = letters >= _LEAST_PROSE and running >= _PROSE * letters
    return prose and not _AMOUNT.search(" ".join(rows)) and not any(_titles(page))


def is_placeholder(pages: Sequence[Page]) -> bool:
    """A few words that name the program which would show the pages, and nothing of an invoice: what a dynamic form or
    a portfolio shows to others."""
    text = " ".join(row.text for page in pages for row in page.rows)
    letters = sum(map(str.isalpha, text))
    return letters <= _LONGEST_NOTICE and not _AMOUNT.search(text) and bool(_VIEWER.search(text))


def has_invoice_title(page: Page) -> bool:
    """``True`` where the page is headed as an invoice, a credit note or a receipt."""
    return any(title.kind == "invoice" for title in _titles(page))


def has_invoice_number(page: Page) -> bool:
    """``True`` where an invoice number stands at its own label, and not in a sentence or a list of amounts."""
    found = list(_numbers(page))
    listed = {number for number, amount in found if amount}
    return any(not amount for _, amount in found) or len(listed) == 1


def _numbers(page: Page) -> Iterator[tuple[str, bool]]:
    """The invoice numbers under their labels, and whether an amount stands beside each."""
    for row, under in zip(page.rows, (*page.rows[1:], None), strict=False):
        texts = [_text(cell) for cell in row.cells]
        for at, text in enumerate(texts):
            label = next((one for one in labels_at(text, ("invoice_number",)) if one.strong), None)
            if label is None or len(label.rest.split()) > _LONGEST_NUMBER:
                continue
            beside = texts[at + 1] if at + 1 < len(texts) else ""
            below = "" if under is None or _AMOUNT.search(under.text) else _below(row.cells[at], under)
            values = (label.rest, beside, below)[: 1 if re.search(r"\w", label.rest) else 3]
            number = next((value for value in values if _is_number(value)), None)
            amount = any(_AMOUNT.search(other) for other in texts[at + 1 :])
            if number is not None and not (amount and label.size == 1):
                yield number, amount


def has_money(page: Page) -> bool:
    """``True`` where the page shows at least two amounts with cents."""
    return sum(len(_AMOUNT.findall(row.text)) for row in page.rows) > 1


def asks_for_money(kind: str | None, pages: Sequence[Page]) -> bool:
    """A reminder of an amount: it is no invoice, but the one that it reminds of may never have arrived."""
    rows = (row.text for page in pages for row in page.rows if re.search(r"[0-9]", row.text))
    return kind == "reminder" and any(_AMOUNT.search(text) or find_currency(text) for text in rows)


def _foremost(titles: Sequence[_Title]) -> list[_Title]:
    """The largest first, of equal ones the upper."""
    return sorted(titles, key=lambda title: (not title.is_sure, -round(title.height, 3), title.top))


def _outweighs(other: _Title, named: _Title) -> bool:
    return other.kind == "invoice" and other.height * _LARGE > named.height


def _titles(page: Page) -> Iterator[_Title]:
    if not page.rows:
        return
    usual = median(_height(word) for row in page.rows for word in row.words)
    for row, under in zip(page.rows, (*page.rows[1:], None), strict=False):
        if row.words[0].box[1] > _TOP:
            return
        for at, cell in enumerate(row.cells):
            if (title := _title(row, at, under, usual)) is not None:
                yield title
            elif len(row.cells) > 1 and len(cell) > _LEAST_WORDS:
                break


def _title(row: TextRow, at: int, under: TextRow | None, usual: float) -> _Title | None:
    cell = row.cells[at]
    text = _text(cell)
    plain = plain_words(text)
    found = _kind_at(plain)
    if found is None:
        return None
    kind, rest = found
    height = max(_height(word) for word in cell)
    large = height >= _LARGE * usual
    if rest and (len(rest) > _LONGEST_BEHIND or not _BEHIND.match(rest)):
        return None
    beside = " ".join(_text(other) for other in row.cells[at + 1 :])
    labels = text.rstrip().endswith(":") or bool(re.search(r"\d", beside)) or len(row.cells) >= _COLUMN_HEADS
    if labels and not large:
        return None
    alone = not rest and not re.search(r"\d", _below(cell, under))
    return _Title(kind, height, cell[0].box[1], alone, large)


def _kind_at(plain: str) -> tuple[Kind | Literal["invoice"], str] | None:
    """The kind whose words a text begins with, the longest ones, and what stands behind them."""
    found: list[tuple[int, Kind | Literal["invoice"]]] = []
    if match := booked_titles().match(plain):
        found.append((match.end(), "invoice"))
    found += [(match.end(), kind) for kind, words in paper_titles().items() if (match := words.match(plain))]  # type: ignore[misc]
    if not found:
        return None
    end, kind = max(found, key=lambda one: one[0])
    return kind, plain[end:].strip()


def _letter(pages: Sequence[Page]) -> Kind | None:
    """Somebody is addressed, no money is named, and invoices are not spoken of."""
    rows = [folded(row.text) for page in pages for row in page.rows]
    text = " ".join(rows)
    addressed = any(greetings().match(row.strip()) for row in rows)
    return "letter" if addressed and not _AMOUNT.search(text) and not says_invoice().search(text) else None


def _is_number(text: str) -> bool:
    plain = text.strip(" :.#")
    return bool(re.match(r"(?:\S{0,6} )?\S*\d", plain)) and not _AMOUNT.fullmatch(plain)


def _below(cell: Sequence[Word], under: TextRow | None) -> str:
    """Text right under a cell, in its columns and not far off."""
    if under is None or under.words[0].box[1] - cell[0].box[3] > _height(cell[0]):
        return ""
    left, right = cell[0].box[0], cell[-1].box[2]
    return " ".join(_text(other) for other in under.cells if other[0].box[0] < right and left < other[-1].box[2])


def _text(cell: Sequence[Word]) -> str:
    return " ".join(word.text for word in cell)


def _height(word: Word) -> float:
    return word.box[3] - word.box[1]
