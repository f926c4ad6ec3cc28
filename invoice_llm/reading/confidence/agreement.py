"""Two readings of one page, compared value by value. Agreement is evidence because the readers err differently."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from invoice_llm.invoice.schema import Invoice
from invoice_llm.reading.evidence.locate import Value, values_of_head


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of the other reading with a value. ``same`` is ``None`` where it says nothing. ``likeness``, 0-1, is
    how many words two names share; 1 for what is the same and 0 for other values that differ."""

    same: bool | None
    likeness: float = 0.0


def compare(first: Invoice, second: Invoice) -> dict[str, Agreement]:
    """For every header value of the first, by path; lines and the parts of a tax are not compared."""
    theirs = header_values(second)
    return {path: _agreement(value, theirs.get(path)) for path, value in header_values(first).items()}


def header_values(invoice: Invoice) -> Mapping[str, Value]:
    """Every value that is weighed one by one, by path."""
    found = dict(values_of_head(invoice))
    return found if invoice.currency is None else {**found, "currency": invoice.currency}


def _agreement(value: Value, other: Value | None) -> Agreement:
    if other is None:
        return Agreement(None)
    if not isinstance(value, str) or not isinstance(other, str):
        return Agreement(value == other, float(value == other))
    same = _folded(value) == _folded(other)
    return Agreement(same, 1.0 if same else _likeness(value, other))


def _likeness(value: str, other: str) -> float:
    ours, theirs = (set(re.findall(r"[^\W\d_]{2,}", text.casefold())) for text in (value, other))
    return len(ours & theirs) / len(ours | theirs) if ours | theirs else 0.0


def _folded(text: str) -> str:
    return re.sub(r"\W", "", text.casefold())
