"""A second look at an extraction: the page is read anew and each value compared with what stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from invoice_llm.embedded.reader import read_invoice

_SCALARS = (
    "invoice_number", "issue_date", "due_date", "currency", "total_net", "total_tax", "total_gross", "amount_due",
    "purchase_order", "iban",
)  # fmt: skip


def judge(document: str, extraction: Mapping[str, Any]) -> dict[str, Any]:
    """One verdict a header value of the extraction; values that were left out are judged where one is printed."""
    ours = _flat(read_invoice(document).model_dump(mode="json"))
    plain = _squeezed(document)
    return {"verdicts": [_verdict(path, value, ours.get(path), plain) for path, value in _flat(extraction).items()]}


def _flat(extraction: Mapping[str, Any]) -> dict[str, str | None]:
    return dict(_paths(extraction))


def _paths(extraction: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    for name in _SCALARS:
        if name in extraction:
            yield name, _text(extraction[name])
    for party in ("seller", "buyer"):
        fields = extraction.get(party)
        for name in ("name", "vat_id"):
            if isinstance(fields, Mapping) and name in fields:
                yield f"{party}.{name}", _text(fields[name])


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _verdict(path: str, value: str | None, ours: str | None, document: str) -> dict[str, Any]:
    verdict, reason = _decision(value, ours, document)
    return {"field": path, "verdict": verdict, "printed": ours, "reason": reason}


def _decision(value: str | None, ours: str | None, document: str) -> tuple[str, str]:
    if value is None:
        return ("correct", "None found either.") if ours is None else ("wrong", "A value is printed.")
    if ours is not None and _squeezed(value) == _squeezed(ours):
        return "correct", "Read the same beside its label."
    if _squeezed(value) not in document:
        return "not_printed", "The value does not stand in the document."
    return ("unsure", "It stands in the document; its label was not found.") if ours is None else (
        "wrong", "Another value stands beside the label.")  # fmt: skip


def _squeezed(text: str) -> str:
    return re.sub(r"\W", "", text.casefold())
