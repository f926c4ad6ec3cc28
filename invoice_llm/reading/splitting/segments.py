"""Division of a file's pages into invoices.

A file is only cut where a page proves that another invoice begins on it: it bears another number under its label, it
is headed as an invoice or numbered as a first page, and the invoice before it has come to its end. A page that shows
a part of that, and nothing that ties it to the page before, leaves the file whole and in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Self

from invoice_llm.documents.layout import layout_text
from invoice_llm.documents.page import Page
from invoice_llm.label_reader.reader import ReadLabels, read_invoice
from invoice_llm.reading.splitting.page_kinds import Kind, has_invoice_title, is_small_print, kind_of_pages, page_kind
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.words import listed_words, pattern

_MARGIN = 0.22
"""The parts of a page, at its top and at its bottom, in which its number stands."""
_HEAD_ROWS = 15
_MOST_BEHIND = 5


@dataclass(frozen=True, slots=True)
class SetAside:
    """A page that belongs to no invoice, with what it is. Pages count from 1."""

    page: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Segment:
    """One document in a file: its pages as they are numbered there. ``kind`` is set where it is no invoice."""

    pages: tuple[int, ...]
    kind: Kind | None = None

    @property
    def first(self) -> int:
        return self.pages[0]

    @property
    def last(self) -> int:
        return self.pages[-1]


@dataclass(frozen=True, slots=True)
class Segmentation:
    """Every page is in one segment or set aside, and there is at least one segment; just one where pages are
    ``in_doubt``: those that may begin another invoice."""

    segments: tuple[Segment, ...]
    aside: tuple[SetAside, ...] = ()
    in_doubt: tuple[int, ...] = ()

    @property
    def is_several(self) -> bool:
        return len(self.segments) > 1

    def to_json(self) -> dict[str, Any]:
        return {
            "segments": [[list(one.pages), one.kind] for one in self.segments],
            "aside": [[one.page, one.kind] for one in self.aside],
            "in_doubt": list(self.in_doubt),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(
            tuple(Segment(tuple(pages), kind) for pages, kind in data["segments"]),
            tuple(SetAside(page, kind) for page, kind in data["aside"]),
            tuple(data["in_doubt"]),
        )


@dataclass(frozen=True, slots=True)
class Sign:
    """Signs on one page of where it belongs. ``place`` is its number and, if told, that of the last page."""

    page: int
    kind: Kind | None
    titled: bool = False
    number: str | None = None
    has_total: bool = False
    place: tuple[int, int | None] | None = None
    carried: bool = False

    @property
    def is_first(self) -> bool:
        return self.place is not None and self.place[0] == 1

    @property
    def is_later(self) -> bool:
        return self.place is not None and self.place[0] > 1


@dataclass(slots=True)
class _Open:
    """The segment that is being filled."""

    signs: list[Sign] = field(default_factory=list)

    @property
    def numbers(self) -> set[str]:
        return {sign.number for sign in self.signs if sign.number}

    @property
    def has_total(self) -> bool:
        return any(sign.has_total for sign in self.signs)

    @property
    def is_complete(self) -> bool:
        """``True`` once its total has come, or the last of its pages by their own numbers."""
        place = self.signs[-1].place
        return self.has_total or bool(place and place[0] == place[1])


@cache
def _numbered_page() -> re.Pattern[str]:
    """``Page 2 of 3`` with both numbers, or the first alone."""
    words = alternatives(listed_words("page"))
    last = rf"(?:\s*{_of()}\s*(\d{{1,3}})|\s*\((\d{{1,3}})\))"
    return re.compile(rf"{words}\W{{0,3}}(?:no\W*|nr\W*)?(\d{{1,3}}){last}?(?![\d.,])")


def pages_told(text: str) -> int | None:
    """The number of pages that a text names, if it says little more than which of them its page is: ``Page 1 of 2``,
    ``Page 1/3 - continued``, ``Sida 1 (2)``."""
    plain = folded(text).strip(" -|.")
    found = _numbered_page().match(plain) or _number_before().match(plain)
    if found is None or len(plain[found.end() :].split()) > _MOST_BEHIND or re.search(r"[0-9]", plain[found.end() :]):
        return None
    told = [int(group) for group in found.groups() if group]
    return told[1] if len(told) > 1 and 1 <= told[0] <= told[1] else None


def pages_told_alone(text: str) -> int | None:
    """The number of pages in ``1/2`` and nothing else, which is a page number only where page numbers stand."""
    found = re.fullmatch(r"(\d{1,2})\s?/\s?(\d{1,2})", text.strip())
    told = (int(found[1]), int(found[2])) if found else (0, 0)
    return told[1] if 1 <= told[0] <= told[1] else None


@cache
def _number_before() -> re.Pattern[str]:
    """``1. oldal / 2``, as in Hungarian."""
    words = alternatives(listed_words("page"), anchored=True)
    return re.compile(rf"(\d{{1,3}})\W{{1,2}}{words}\W{{0,3}}{_of()}\s*(\d{{1,3}})(?:\W{{0,2}}{words})?")


@cache
def _page_alone() -> re.Pattern[str]:
    """``2/3`` or ``- 2 -`` and nothing else."""
    words = alternatives(listed_words("page"), anchored=True)
    return re.compile(rf"(?:{words}\W*)?(\d{{1,3}})\s*{_of()}\s*(\d{{1,3}})|-\s*(\d{{1,3}})\s*-")


def _of() -> str:
    return rf"(?:{alternatives(listed_words('page_of'))}|/|\|)"


def segment(pages: Sequence[Page], read_labels: ReadLabels = read_invoice) -> Segmentation:
    """Cut a file into its invoices; a file with one page, or with nothing that proves another invoice, stays whole."""
    if len(pages) < 2:
        return Segmentation((Segment(tuple(page.number for page in pages), kind_of_pages(pages)),))
    cut = assign([sign_of(page, read_labels, behind=at > 0) for at, page in enumerate(pages)])
    if cut.is_several or cut.segments[0].kind is not None:
        return cut
    if cut.in_doubt:
        return cut
    own = [page for page in pages if page.number in cut.segments[0].pages]
    return replace(cut, segments=(replace(cut.segments[0], kind=kind_of_pages(own)),))


def sign_of(page: Page, read_labels: ReadLabels = read_invoice, *, behind: bool = False) -> Sign:
    """Signs of a page by itself; ``behind``: it is not the first one of its file."""
    kind = page_kind(page) or ("terms" if behind and is_small_print(page) else None)
    if kind is not None:
        return Sign(page.number, kind, place=place_of(page))
    read = read_labels(layout_text([page]))
    return Sign(
        page=page.number,
        kind=kind,
        titled=has_invoice_title(page),
        number=_plain(read.invoice_number),
        has_total=read.total_gross is not None,
        place=place_of(page),
        carried=any(pattern("carried").search(folded(row.text)) for row in page.rows[:_HEAD_ROWS]),
    )


def place_of(page: Page) -> tuple[int, int | None] | None:
    """Its own number as printed in its margins, ``Page 2 of 3``; the last page is ``None`` where it is not told."""
    for row in page.rows:
        top = row.words[0].box[1]
        if _MARGIN < top < 1 - _MARGIN:
            continue
        for cell in row.cells:
            text = folded(" ".join(word.text for word in cell)).strip()
            if found := (_numbered_page().search(text) or _page_alone().fullmatch(text)):
                told = [int(group) for group in found.groups() if group]
                if 1 <= told[0] <= min(page.number, told[-1]):
                    return told[0], told[1] if len(told) > 1 else None
    return None


def assign(signs: Sequence[Sign]) -> Segmentation:
    """Walk through the pages; see the module for what it takes to begin another invoice."""
    done: list[_Open] = []
    aside: list[SetAside] = []
    doubts: list[int] = []
    for at, sign in enumerate(signs):
        kind = _aside(sign, aside, begun=bool(done), more=any(map(_is_invoice, signs[at + 1 :])))
        if kind is not None:
            aside.append(SetAside(sign.page, kind))
        elif not done or begins(sign, done[-1]):
            done.append(_Open([sign]))
        else:
            if may_begin(sign, done[-1]):
                doubts.append(sign.page)
            done[-1].signs.append(sign)
    if len(done) > 1:
        doubts += [one.signs[0].page for one in done if not one.has_total]
    doubts += [page for one in done for page in _of_another_kind(one.signs)]
    if doubts:
        done = [_Open([sign for one in done for sign in one.signs])]
    segments = tuple(Segment(_pages_of(one)) if doubts else _closed(one) for one in done)
    return Segmentation(segments, tuple(aside), tuple(sorted(set(doubts))))


def begins(sign: Sign, current: _Open) -> bool:
    """``True`` where another invoice surely begins: all it takes, and nothing that ties the page to those before."""
    if not sign.number or not current.numbers or sign.number in current.numbers or sign.carried or sign.is_later:
        return False
    return sign.is_first or (sign.titled and current.is_complete)


def may_begin(sign: Sign, current: _Open) -> bool:
    """``True`` where another invoice may begin on a page on which none does for sure."""
    if sign.number in current.numbers:
        return False
    last = current.signs[-1].place
    follows = bool(sign.place and last and sign.place == (last[0] + 1, last[1]))
    goes_on = sign.carried or follows
    if sign.number and current.numbers:
        return sign.titled or not goes_on
    headed = sign.titled or sign.is_first or bool(sign.number)
    return sign.has_total and current.has_total and headed and not goes_on


def _aside(sign: Sign, before: Sequence[SetAside], *, begun: bool, more: bool) -> Kind | None:
    """Kind of a page that stands behind or before an invoice and is none itself, or goes on with such a page.

    Papers of such a kind alone, with no invoice, are a document of their own.
    """
    if sign.kind is not None:
        return sign.kind if begun or more else None
    goes_on = bool(before) and before[-1].page == sign.page - 1 and sign.is_later and not sign.titled
    return before[-1].kind if goes_on and not (sign.number and sign.has_total) and (begun or more) else None


def _is_invoice(sign: Sign) -> bool:
    return sign.kind is None and (sign.titled or bool(sign.number and sign.has_total))


def _of_another_kind(signs: Sequence[Sign]) -> list[int]:
    """Pages that show signs of an invoice behind a first page that is none, and do not say that they go on with it."""
    if signs[0].kind is None:
        return []
    shown = (one for one in signs[1:] if one.kind is None and (one.titled or one.number or one.has_total))
    return [one.page for one in shown if one.titled or not one.is_later]


def _closed(one: _Open) -> Segment:
    return Segment(_pages_of(one), one.signs[0].kind)


def _pages_of(one: _Open) -> tuple[int, ...]:
    return tuple(sign.page for sign in one.signs)


def _plain(number: str | None) -> str | None:
    kept = re.sub(r"[\W_]", "", number or "").casefold()
    return kept if re.search(r"\d", kept) else None
