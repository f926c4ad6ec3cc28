"""Texts that nobody overlooks: stamps across a page and the title of the document, and whether their words are known.

A word that no language here knows may say that the document is void, an offer or a sample, so whoever pays has to read
it. What is set large and is no such word is left out: names, amounts, what invoices are called, labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import median

from invoice_llm.documents.page import Page, Word
from invoice_llm.invoice.checks.company_names import folded_name
from invoice_llm.vocabulary.folding import folded, plain_words
from invoice_llm.vocabulary.loading import languages
from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.sections import TITLES
from invoice_llm.vocabulary.words import listed_words, pattern, status_words, strong_labels, titles_of, weak_labels

_STAMP = 2.2
"""So many times the usual height of a word, or higher, is a stamp; turned words are as high as they are long."""
_LARGE = 1.95
"""Twice the usual height, as boxes of letters are measured."""
_TITLE = 1.3
_HEAD = 0.35
"""Titles stand in this part of a page, logos too."""
_LOGO = 0.2
"""What ends above this part of a page may be a logo."""
_FEWEST_LETTERS = 3
_MOST_WORDS = 5
_OF_INVOICES = ("invoice", "credit_note", "debit_note", "receipt")
_HARMLESS = ("copy", "paid", "direct_debit")


@dataclass(frozen=True, slots=True)
class LoudText:
    """``text`` as printed, ``size`` as a multiple of the usual height, ``top`` and ``bottom`` in parts of the page."""

    text: str
    page: int
    size: float
    top: float
    bottom: float


def unknown_stamps(pages: Sequence[Page], names: Sequence[str]) -> Iterator[LoudText]:
    """Large texts below the head of their page whose words mean nothing that is known; ``names`` are the parties'."""
    for loud in _every_loud(pages, _LARGE):
        is_stamp = loud.size >= _STAMP if loud.bottom > _LOGO else _is_no_logo(loud.text, names)
        if is_stamp and not is_known(loud.text, names):
            yield loud


def _is_no_logo(text: str, names: Sequence[str]) -> bool:
    """Capitals at the top of a page that share no word with the name of a party."""
    words = {word for name in names for word in folded_name(name).split()}
    return text == text.upper() and words.isdisjoint(folded_name(text).split())


def unknown_title(pages: Sequence[Page], heads: Sequence[LoudText], names: Sequence[str]) -> LoudText | None:
    """The largest text in the head of the first page (:func:`loud_heads`), where no large text there says that it is an
    invoice; first of all one that is what another kind of paper is called, whatever smaller letters say."""
    papers = [one for one in heads if is_other_paper(one.text)]
    if any(_invoice_title().search(folded(one.text)) for one in heads if one not in papers):
        return None
    if papers:
        return max(papers, key=lambda one: one.size)
    if any(map(_has_title, pages[:1])):
        return None
    others = [one for one in heads if not is_known(one.text, names, _known_headings())]
    return max(others, key=lambda one: one.size, default=None)


def loud_heads(pages: Sequence[Page]) -> list[LoudText]:
    """Large texts in the head of the first page."""
    return [one for one in _every_loud(pages[:1], _TITLE) if one.top < _HEAD]


def is_other_paper(title: str) -> bool:
    """``True`` of a title that says no more than what another kind of paper is called."""
    return bool(_other_title().fullmatch(folded(title).strip(" .:")))


def _has_title(page: Page) -> bool:
    """``True`` where a cell in the head says no more than what an invoice is called, in letters of any size, and is no
    label of the number beside it."""
    cells = (cell for row in page.rows for cell in row.cells if cell and cell[0].box[1] < _HEAD)
    texts = (folded(" ".join(word.text for word in cell)).strip(" .:") for cell in cells)
    return any(_bare_title().fullmatch(text) and not _is_number_label(text) for text in texts)


def _is_number_label(text: str) -> bool:
    return " " in text and bool(_number_label().fullmatch(text) or pattern("number").search(text))


