"""The five fields with their candidates: what is offered, what a reading claims, and a candidate's features."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from invoice_llm.invoice.schema import Invoice
from invoice_llm.reading.posterior import companies, currencies, dates, numbers, totals
from invoice_llm.reading.posterior.page_facts import Candidates, Features, PageFacts


def _itself(key: str, _offered: Collection[str]) -> str:
    return key


@dataclass(frozen=True, slots=True)
class Kind:
    """``path`` is the invoice's. A candidate has a key; ``same`` says which of some keys means the same value as one
    that was read, and gives that one back where none does."""

    path: str
    offered: Callable[[PageFacts], Candidates]
    claimed: Callable[[Invoice], str | None]
    features: Callable[[PageFacts, str], Features]
    same: Callable[[str, Collection[str]], str] = _itself


KINDS: tuple[Kind, ...] = (
    Kind("invoice_number", numbers.offered_numbers, numbers.claimed_number, numbers.number_features),
    Kind("issue_date", dates.offered_dates, dates.claimed_date, dates.date_features),
    Kind("currency", currencies.offered_currencies, currencies.claimed_currency, currencies.currency_features),
    Kind(
        "seller.name",
        companies.offered_companies,
        companies.claimed_company,
        companies.company_features,
        companies.same_company,
    ),
    Kind("total_gross", totals.offered_totals, totals.claimed_total, totals.total_features),
)
"""The values without which no invoice can be booked, as in ``REQUIRED_FIELDS``."""
