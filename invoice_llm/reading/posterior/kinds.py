"""The five fields with their candidates: what is offered, what a reading claims, and a candidate's features."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from invoice_llm.invoice.schema import Invoice
from invoice_llm.reading.posterior import companies, currencies, dates, numbers, totals
from invoice_llm.reading.posterior.page_facts import Candidates, Features, PageFacts


def _itself(key: str, _offered: Iterable[str]) -> str:
    return key


@dataclass(frozen=True, slots=True)
class Kind:
    """``path`` is the invoice's. A candidate has a key; ``same`` says which of some keys means the same value as one
    that was read, and gives that one back where none does."""

    path: str
    offered: Callable[[PageFacts], Candidates]
    claimed: Callable[[Invoice], str | None]
    features: Callable[[PageFacts, str], Features]
    same: Callable[[str, Iterable[str]], str] = _itself


KINDS: tuple[Kind, ...] = (
    Kind("invoice_number", numbers.offered, numbers.claimed, numbers.features),
    Kind("issue_date", dates.offered, dates.claimed, dates.features),
    Kind("currency", currencies.offered, currencies.claimed, currencies.features),
    Kind("seller.name", companies.offered, companies.claimed, companies.features, companies.same),
    Kind("total_gross", totals.offered, totals.claimed, totals.features),
)
"""The values without which no invoice can be booked, as in ``REQUIRED_FIELDS``."""
