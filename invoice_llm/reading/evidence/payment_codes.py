"""Payment codes of a page as a reading of their own: account, amount, currency, name and reference.

Sources: European Payments Council, EPC069-12 (version 3.1); SIX, Swiss Implementation Guidelines for the QR-bill
(version 2.3).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from invoice_llm.documents.page import Page

_EPC, _SWISS = "BCD", "SPC"
_EPC_PLACES = {"name": 5, "iban": 6, "amount": 7, "reference": 9}
_SWISS_PLACES = {"name": 5, "iban": 3, "amount": 18, "reference": 28}
_SWISS_CURRENCY = 19
_EPC_WORDS = 10
"""Place of the text that stands where there is no structured reference."""


@dataclass(frozen=True, slots=True)
class PaymentCode:
    """Payment that a code asks for; ``None`` where it leaves that open. ``iban`` is without blanks."""

    iban: str
    name: str | None
    amount: Decimal | None
    currency: str | None
    reference: str | None


def payment_codes_on(pages: Sequence[Page]) -> tuple[PaymentCode, ...]:
    """The codes of all pages, each once."""
    found = (code for page in pages for text in page.codes for code in _codes(text))
    return tuple(dict.fromkeys(found))


def _codes(text: str) -> Iterator[PaymentCode]:
    lines = [line.strip() for line in re.split(r"\r\n|\r|\n", text)]
    places = {_EPC: _EPC_PLACES, _SWISS: _SWISS_PLACES}.get(lines[0] if lines else "")
    if places is None:
        return
    told = {name: _line(lines, at) for name, at in places.items()}
    iban = re.sub(r"\s", "", told["iban"] or "").upper()
    if not iban:
        return
    amount, currency = told["amount"], _line(lines, _SWISS_CURRENCY)
    if lines[0] == _EPC:
        currency, amount = (amount or "")[:3] or None, (amount or "")[3:]
        told["reference"] = told["reference"] or _line(lines, _EPC_WORDS)
    yield PaymentCode(iban, told["name"], _decimal(amount), currency, told["reference"])


def _line(lines: Sequence[str], at: int) -> str | None:
    return (lines[at] or None) if at < len(lines) else None


def _decimal(text: str | None) -> Decimal | None:
    try:
        amount = Decimal(text or "")
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and amount > 0 else None
