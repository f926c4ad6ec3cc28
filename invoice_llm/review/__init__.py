"""What people do with what was read: correct it, decide on it, learn from it, take it away."""

from invoice_llm.review.corrections import Change, Edits, LineEdit
from invoice_llm.review.desk import Desk
from invoice_llm.review.judging import Person
from invoice_llm.review.learning import Label, ReviewedExample, examples, labelled
from invoice_llm.review.office import Office
from invoice_llm.review.results import Decided, Preview
from invoice_llm.review.showing import shown_examples

__all__ = [
    "Change",
    "Decided",
    "Desk",
    "Edits",
    "Label",
    "LineEdit",
    "Office",
    "Person",
    "Preview",
    "ReviewedExample",
    "examples",
    "labelled",
    "shown_examples",
]
