"""A label that says that an invoice is a credit note: ``Credit note number``, ``Total credit``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from invoice_llm.documents.page import Page
from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement
from invoice_llm.reading.evidence.beside import cells_above, page_of, words_beside
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.words import listed_words, pattern, titles_of

_LABELLED = ("invoice_number", "issue_date", "total_gross", "amount_due")
_LONGEST = 8


def kind_told(invoice: Invoice, evidence: Mapping[str, Evidence], pages: Sequence[Page]) -> Iterator[Concern]:
    """The first of an invoice's own labels that names a credit."""
    for path in _LABELLED if invoice.doc_type == "invoice" else ():
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


@cache
def _credit() -> re.Pattern[str]:
    return re.compile(alternatives([*titles_of("credit_note"), *listed_words("credit")]))
