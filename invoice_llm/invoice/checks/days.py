"""Dates and periods in their order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from invoice_llm.invoice.checks.finding import Finding, undecided
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice, LineItem
from invoice_llm.invoice.statements import Statement
from invoice_llm.invoice.tolerances import AHEAD, FARTHEST_PERIOD, LATEST_DUE, LONGEST_PERIOD


def is_issued_by(invoice: Invoice, today: date) -> Finding:
    """No invoice is from the future, but for a time zone."""
    if invoice.issue_date is None:
        return undecided("X-DATE-FUTURE", Reason.DATE_ORDER, "issue_date", severity="warning")
    values = {"issued": str(invoice.issue_date), "today": str(today)}
    ok = invoice.issue_date <= today + AHEAD
    return Finding("X-DATE-FUTURE", Reason.DATE_ORDER, ("issue_date",), Statement.ISSUED, ok, "warning", values=values)


def is_due_after_issue(invoice: Invoice) -> Finding:
    """Nothing is due before it is asked for, or years after."""
    fields = ("issue_date", "due_date")
    if invoice.issue_date is None or invoice.due_date is None:
        return undecided("X-DATE-DUE", Reason.DATE_ORDER, *fields, severity="warning")
    values = {"due": str(invoice.due_date), "issued": str(invoice.issue_date)}
    far = invoice.due_date - invoice.issue_date > LATEST_DUE
    ok = invoice.due_date >= invoice.issue_date and not far
    says = Statement.DUE_FAR if far else Statement.DUE
    return Finding("X-DATE-DUE", Reason.DATE_ORDER, fields, says, ok, "warning", values=values)


def periods_are_likely(invoice: Invoice) -> Finding:
    """A service period ends after it starts, is not longer than anything is sold for, and lies near its invoice."""
    fields = ("period_start", "period_end")
    judged = list(_periods(invoice))
    if not judged:
        return undecided("X-PERIOD", Reason.PERIOD_UNLIKELY, *fields, severity="warning")
    for paths, start, end in judged:
        if says := _problem(start, end, invoice.issue_date):
            values = {"start": str(start), "end": str(end), "issued": str(invoice.issue_date)}
            values["years"] = str(LONGEST_PERIOD.days // 366)
            return Finding("X-PERIOD", Reason.PERIOD_UNLIKELY, paths, says, False, "warning", values=values)
    values, says = {"count": str(len(judged))}, Statement.PERIODS_LIKELY
    return Finding("X-PERIOD", Reason.PERIOD_UNLIKELY, fields, says, True, "warning", values=values)


def _periods(invoice: Invoice) -> Iterator[tuple[tuple[str, ...], date, date]]:
    parts: list[tuple[str, Invoice | LineItem]] = [("", invoice)]
    parts += [(f"lines[{at}].", line) for at, line in enumerate(invoice.lines)]
    for prefix, part in parts:
        if part.period_start is not None and part.period_end is not None:
            yield (f"{prefix}period_start", f"{prefix}period_end"), part.period_start, part.period_end


def _problem(start: date, end: date, issued: date | None) -> Statement | None:
    if end < start:
        return Statement.PERIOD_BACKWARDS
    if end - start > LONGEST_PERIOD:
        return Statement.PERIOD_LONG
    if issued is not None and (issued - end > FARTHEST_PERIOD or start - issued > FARTHEST_PERIOD):
        return Statement.PERIOD_FAR
    return None
