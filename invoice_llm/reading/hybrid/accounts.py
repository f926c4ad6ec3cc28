"""Bank accounts of an e-invoice against its page."""

from __future__ import annotations

from invoice_llm.invoice.schema import Invoice
from invoice_llm.label_reader.grid import Grid, grid_of
from invoice_llm.label_reader.parties.ids import wrong_iban_of
from invoice_llm.label_reader.parties.printed_ibans import ibans_on
from invoice_llm.reading.hybrid.shown import Differences, ShownPage, plain


def of_accounts(invoice: Invoice, page: ShownPage) -> Differences:
    """Accounts that the page does not print although it prints some: money must not go where it does not say, and one
    of several that only the data name is the least expected. What a page without accounts lacks says nothing."""
    told = {f"payment_accounts[{at}].iban": one.iban for at, one in enumerate(invoice.payment_accounts) if one.iban}
    if not told:
        return
    grid = grid_of(page.read.layout)
    known = {plain(iban) for _, iban in ibans_on(grid)}
    lacking = [path for path, iban in told.items() if not (plain(iban) in known or _is_printed(page, iban))]
    printed = _printed(page, grid) if lacking else []
    is_other = len(lacking) == len(told)
    for path in lacking if printed else ():
        yield path, printed[0] if is_other else None


def _is_printed(page: ShownPage, iban: str) -> bool:
    return plain(iban) in page.plain or bool(page.places.text(iban))


def _printed(page: ShownPage, grid: Grid) -> list[str]:
    """The accounts of the page that are not the buyer's, and what is labelled as one."""
    whole = [one.iban for one in page.structure.accounts if one.owner != "buyer"]
    return whole or [iban for _, iban in ibans_on(grid)] or [one for one in (wrong_iban_of(grid),) if one]
