"""Check of the company's own lists: each is read, and told how much it holds."""

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
