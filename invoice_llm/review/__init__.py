"""Work of people on what was read: correct it, decide on it, learn from it, take it away."""

from invoice_llm.review.corrections import Change, Edits, LineEdit
from invoice_llm.review.decisions import ReviewDecisions
from invoice_llm.review.judging import Person
from invoice_llm.review.learning import ReviewedExample, ReviewedLabel, examples, labelled
from invoice_llm.review.results import Decided, Preview
from invoice_llm.review.service import ReviewService
from invoice_llm.review.showing import shown_examples

__all__ = [
    "Change",
    "Decided",
    "Edits",
    "LineEdit",
    "Person",
    "Preview",
    "ReviewDecisions",
    "ReviewService",
    "ReviewedExample",
    "ReviewedLabel",
    "examples",
    "labelled",
    "shown_examples",
]
