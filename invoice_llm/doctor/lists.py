"""Checks of what the company tells of itself: its names, and its lists of suppliers and orders."""

from __future__ import annotations

from collections.abc import Iterator

from invoice_llm.doctor.checking import Entry, entry
from invoice_llm.settings import Settings
from invoice_llm.store.blobs.company_lists import read_company_lists


def company_lists(settings: Settings) -> Iterator[Entry]:
    lists = read_company_lists(settings.suppliers_file, settings.orders_file)
    held = {"suppliers": lists.suppliers, "orders": lists.orders}
    told = [f"{len(rows)} {name}" for name, rows in held.items() if rows is not None]
    empty = [name for name, rows in held.items() if rows == ()]
    yield entry("lists", "ok", f"{' and '.join(told)} are listed" if told else "no list of suppliers or orders")
    for name in empty:
        yield entry("lists", "warning", f"the list of {name} is empty: every invoice goes to a person")


def own_company(settings: Settings) -> Iterator[Entry]:
    """Whose invoices these are. Without a name nothing tells an invoice to somebody else from ours."""
    unset = [
        name for name, told in (("OWN_NAMES", settings.own_names), ("OWN_VAT_IDS", settings.own_vat_ids)) if not told
    ]
    if not unset:
        yield entry(
            "company", "ok", f"{len(settings.own_names)} names and {len(settings.own_vat_ids)} VAT ids of our own"
        )
        return
    names = " and ".join(f"INVOICE_LLM_{name}" for name in unset)
    yield entry("company", "warning", f"set {names}: only then is an invoice to somebody else told from ours")
