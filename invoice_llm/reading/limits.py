"""A limit for every text that is read: a supplier's name of a megabyte is no name, and stops whatever stores it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.paths import leaves, put, top
from invoice_llm.invoice.schema import Invoice

LONGEST = 2_000
"""Characters of a value; a person can type as many."""
LONGEST_NOTE = 20_000
"""Characters of a note, in which a supplier may print all its terms."""
_FREE = ("notes", "payment_terms")
_CUT = "…"


def within_limits(invoice: Invoice, evidence: Mapping[str, Evidence]) -> tuple[Invoice, dict[str, Evidence]]:
    """The invoice with each text that is too long cut, and the evidence that says so; a person then looks at it."""
    long = {path: text for path, text in leaves(invoice.model_dump()) if _is_long(path, text)}
    spots = {path: _short_quote(spot) for path, spot in evidence.items()}
    if not long:
        return invoice, spots
    tree = invoice.model_dump(mode="json")
    for path, text in long.items():
        put(tree, path, text[: _limit(path) - 1] + _CUT)
        spots[path] = _doubted(spots.get(path))
    return Invoice.model_validate_json(json.dumps(tree)), spots


def _is_long(path: str, value: object) -> bool:
    return isinstance(value, str) and len(value) > _limit(path)


def _limit(path: str) -> int:
    return LONGEST_NOTE if top(path) in _FREE else LONGEST


def _short_quote(spot: Evidence) -> Evidence:
    if spot.quote is None or len(spot.quote) <= LONGEST:
        return spot
    return spot.model_copy(update={"quote": spot.quote[: LONGEST - 1] + _CUT})


def _doubted(spot: Evidence | None) -> Evidence:
    spot = spot or Evidence(source="text")
    return spot.model_copy(update={"reasons": (*spot.reasons, str(Reason.VALUE_TOO_LONG))})
