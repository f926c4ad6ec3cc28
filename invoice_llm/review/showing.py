"""Reviewed invoices of a supplier as examples in its prompts."""

from __future__ import annotations

from datetime import datetime

from invoice_llm.documents.layout import layout_text
from invoice_llm.documents.read_document import ReadDocument
from invoice_llm.invoice.schema import Invoice
from invoice_llm.prompt_pack import Example
from invoice_llm.review.learning import ReviewedExample, examples
from invoice_llm.review.printing import printed
from invoice_llm.store import Store
from invoice_llm.store.blobs.texts import TextStore
from invoice_llm.store.runs.search_columns import squeezed

MOST = 2
"""Examples cost input tokens on every call: two show the layout, and what was misread in it."""
LONGEST = 6_000
"""Characters of one example's text."""
_LOOK_AT = 6


def shown_examples(store: Store, texts: TextStore, read: Invoice, *, before: datetime) -> tuple[Example, ...]:
    """Invoices that people accepted of the supplier that a first, free look at the page names; those they corrected
    first.

    A supplier is known by its VAT id, or by its name where it prints none; of another one there is never an example.
    Only decisions ``before`` a time count: a run shows the same examples when it asks again, and so its answers are
    found again. Documents whose text is gone, or long, are passed over.
    """
    key = squeezed(read.seller.vat_id) or squeezed(read.seller.name)
    if key is None:
        return ()
    known = (one for one in examples(store, supplier_key=key, limit=_LOOK_AT) if one.at < before)
    shown = (_shown(one, texts) for one in sorted(known, key=lambda one: not one.corrected))
    return tuple(example for example in shown if example is not None)[:MOST]


def _shown(reviewed: ReviewedExample, texts: TextStore) -> Example | None:
    kept = texts.get(reviewed.sha256)
    document = ReadDocument.from_json(kept) if kept else None
    if document is None or document.invoice is not None:
        return None
    text = layout_text(document.pages)
    return Example(text=text, answer=printed(reviewed, document)) if 0 < len(text) <= LONGEST else None
