"""Candidates for the total: every amount that is printed as money."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from decimal import Decimal

from invoice_llm.invoice.schema import Invoice
from invoice_llm.reading.posterior.page_facts import Candidate, Candidates, Features, PageFacts

_CENTS = re.compile(r"[.,]\d\d\)?-?\D*$")
_MOST = 60
_HIGHEST_RATE = Decimal("0.30")
_KINDS = ("gross", "due", "net", "tax", "paid", "sum_lines", "previous", "rounding", "tip")


def offered_totals(facts: PageFacts) -> Candidates:
    """The largest printed amounts, under plain numbers without sign."""
    pool = _pool(facts)
    known = set(pool)
    return {
        _key(amount): Candidate(facts.places.amount(amount)[-1].quote, _features(facts, amount, pool, known))
        for amount in pool
    }


def claimed_total(invoice: Invoice) -> str | None:
    """The total that a reading says it is, without sign."""
    return None if invoice.total_gross is None else _key(abs(invoice.total_gross))


def total_features(facts: PageFacts, key: str) -> Features:
    pool = _pool(facts)
    return _features(facts, Decimal(key), pool, set(pool))


def _pool(facts: PageFacts) -> list[Decimal]:
    """Amounts with cents where the page prints at least two such, else all; ascending."""
    printed = [amount for amount in facts.places.amounts() if amount > 0]
    with_cents = [amount for amount in printed if _has_cents(facts, amount)]
    return sorted(set(with_cents if len(with_cents) > 1 else printed))[-_MOST:]


def _has_cents(facts: PageFacts, amount: Decimal) -> bool:
    exponent = amount.as_tuple().exponent
    return exponent == -2 or any(_CENTS.search(spot.quote) for spot in facts.places.amount(amount)[:3])


def _features(facts: PageFacts, amount: Decimal, pool: Sequence[Decimal], known: Set[Decimal]) -> Features:
    spots = facts.places.amount(amount)
    kinds = facts.structure.kinds_of(amount)
    return {
        **facts.located("total_gross", spots),
        **{f"labelled_{kind}": float(kind in kinds) for kind in _KINDS},
        "largest": float(bool(pool) and amount == pool[-1]),
        "second": float(len(pool) > 1 and amount == pool[-2]),
        "net_and_tax": float(_is_net_and_tax(amount, pool, known)),
        "is_part": float(_is_part(amount, pool, known)),
        "money": float(_has_cents(facts, amount)),
    }


def _is_net_and_tax(amount: Decimal, pool: Sequence[Decimal], known: Set[Decimal]) -> bool:
    """Two ``known`` amounts make it, the smaller one a tax of the larger one."""
    nets = (net for net in pool if net < amount <= net * (1 + _HIGHEST_RATE))
    return any(amount - net in known for net in nets)


def _is_part(amount: Decimal, pool: Sequence[Decimal], known: Set[Decimal]) -> bool:
    """With a printed tax of it, it makes another printed amount: a net amount."""
    highest = _HIGHEST_RATE * amount
    return any(amount + tax in known for tax in pool if tax <= highest)


def _key(amount: Decimal) -> str:
    return str(amount.normalize())