def _every_loud(pages: Sequence[Page], least: float) -> Iterator[LoudText]:
    for page in pages:
        if page.source != "text":
            continue
        heights = [_height(word, page) for row in page.rows for word in row.words]
        usual = median(heights) if heights else 1.0
        if not any(height >= least * usual for height in heights):
            continue
        letters: list[Word] = []
        for row in page.rows:
            for cell in row.cells:
                words = [word for word in cell if _height(word, page) >= least * usual]
                if len(words) == 1 and len(words[0].text) == 1 and _height(words[0], page) >= _STAMP * usual:
                    letters += words
                elif words:
                    yield _loud(words, " ".join(word.text for word in words), page, usual)
        if len(letters) > _FEWEST_LETTERS:
            yield _loud(letters, "".join(word.text for word in letters), page, usual)


def _loud(words: Sequence[Word], text: str, page: Page, usual: float) -> LoudText:
    size = max(_height(word, page) for word in words) / usual
    spaced = re.fullmatch(r"\w(?: \w){3,}", text)
    place = min(word.box[1] for word in words), max(word.box[3] for word in words)
    return LoudText(text.replace(" ", "") if spaced else text, page.number, size, *place)


def _height(word: Word, page: Page) -> float:
    """Points of its letters: a word that is turned by a right angle is as high as it is long."""
    left, top, right, bottom = word.box
    high, wide = (bottom - top) * page.height, (right - left) * page.width
    return min(high, wide) if len(word.text) > 1 else high


def is_known(text: str, names: Sequence[str], known: re.Pattern[str] | None = None) -> bool:
    """``True`` of a text in large letters that says nothing unusual: names, amounts, longer texts, and known words."""
    plain = plain_words(text)
    letters = re.findall(r"[^\W\d_]", plain)
    if len(letters) < _FEWEST_LETTERS or len(plain.split()) > _MOST_WORDS or re.search(r"[0-9][.,][0-9]{2}\b", text):
        return True
    if any(plain in plain_words(name) or plain_words(name) in plain for name in names if name):
        return True
    if _other_title().search(folded(text)) and not _invoice_title().search(folded(text)):
        return False
    left = (known or _known_words()).sub(" ", folded(text))
    return not re.search(r"[^\W\d_]{2,}", left)


@cache
def _invoice_title() -> re.Pattern[str]:
    return re.compile(alternatives([*titles_of(*_OF_INVOICES), *listed_words("invoice_name", "invoice")]))


@cache
def _other_title() -> re.Pattern[str]:
    return re.compile(alternatives(titles_of(*(kind for kind in TITLES if kind not in (*_OF_INVOICES, "terms")))))


@cache
def _bare_title() -> re.Pattern[str]:
    """Titles in no compound: ``Faktura``, not ``Fakturadato``."""
    return re.compile(alternatives(title.replace("*", "") for title in titles_of(*_OF_INVOICES)))


@cache
def _number_label() -> re.Pattern[str]:
    return re.compile(alternatives([*strong_labels("invoice_number"), *weak_labels("invoice_number")]))


@cache
def _known_headings() -> re.Pattern[str]:
    """Words that may head an invoice without saying what it is; those of labels say too much together."""
    said = listed_words("heading", "heading_start", "document_filler", "greeting", "page")
    return re.compile(alternatives([*said, *titles_of(*_OF_INVOICES), *status_words(*_HARMLESS)]))


@cache
def _known_words() -> re.Pattern[str]:
    """What may be set large on any invoice: its titles, labels, heads of columns, greetings and harmless states."""
    labels = [
        phrase
        for language in languages().values()
        for section in (language.labels, language.weak_labels, language.columns)
        for phrases in section.values()
        for phrase in phrases
    ]
    said = listed_words("heading", "heading_start", "document_filler", "document", "invoice_name", "greeting", "page")
    months = [name for language in languages().values() for names in language.months.values() for name in names]
    return re.compile(alternatives([*labels, *said, *months, *titles_of(*_OF_INVOICES), *status_words(*_HARMLESS)]))
