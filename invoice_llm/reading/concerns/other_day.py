"""The only date of a page is no invoice date where its label says that it is the day of something else, or nothing that
is known: printed, received, as of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from invoice_llm.documents.page import Box, Page, Word
from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement
from invoice_llm.label_reader.labels import is_label
from invoice_llm.label_reader.parties.names import has_form
from invoice_llm.reading.evidence.beside import cells_above, is_same_place, page_of, words_beside
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.sections import HEAD
from invoice_llm.vocabulary.words import beside_words, listed_words, pattern, strong_labels, weak_labels

_MOST_SHOWN = 60
_FORM_OF_DATES = re.compile(r"\(\w{1,6}(?:[/.-]\w{1,6}){2}\)")
"""What a form says of the order in a date: ``(day/month/year)``, ``(dd.mm.yyyy)``."""
_OTHER_DATES = ("due_date", "delivery_date", "other_date", "purchase_order", "delivery_note")
_FLUSH, _NEAR = 0.012, 0.08
"""Parts of a page between the left edges of two labels in a column, and between their rows."""
_MOST_WORDS = 5
_LETTERS = re.compile(r"[^\W\d_]{2,}")


def other_day(invoice: Invoice, evidence: Mapping[str, Evidence], pages: Sequence[Page]) -> Iterator[Concern]:
    """The label beside or above the invoice date that is not one of its own."""
    spot = evidence.get("issue_date")
    page = page_of(spot, pages)
    if invoice.issue_date is None or page is None or spot is None or spot.bbox is None:
        return
    labels = [words_beside(page, spot.bbox), *cells_above(page, spot.bbox)]
    if any(_issue_labels().fullmatch(folded(text).strip(" .:")) for text in labels):
        return
    label = next((text for text in labels if text and _is_of_something_else(text)), None)
    if label or (label := _unknown_label(page, spot.bbox)):
        yield Concern.saying(Reason.OTHER_LABELLED, Statement.DATE_OF_OTHER, "issue_date", words=label[:_MOST_SHOWN])


def _is_of_something_else(label: str) -> bool:
    plain = _FORM_OF_DATES.sub(" ", folded(label)).strip(" .:")
    if _is_of_invoice(plain) or pattern("page").search(plain) or "," in label:
        return False
    return bool(_other_labels().search(plain) or (_day_words().search(plain) and len(plain.split()) > 1))


def _is_of_invoice(plain: str) -> bool:
    parts = re.split(r" *[/|] *", plain)
    named = any(map(_issue_labels().fullmatch, parts)) or pattern("invoice", "invoice_name").search(plain)
    return bool(named or _issued().search(plain))


def _unknown_label(page: Page, date: Box) -> str | None:
    """Words that stand where a label does, and are none of an invoice date: right before it, or in the cell to the left
    or above where other labels are in a row or a column with that."""
    text = next((text for text, is_sure in _places_of_label(page, date) if is_sure), None)
    if text is None:
        return None
    plain = _FORM_OF_DATES.sub(" ", folded(text)).strip(" .:")
    if "," in text or len(plain.split()) > _MOST_WORDS or has_form(text) or _is_of_invoice(plain):
        return None
    left = _LETTERS.findall(re.sub(r"\S*[0-9]\S*", " ", _harmless().sub(" ", plain)))
    return text if left and not _is_a_town(left, page) else None


def _places_of_label(page: Page, date: Box) -> Iterator[tuple[str, bool]]:
    """Texts that may be its label, the nearest first, and whether they stand where labels do."""
    for row in page.rows:
        for index, cell in enumerate(row.cells):
            if not any(is_same_place(word, date) for word in cell):
                continue
            before = _text([word for word in cell if word.box[2] <= date[0] + _FLUSH / 4])
            if _LETTERS.search(before):
                yield before, True
            left = row.cells[index - 1] if index else ()
            if left and _LETTERS.search(_text(left)):
                is_marked = _text(left).endswith(":") or before.startswith(":")
                yield _text(left), is_marked or _is_among_labels(page, left)
    above = [cell for row in page.rows for cell in row.cells if _is_over(cell, date)]
    if above:
        yield _text(above[-1]), _is_among_labels(page, above[-1])


def _is_over(cell: Sequence[Word], date: Box) -> bool:
    is_near = _FLUSH / 4 < date[1] - cell[0].box[1] < _NEAR / 3
    return is_near and cell[0].box[0] < date[2] and date[0] < cell[-1].box[2]


def _is_among_labels(page: Page, cell: Sequence[Word]) -> bool:
    """Another cell in its row, or below or above its beginning, is a label of the head."""
    left, top = cell[0].box[0], cell[0].box[1]
    others = (one for row in page.rows for one in row.cells if one is not cell)
    near = (one for one in others if abs(one[0].box[1] - top) < _FLUSH / 4 or _is_in_column(one, left, top))
    return any(is_label(_text(one), tuple(HEAD)) for one in near)


def _is_in_column(cell: Sequence[Word], left: float, top: float) -> bool:
    return abs(cell[0].box[0] - left) < _FLUSH and abs(cell[0].box[1] - top) < _NEAR


def _is_a_town(words: Sequence[str], page: Page) -> bool:
    """Words that the page has elsewhere too, as it has the town of its sender."""
    every = [word for row in page.rows for word in _LETTERS.findall(folded(row.text))]
    return all(every.count(word) > 1 for word in words)


def _text(cell: Sequence[Word]) -> str:
    return " ".join(word.text for word in cell)


@cache
def _harmless() -> re.Pattern[str]:
    """Small words and those that any date of an invoice may have before it."""
    said = listed_words("document_filler", "dated", "number", "possessive")
    return re.compile(alternatives([*said, *beside_words("date", "date_before", "date_noun", "number")]))


@cache
def _issue_labels() -> re.Pattern[str]:
    return re.compile(alternatives([*strong_labels("issue_date"), *weak_labels("issue_date")]))


@cache
def _issued() -> re.Pattern[str]:
    return re.compile(alternatives(beside_words("issued")))


@cache
def _other_labels() -> re.Pattern[str]:
    return re.compile(alternatives(strong_labels(*_OTHER_DATES)))


@cache
def _day_words() -> re.Pattern[str]:
    return re.compile(alternatives(beside_words("date_noun")))
