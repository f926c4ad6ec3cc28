"""From labels to labelled values: what a truth or a reviewer says of each value that was read and weighed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from invoice_llm.evaluation.scoring import score_document
from invoice_llm.evaluation.truth import TRUTH_PATHS, Labelled
from invoice_llm.invoice.record import Record
from invoice_llm.invoice.schema import Invoice
from invoice_llm.reading.confidence import Signals, kind_of
from invoice_llm.reading.confidence.agreement import header_values
from invoice_llm.reading.confidence.calibration import LabelledValue


def of_truth(
    invoice: Invoice, signals: Mapping[str, Signals], document: Labelled, group: str, *, page_only: bool
) -> Iterator[LabelledValue]:
    """Every value that was found on the page and is labelled; what was missed has no confidence to be judged."""
    for verdict in score_document(invoice, document, page_only=page_only).fields:
        path = TRUTH_PATHS.get(verdict.key, verdict.key)
        if verdict.found is not None and path in signals:
            yield LabelledValue(group, kind_of(path), signals[path], verdict.verdict == "correct")


def of_decision(before: Record, after: Invoice) -> Iterator[LabelledValue]:
    """Labelled values from the record that a person saw and the invoice that came back: a value left alone is right."""
    read, decided = (header_values(invoice) for invoice in (before.invoice or Invoice(), after))
    group = supplier(after.seller.vat_id, after.seller.name)
    for path, spot in before.evidence.items():
        if path in read and spot.source != "xml" and spot.signals:
            yield LabelledValue(group, kind_of(path), spot.signals, read[path] == decided.get(path))


def signals_in(record: Record) -> dict[str, Signals]:
    """The signals of a written record's values, by path."""
    return {path: spot.signals for path, spot in record.evidence.items() if spot.signals}


def supplier(*names: object) -> str:
    """The first name or id that is there, without punctuation and case."""
    return next((re.sub(r"\W", "", str(name)).casefold() for name in names if name), "")


def supplier_by_document(documents: Iterable[Labelled]) -> dict[str, str]:
    """The supplier of each document, by the document's name: documents that share a name or an id are of one."""
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            key = parent[key]
        return key

    listed = list(documents)
    for document in listed:
        keys = [supplier(document.truth.get(key)) for key in ("seller_name", "seller_vat_id")]
        first = f"document {document.name}"
        for key in filter(None, keys):
            parent[root(key)] = root(first)
    return {document.name: root(f"document {document.name}") for document in listed}
