"""Candidates for the currency: every code, sign and name of one that is printed."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from invoice_llm.invoice.schema import Invoice
from invoice_llm.reading.evidence.currency_words import is_of_a_name
from invoice_llm.reading.posterior.page_facts import Candidate, Candidates, Features, PageFacts
from invoice_llm.vocabulary.currency import currency_in_word, without_postcodes

_WORD = re.compile(r"[^\s\d.,;:()\[\]]+")
_GAP = re.compile(r" {2,}")
_LONGEST = 10


@dataclass(frozen=True, slots=True)
class _Printed:
    """Counts of each currency's names, and their forms: ``code``, ``name`` or ``sign``."""

    counts: Counter[str]
    forms: dict[str, set[str]]


def offered_currencies(facts: PageFacts) -> Candidates:
    """Every currency that the page names, under its code."""
    printed = _printed(facts)
    return {code: Candidate(code, _features(facts, code, printed)) for code in printed.counts}


def claimed_currency(invoice: Invoice) -> str | None:
    return invoice.currency


def currency_features(facts: PageFacts, key: str) -> Features:
    return _features(facts, key, _printed(facts))


def _printed(facts: PageFacts) -> _Printed:
    counts: Counter[str] = Counter()
    forms: dict[str, set[str]] = defaultdict(set)
    for word, times in Counter(_WORD.findall(without_postcodes(facts.text))).items():
        is_short = len(word) <= _LONGEST or "/" in word
        code = currency_in_word(word, country=facts.convention.country) if is_short else None
        if code is None:
            continue
        names = _cells_with(facts.text, word) if word.upper() == code else ()
        if (meant := times - sum(is_of_a_name(cell, word) for cell in names)) > 0:
            counts[code] += meant
            forms[code].add("code" if word.upper() == code else "name" if word.isalpha() and len(word) > 3 else "sign")
    return _Printed(counts, forms)


def _cells_with(text: str, word: str) -> Iterator[str]:
    return (cell for line in text.splitlines() if word in line for cell in _GAP.split(line) if word in cell)


def _features(facts: PageFacts, code: str, printed: _Printed) -> Features:
    forms = printed.forms.get(code, set())
    return {
        "code": float("code" in forms),
        "sign": float("sign" in forms),
        "share": printed.counts[code] / max(1, printed.counts.total()),
        "convention": float(facts.convention.currency == code),
        "only": float(list(printed.counts) == [code]),
        "absent": float(code not in printed.counts),
    }
