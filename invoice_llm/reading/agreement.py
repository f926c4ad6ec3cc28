"""Two readings of one page, compared value by value. Agreement is evidence because the readers err differently."""

from __future__ import annotations

import re

from invoice_llm.invoice.schema import Invoice
from invoice_llm.reading.evidence import Value, values


def compare(first: Invoice, second: Invoice) -> dict[str, bool]:
    """Whether they say the same, for every header value that both have; lines are not compared."""
    theirs = {**dict(values(second)), "currency": second.currency}
    ours = {**dict(values(first)), "currency": first.currency}
    return {
        path: _same(value, other)
        for path, value in ours.items()
        if value is not None and not path.startswith("lines[") and (other := theirs.get(path)) is not None
    }


def _same(value: Value, other: Value) -> bool:
    if isinstance(value, str) and isinstance(other, str):
        return _folded(value) == _folded(other)
    return value == other


def _folded(text: str) -> str:
    return re.sub(r"\W", "", text.casefold())
