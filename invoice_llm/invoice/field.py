"""An entry of the field catalogue: what the program knows of one field of an invoice."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import Literal

from invoice_llm.invoice.paths import at_index, leaf

FieldType = Literal[
    "text", "words", "name", "reference", "vat_id", "tax_id", "iban", "amount", "number", "rate", "date", "currency",
    "flag", "doc_type", "code",
]  # fmt: skip
"""``words`` are free text, whose case and punctuation say nothing; a ``reference`` is a number that somebody gave to a
document, an order or a customer; a ``code`` says nothing to people, and is not shown to them."""
Rank = Literal["required", "main", "scored"]
Fusion = Literal["value", "value_or_none", "amounts", "lines"]
FormPart = Literal["head", "net", "tax", "sums", "paying", "more", "line"]


@dataclass(frozen=True, slots=True)
class InvoiceField:
    """One field. ``spoken`` is its name within a sentence; ``heading`` is its name over a value, where that differs.

    ``answer``: key in ``PrintedInvoice``. ``role``: label of the vocabulary that stands beside it. ``csv``: column of
    ``invoices.csv``. ``truth``: key in ``*.truth.json``, below ``line_items`` and ``tax_breakdown`` for rows.

    ``rank``: ``required`` fields are those without which nothing can be booked (the weakest is the document's
    confidence); ``main`` ones are counted as fields that were found, and their label matters; header accuracy is scored
    over these and the ``scored`` ones. ``located``: searched for on the page and weighed. ``needs_label``: doubtful
    where no label says what it is. ``second_look``: asked about when a model validates.

    ``fused``, how a model's and the label reader's readings become one: ``value`` takes the likelier one,
    ``value_or_none`` as well but none where nothing settles it, ``amounts`` so that sums hold, ``lines`` all from one
    reading; ``None`` leaves the model's. ``form``: part of the review form; ``if_there``: there only where it is
    printed, else among the lesser values.
    """

    path: str
    type: FieldType
    spoken: str
    _: KW_ONLY
    heading: str | None = None
    answer: str | None = None
    role: str | None = None
    csv: str | None = None
    truth: str | None = None
    rank: Rank | None = None
    located: bool = False
    needs_label: bool = False
    second_look: bool = False
    fused: Fusion | None = None
    form: FormPart | None = None
    if_there: bool = False

    @property
    def title(self) -> str:
        """Name over a value, without its row."""
        return self.heading or self.spoken[:1].upper() + self.spoken[1:]

    @property
    def first_path(self) -> str:
        """Its path in an invoice; in the first row where it is one of a list."""
        return at_index(self.path)

    @property
    def is_plain(self) -> bool:
        """A value of the invoice itself, with the same name in a reader's answer."""
        return self.answer == self.path and leaf(self.path) == self.path and "[" not in self.path

    @property
    def in_rows(self) -> bool:
        """A value of a line, a tax or a charge, of which a document has many."""
        return self.path.startswith(("lines[", "taxes[", "allowances_charges["))
