"""A second look at an extraction: the page is read anew and each value compared with what stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from invoice_llm.invoice.amounts import DecimalMark, parse_amount
from invoice_llm.invoice.field import FieldType
from invoice_llm.invoice.fields import FIELDS
from invoice_llm.label_reader.reader import ReadLabels, read_invoice
from invoice_llm.vocabulary.dates import parse_date
from invoice_llm.vocabulary.printed_figures import decimal_mark

_JUDGED: Mapping[str, FieldType] = {
    field.answer: field.type
    for field in FIELDS
    if field.answer and not field.in_rows and field.type not in ("code", "doc_type", "flag", "words")
}
"""What can be held against a value of our own, by answer key: values of the whole document that are no free text."""


def judge_extraction(document: str, extraction: Mapping[str, Any], read: ReadLabels = read_invoice) -> dict[str, Any]:
    """One verdict for each header value of the extraction, which may be nested or map paths (``seller.name``)."""
    ours = dict(_paths(read(document).model_dump(mode="json")))
    mark = decimal_mark([document])
    verdicts = []
    for path, value in _paths(extraction):
        verdict, reason = _decision(path, value, ours.get(path), document, mark)
        verdicts.append({"field": path, "verdict": verdict, "printed": ours.get(path), "reason": reason})
    return {"verdicts": verdicts}


def _paths(extraction: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    for name, value in extraction.items():
        inner = value.items() if isinstance(value, Mapping) else ()
        for path, leaf in [(name, value), *((f"{name}.{key}", leaf) for key, leaf in inner)]:
            if path in _JUDGED:
                yield path, None if leaf is None else str(leaf)


def _decision(
    path: str, value: str | None, ours: str | None, document: str, mark: DecimalMark | None
) -> tuple[str, str]:
    if value is None:
        return ("correct", "None found either.") if ours is None else ("wrong", "A value is printed.")
    if ours is None:
        stands = _squeezed(value) in _squeezed(document)
        return ("unsure", "It stands there without a known label.") if stands else ("not_printed", "Stands nowhere.")
    if _same(path, value, ours, mark):
        return "correct", "Read the same beside its label."
    if _JUDGED[path] == "name" and (_squeezed(value) in _squeezed(ours) or _squeezed(ours) in _squeezed(value)):
        return "unsure", "One name is a part of the other."
    return "wrong", "Another value stands beside the label."


def _same(path: str, value: str, ours: str, mark: DecimalMark | None) -> bool:
    if _JUDGED[path] == "amount":
        return (amount := parse_amount(value, mark)) is not None and amount == parse_amount(ours, mark)
    if _JUDGED[path] == "date":
        day, our_day = parse_date(value), parse_date(ours)
        return day is not None and our_day is not None and day.value == our_day.value
    return bool(_squeezed(value)) and _squeezed(value) == _squeezed(ours)


def _squeezed(text: str) -> str:
    return re.sub(r"\W", "", text.casefold())
