"""Total, amount due and currency of an e-invoice against its page."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from invoice_llm.invoice.schema import Invoice
from invoice_llm.reading.hybrid.shown import Differences, ShownPage
from invoice_llm.vocabulary.currency import find_currency, shared_signs

_ZERO = Decimal(0)
_ASKED = frozenset({"gross", "due"})
"""Kinds of labelled amounts that say what the invoice comes to."""


def of_money(invoice: Invoice, page: ShownPage) -> Differences:
    total = list(_of_total(invoice, page))
    yield from total
    if not total:
        yield from _of_due(invoice, page)
    yield from _of_currency(invoice, page)


def _of_total(invoice: Invoice, page: ShownPage) -> Differences:
    """Neither the total nor what is due stands on the page; or its label names another amount, and this one stands
    there as something else."""
    told = [abs(amount) for amount in (invoice.total_gross, invoice.amount_due) if amount is not None]
    printed = page.labelled.total_gross
    if not told:
        return
    is_shown = any(page.places.amount(amount) for amount in told)
    if not is_shown or (_is_asked(page, printed) and not any(_is_asked(page, amount) for amount in told)):
        yield "total_gross", page.quote("total_gross")


def _is_asked(page: ShownPage, amount: Decimal | None) -> bool:
    return amount is not None and not _ASKED.isdisjoint(page.structure.kinds_of(amount))


def _of_due(invoice: Invoice, page: ShownPage) -> Differences:
    """The page asks for another amount, or knows nothing of what the data say is paid already."""
    due = invoice.amount_due
    if due is None:
        return
    asked, printed = {abs(one.value) for one in page.structure.labelled("due")}, page.labelled.amount_due
    if abs(due) in asked:
        return
    if asked and printed is not None and abs(printed) != abs(due):
        yield "amount_due", page.quote("amount_due")
    elif _is_less(invoice) and not _shows_payment(invoice, page):
        yield "amount_due", page.quote("amount_due") or page.quote("total_gross")


def _is_less(invoice: Invoice) -> bool:
    """Less is due than the invoice comes to, by more than is rounded off."""
    total, due = invoice.total_gross, invoice.amount_due
    return total is not None and due is not None and abs(due) < abs(total + (invoice.rounding or _ZERO))


def _shows_payment(invoice: Invoice, page: ShownPage) -> bool:
    """What is left to pay is printed, or that something was paid: by an amount or in words."""
    total, due = abs(invoice.total_gross or _ZERO), abs(invoice.amount_due or _ZERO)
    if any(one.state == "paid" for one in page.structure.said) or page.structure.labelled("paid"):
        return True
    return any(page.places.amount(amount) for amount in (due, total - due) if amount not in (_ZERO, total))


def _of_currency(invoice: Invoice, page: ShownPage) -> Differences:
    """Another currency beside the total; where none stands there, the page names another one and never this."""
    code = invoice.currency
    if not code:
        return
    beside = list(_beside_totals(invoice, page))
    if beside:
        named = set[str]().union(*beside)
        if code not in named:
            yield "currency", ", ".join(sorted(named))
        return
    printed = page.labelled.currency
    if printed and printed != code and not page.places.currency(code) and code not in _by_shared_signs(page.text):
        yield "currency", printed


def _beside_totals(invoice: Invoice, page: ShownPage) -> Iterator[set[str]]:
    """The currencies in each row with the total or what is due, where there is one."""
    rows = [row.text for one in page.read.pages for row in one.rows]
    totals = [amount for amount in (invoice.total_gross, invoice.amount_due) if amount]
    naming = {place.row for place in page.places.currency(invoice.currency or "")}
    for at in {place.row for amount in totals for place in page.places.amount(amount)}:
        own = {invoice.currency} if at in naming and invoice.currency else set[str]()
        other = find_currency(rows[at])
        if codes := own | ({other} if other else set()) | _by_shared_signs(rows[at]):
            yield codes


def _by_shared_signs(text: str) -> set[str]:
    return {code for codes in shared_signs(text).values() for code in codes}
