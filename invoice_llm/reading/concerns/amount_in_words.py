"""An amount in words held against the amounts in figures."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from invoice_llm.documents.page import Page, spoken_on
from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.recognition import language_of
from invoice_llm.vocabulary.spelled import spelled_amounts, wholly_spelled
from invoice_llm.vocabulary.telling_words import telling
from invoice_llm.vocabulary.words import pattern


def amount_in_words(invoice: Invoice, pages: Sequence[Page]) -> list[Concern]:
    """An amount in words that is none of the totals: by law and by custom the words count, so a person has to ask.
    Words that are not wholly understood say nothing."""
    rows = [row for page in pages for row in page.rows]
    language = language_of(" ".join(row.text for row in rows))
    totals = (invoice.total_gross, invoice.amount_due, invoice.total_net)
    known = {whole for total in totals if total is not None for whole in (int(abs(total)), round(abs(total)))}
    texts = [row.text for row in rows]
    has_label = telling("in_words").may_be_in(spoken_on(pages))
    told = [amount for pair in pairwise([*texts, ""]) for amount in _labelled(*pair, language)] if has_label else []
    cells = (text for row in rows for text in row.texts)
    told += [amount for cell in cells if (amount := wholly_spelled(cell, language)) is not None]
    other = next((amount for amount in told if amount not in known), None)
    if other is None or invoice.total_gross is None:
        return []
    return [Concern.saying(Reason.SUM_MISMATCH, Statement.WORDS_DIFFER, "total_gross", words=str(other))]


def _labelled(row: str, below: str, language: str | None) -> list[int]:
    """Amounts behind a label in a row, which may go on in the next one."""
    if not pattern("in_words").search(folded(row)):
        return []
    return list(spelled_amounts(row, language)) or list(spelled_amounts(f"{row} {below}", language))
