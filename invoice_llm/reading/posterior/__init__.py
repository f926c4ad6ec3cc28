"""Posterior of each of the five values of an invoice: a probability over everything of its kind that the page offers.

A person asks "which of the three dates on this page is it?", not "does this date look right?". So each field has its
candidates on the page, and "none of them"; the page's own evidence and what each reader said give every candidate a
score, and the scores of a field add up to a probability. A reader counts as much as its record says: agreement with a
reader that is always wrong is worth nothing, and a page without any known label can be sure by elimination. The
document's confidence is the probability that all five are right.

``python -m benchmarks.posterior`` fits the weights on labelled folders and measures them.

Source: a conditional logit (McFadden 1974) over the candidates; readers' records by the estimator of Dawid and Skene
(1979).
"""

from invoice_llm.reading.posterior.ballots import Ballot, Option, ballots_of
from invoice_llm.reading.posterior.estimating import estimate_records
from invoice_llm.reading.posterior.page_facts import PageFacts
from invoice_llm.reading.posterior.posterior import DocumentPosterior, FieldPosterior, document_posterior
from invoice_llm.reading.posterior.records import ReaderRecord, Records, is_strong, is_weak

__all__ = [
    "Ballot",
    "DocumentPosterior",
    "FieldPosterior",
    "Option",
    "PageFacts",
    "ReaderRecord",
    "Records",
    "ballots_of",
    "document_posterior",
    "estimate_records",
    "is_strong",
    "is_weak",
]
