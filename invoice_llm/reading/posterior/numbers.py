"""Candidates for the invoice's number: every printed token with a digit that may be one."""

from __future__ import annotations

import re

from invoice_llm.invoice.schema import Invoice
from invoice_llm.reading.posterior.page_facts import Candidate, Candidates, Features, PageFacts

_TOKEN = re.compile(r"[\w#][\w#/.\-]*\d[\w/.\-]*|\d+")
_AMOUNT = re.compile(r"\d[\d.,]*[.,]\d\d")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MOST = 80
_MOST_PLACES = 4


def offered_numbers(facts: PageFacts) -> Candidates:
    """Tokens in the order of the page, under the form that :func:`claimed_number` gives them."""
    tokens: dict[str, str] = {}
    for found in _TOKEN.finditer(facts.text):
        token = found.group().strip(".-/,")
        if len(key := _key(token)) >= 2 and not _AMOUNT.fullmatch(token):
            tokens.setdefault(key, token)
    kept = list(tokens.items())[:_MOST]
    return {key: Candidate(token, number_features(facts, key, token)) for key, token in kept}


def claimed_number(invoice: Invoice) -> str | None:
    """The number without blanks, case and the sign before it."""
    return _key(invoice.invoice_number) or None if invoice.invoice_number else None


def number_features(facts: PageFacts, key: str, printed: str | None = None) -> Features:
    spots = facts.places.text(printed or key)[:_MOST_PLACES]
    head = facts.structure.heads.get("invoice_number")
    labelled = _key(head.text) if head else ""
    digits = sum(character.isdigit() for character in key)
    return {
        **facts.located("invoice_number", spots),
        "head": float(labelled == key),
        "part_of_head": float(labelled != key and key in labelled),
        "letters": float(any(character.isalpha() for character in key)),
        "short": float(digits <= 2),
        "long": float(digits >= 13),
        "date": float(bool(spots) and all(facts.places.is_of_a_date(spot) for spot in spots)),
        "amount": float(_AMOUNT.fullmatch(key) is not None),
        "year": float(_YEAR.fullmatch(key) is not None),
        "vat_id": float(any(key in _key(vat_id) for vat_id in facts.structure.vat_ids)),
        "percent": float(any("%" in spot.quote for spot in spots)),
        "customer_label": float(facts.side("customer_number", spots) >= 1),
        "order_label": float(facts.side("po_numbers[0]", spots) >= 1),
    }


def _key(text: str) -> str:
    return "".join(text.split()).casefold().strip("#")
