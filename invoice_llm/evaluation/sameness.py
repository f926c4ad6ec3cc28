"""Equality in meaning of a value that was read and one that is labelled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from invoice_llm.invoice.fields import FIELDS
from invoice_llm.invoice.paths import leaf
from invoice_llm.vocabulary.company_spelling import is_same_company

_NAMES = frozenset(field.truth for field in FIELDS if field.truth and field.type == "name")
_FREE_TEXT = tuple(leaf(field.truth) for field in FIELDS if field.truth and field.type in ("name", "words"))
_IDS = tuple(field.truth for field in FIELDS if field.truth and field.type in ("vat_id", "tax_id", "iban"))
_AMOUNTS = frozenset(field.truth for field in FIELDS if field.truth and field.type == "amount")


def same(key: str, expected: object, found: object) -> bool:
    """Equal in meaning: amounts as numbers, dates as days, names without case, spacing and punctuation.

    A company is the same with and without its legal form, since a label often has the short name of a company whose
    page prints the full one; with another form it is another company. The sign before a number is no part of it.
    """
    if isinstance(found, Decimal):
        number = labelled_number(expected)
        return number is not None and number == found
    if isinstance(found, date):
        return str(expected) == found.isoformat()
    if key in _NAMES and is_same_company(str(expected), str(found)):
        return True
    if key in _FREE_TEXT:
        return comparable_words(expected) == comparable_words(found)
    if key in _IDS:
        return re.sub(r"\W", "", str(expected)).casefold() == re.sub(r"\W", "", str(found)).casefold()
    ours, theirs = (" ".join(str(value).split()) for value in (expected, found))
    return ours == theirs or (key == "invoice_number" and ours.lstrip("# ") == theirs.lstrip("# "))


def in_labelled_sign(truth: Mapping[str, object], found: Mapping[str, object]) -> Mapping[str, object]:
    """The values found, with the sign that the label of a credit note has.

    A credit note takes off what it states, and an invoice below zero says the same: where the total found and the
    labelled one differ in nothing but their sign and either document is a credit note, every amount is turned.
    """
    total, expected = found.get("total_gross"), labelled_number(truth.get("total_gross"))
    kinds = (truth.get("doc_type"), found.get("doc_type"))
    if "credit_note" not in kinds or not isinstance(total, Decimal) or not total or total != -(expected or 0):
        return found
    return {key: -value if key in _AMOUNTS and isinstance(value, Decimal) else value for key, value in found.items()}


def comparable_words(text: object) -> str:
    """Words in one case, without punctuation."""
    return " ".join(re.findall(r"\w+", str(text).casefold()))


def labelled_number(text: object) -> Decimal | None:
    """A labelled amount; ``None`` for what is no number."""
    try:
        return Decimal(str(text))
    except InvalidOperation:
        return None
