"""The gates that ours is held against: the model's own word, and a simple check of its answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import ValidationError

from benchmarks.gate.readings import Case
from benchmarks.gate.table import Judged
from invoice_llm.evaluation.scoring import score_document
from invoice_llm.invoice.fields import REQUIRED_FIELDS
from invoice_llm.invoice.schema import Invoice, Party

ASKED_FOR = (
    "invoice_number",
    "issue_date",
    "due_date",
    "currency",
    "seller_name",
    "seller_vat_id",
    "buyer_name",
    "total_net",
    "total_tax",
    "total_gross",
)
_FIVE = ("invoice_number", "issue_date", "currency", "seller_name", "total_gross")


def simple_gate(case: Case) -> Judged:
    """The careful answer alone: the five there, every header value on the page, seller is not buyer, net and tax not
    in contradiction to the total."""
    if case.answer is None:
        return Judged(case.document.name, score_document(None, case.document, page_only=True), False, {})
    seen = case.sheet().weighed(case.answer, {}, {})
    invoice = seen.assembled.invoice
    filled = all(path in seen.located for path in REQUIRED_FIELDS)
    found = all(spot.place is not None for path, spot in seen.located.items() if "[" not in path)
    two = (invoice.seller.name or "").casefold() != (invoice.buyer.name or "").casefold()
    sums = all(finding.ok is not False for finding in seen.findings if finding.rule == "BR-CO-15")
    accepted = filled and found and two and sums
    return Judged(case.document.name, score_document(invoice, case.document, page_only=True), accepted, {})


def self_reported(cases: Iterable[Case]) -> list[Judged]:
    """Each document with the model's least confidence in the five; accepted by nobody yet. One number for the whole
    document, which small models give instead, counts for each of its values."""
    return [_reported(case) for case in cases]


def from_threshold(judged: Iterable[Judged], threshold: float) -> list[Judged]:
    return [one.accepted_if((one.least or 0) >= threshold) for one in judged]


def threshold_for(judged: Iterable[Judged], accepted: int) -> float:
    """The one that accepts a number nearest to ``accepted``; of equals the stricter."""
    known = [one.least or 0 for one in judged]
    return min(sorted({*known, 2.0}, reverse=True), key=lambda t: abs(sum(one >= t for one in known) - accepted))


def _reported(case: Case) -> Judged:
    said = _content(case.self_reported)
    given = said.get("confidence")
    told = {key: _number(given.get(key) if isinstance(given, dict) else given) for key in ASKED_FOR}
    least = [told.get(key) if said.get(key) not in (None, "") else None for key in _FIVE]
    known = [float(one) for one in least if one is not None]
    confidence = {key: float(value) for key, value in told.items() if value is not None}
    return Judged(
        case.document.name,
        score_document(_invoice(said), case.document, page_only=True),
        accepted=False,
        confidence=confidence,
        least=min(known) if len(known) == len(_FIVE) else None,
        keys=ASKED_FOR,
    )


def _content(body: Mapping[str, Any] | None) -> dict[str, Any]:
    try:
        content = json.loads(body["choices"][0]["message"]["content"]) if body else {}
    except (ValueError, KeyError, TypeError):
        return {}
    return content if isinstance(content, dict) else {}


def _invoice(said: Mapping[str, Any]) -> Invoice | None:
    """Invoice as a do-it-yourself script takes it: whatever can be made of each value."""
    seller = Party(name=_text(said.get("seller_name")), vat_id=_text(said.get("seller_vat_id")))
    amounts = {key: _number(said.get(key)) for key in ("total_net", "total_tax", "total_gross")}
    try:
        return Invoice(
            invoice_number=_text(said.get("invoice_number")),
            issue_date=_day(said.get("issue_date")),
            due_date=_day(said.get("due_date")),
            currency=_text(said.get("currency")),
            seller=seller,
            buyer=Party(name=_text(said.get("buyer_name"))),
            **amounts,
        )
    except ValidationError:
        return None


def _text(value: object) -> str | None:
    return str(value).strip() or None if isinstance(value, str | int) else None


def _number(value: object) -> Decimal | None:
    try:
        return Decimal(re.sub(r"[^\d.-]", "", str(value))) if value is not None else None
    except InvalidOperation:
        return None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
