"""A label that says that an invoice is a credit note: ``Credit note number``, ``Total credit``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from invoice_llm.documents.page import Page, spoken_on
from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement
from invoice_llm.reading.evidence.beside import cells_above, page_of, words_beside
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.telling_words import TellingWords, telling
from invoice_llm.vocabulary.words import listed_words, pattern, titles_of

_LABELLED = ("invoice_number", "issue_date", "total_gross", "amount_due")
_LONGEST = 8
_FLUSH = 0.02
_ROWS = 2
"""Parts of a page's width; rows from a label to the value below it."""


def kind_told(invoice: Invoice, evidence: Mapping[str, Evidence], pages: Sequence[Page]) -> Iterator[Concern]:
    """The first of an invoice's own labels that names a credit."""
    if invoice.doc_type != "invoice" or not _telling_credit().may_be_in(spoken_on(pages)):
        return
    for path in _LABELLED:
        spot = evidence.get(path)
        page = page_of(spot, pages)
        if page is None or spot is None or spot.bbox is None:
            continue
        for label in (words_beside(page, spot.bbox), *cells_above(page, spot.bbox)):
            plain = folded(label)
            if len(plain.split()) > _LONGEST or pattern("not_credit").search(plain):
                continue
            if said := _credit().search(plain):
                yield Concern.saying(Reason.UNKNOWN_WORDS, Statement.SAYS_STATE, path, words=said[0], sentence=label)
                return


def kind_doubted(invoice: Invoice, pages: Sequence[Page]) -> Iterator[Concern]:
    """A credit note by a label alone, under the title of an invoice; or a correcting invoice, which may be for more or
    for less, that does not say what it corrects."""
    if invoice.doc_type not in ("invoice", "credit_note"):
        return
    if invoice.doc_type == "invoice" and not telling("correction").may_be_in(spoken_on(pages[:1])):
        return
    texts = list(_cells(pages[:1]))
    title = None
    if invoice.doc_type == "credit_note" and not any(_credit().search(folded(text)) for text in texts):
        title = next((text for text in texts if _invoice().fullmatch(_bare(text))), None)
    if title is None and not (invoice.doc_type == "credit_note" and invoice.preceding_invoices):
        title = next((text for text in texts if _correction().fullmatch(_bare(text))), None)
    if title is not None:
        yield Concern.saying(Reason.UNKNOWN_WORDS, Statement.SAYS_STATE, "doc_type", words=title)


def _cells(pages: Sequence[Page]) -> Iterator[str]:
    """Texts of cells that are neither a label for the kind of the document nor its value, beside it or below it."""
    for page in pages:
        labels: dict[float, int] = {}
        for number, row in enumerate(page.rows):
            behind = False
            for cell, text in zip(row.cells, row.texts, strict=True):
                left = cell[0].box[0]
                over = [at for at, since in labels.items() if abs(left - at) < _FLUSH and number - since <= _ROWS]
                if not (behind or over or _kind_label().match(_bare(text))):
                    yield text
                labels = {at: since for at, since in labels.items() if at not in over}
                behind = bool(_kind_label().fullmatch(_bare(text)))
                labels |= {left: number} if behind else {}


def _bare(text: str) -> str:
    return folded(text).strip(" .:*-")


@cache
def _invoice() -> re.Pattern[str]:
    return re.compile(alternatives(titles_of("invoice")))


@cache
def _correction() -> re.Pattern[str]:
    return re.compile(alternatives(listed_words("correction")))


@cache
def _kind_label() -> re.Pattern[str]:
    return re.compile(alternatives(listed_words("kind_label")))


@cache
def _credit() -> re.Pattern[str]:
    return re.compile(alternatives(_credit_words()))


@cache
def _telling_credit() -> TellingWords:
    return TellingWords.of(_credit_words())


def _credit_words() -> list[str]:
    return [*titles_of("credit_note"), *listed_words("credit")]
