"""Candidates for the invoice's date: every day that is printed."""

from __future__ import annotations

from datetime import date

from invoice_llm.invoice.schema import Invoice
from invoice_llm.reading.posterior.page_facts import Candidate, Candidates, Features, PageFacts
from invoice_llm.vocabulary.dates import parse_date


def offered_dates(facts: PageFacts) -> Candidates:
    """Every printed day, under its ISO text."""
    days = ((day, facts.places.day(day)[0].quote) for day in sorted(facts.places.days()))
    return {str(day): Candidate(quote, date_features(facts, str(day))) for day, quote in days}


def claimed_date(invoice: Invoice) -> str | None:
    """The day that a reading says it is."""
    return None if invoice.issue_date is None else str(invoice.issue_date)


def date_features(facts: PageFacts, key: str) -> Features:
    """Labels of its own and of other days, and what is left by elimination."""
    day, days = date.fromisoformat(key), sorted(facts.places.days())
    spots = facts.places.day(day)
    rows = [facts.places.day(other)[0].row for other in days]
    return {
        **facts.located("issue_date", spots),
        "due_label": float(facts.side("due_date", spots) >= 1),
        "head": float(_head(facts, "issue_date") == day),
        "head_due": float(_head(facts, "due_date") == day),
        "only": float(days == [day]),
        "first": float(bool(days) and day == days[0]),
        "last": float(len(days) > 1 and day == days[-1]),
        "printed_first": float(bool(spots) and spots[0].row == min(rows)),
        "odd_year": float(not 2000 <= day.year <= 2035),
    }


def _head(facts: PageFacts, kind: str) -> date | None:
    """The day under the best label of a kind."""
    head, convention = facts.structure.heads.get(kind), facts.convention
    if head is None:
        return None
    parsed = parse_date(head.text, order=convention.order, language=convention.language)
    return None if parsed is None else parsed.value
