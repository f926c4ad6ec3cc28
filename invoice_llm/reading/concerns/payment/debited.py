"""An amount that is fetched from the buyer's account, or taken by card or in cash: whoever transfers it as well, pays
twice."""

from __future__ import annotations

from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement
from invoice_llm.label_reader.settlement import METHOD
from invoice_llm.reading.evidence.structure import Structure
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.words import pattern

_MOST_WORDS = 25
"""A longer sentence is terms of payment."""


def debited(invoice: Invoice, page: Structure) -> list[Concern]:
    """A sentence or a label that says so of this invoice, and of which no rule is the subject."""
    if invoice.doc_type == "credit_note" or not invoice.total_gross:
        return []
    for said in page.said:
        if said.state == METHOD:
            return [Concern.saying(Reason.PAID_UNCLEAR, Statement.DEBITED, "amount_due", words=said.words)]
        sentence = folded(said.sentence)
        if said.state != "direct_debit" or len(sentence.split()) > _MOST_WORDS:
            continue
        if not pattern("rule").search(sentence.replace(said.words, " ")):
            return [Concern.saying(Reason.PAID_UNCLEAR, Statement.DEBITED, "amount_due", words=said.words)]
    return []
