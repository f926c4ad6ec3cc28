"""Facts from outside the invoice: who we are, the supplier's accounts, how many rows the page shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from invoice_llm.invoice.checks.company_ids import is_same_id
from invoice_llm.invoice.checks.company_names import bare_name, folded_name
from invoice_llm.invoice.schema import Party

_MOST_OF_NAME, _SHORTEST_CUT = 0.7, 6


@dataclass(frozen=True, slots=True)
class OwnCompany:
    """The company that receives the invoices, under every name and id it goes by. ``ids`` are tax numbers and
    register entries."""

    names: tuple[str, ...] = ()
    vat_ids: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()

    def seen_in(self, party: Party) -> str | None:
        """The field of ``party`` that is ours: ``vat_id``, ``tax_ids``, ``legal_id`` or ``name``; ``None`` if none."""
        owned = next((field for field, number in _numbers(party) if self.owns(number)), None)
        return owned or ("name" if self.is_named(party) else None)

    def owns(self, number: str | None) -> bool:
        """``True`` for an id of ours, in whatever form of its country it is printed."""
        return any(is_same_id(number, known) for known in (*self.vat_ids, *self.ids))

    def is_named(self, party: Party) -> bool:
        """``True`` where a name of the party is ours, with the form of the company or without it."""
        names = {folded_name(name) for name in self.names} - {""}
        bare = {bare_name(name) for name in self.names} - {""}
        told = [folded_name(name) for name in (party.name, party.trading_name)]
        return any(name in names or name in bare for name in told)

    def is_addressed(self, text: str | None) -> bool:
        """``True`` where a name or a line of an address is ours: a department or a person may stand before it, and
        the form may be left out; another form, or another word behind the name, makes another company."""
        plain = folded_name(text)
        for name in filter(None, map(folded_name, self.names)):
            bare = bare_name(name)
            form = name.removeprefix(bare).strip()
            behind = [part.strip() for part in f" {plain} ".split(f" {bare} ")[1:]]
            if any(not rest or (form and f"{rest} ".startswith(f"{form} ")) for rest in behind):
                return True
        return bool(re.search(r"[,;|/]", text or "")) and any(map(self.is_addressed, re.split(r"[,;|/]", text or "")))

    def is_cut(self, text: str | None) -> bool:
        """``True`` where a text is the beginning of a name of ours, cut off by the edge of a column: most of the name
        and no other form of the company behind it."""
        plain = folded_name(text)
        if bare_name(text) != plain:
            return False
        for name in map(folded_name, self.names):
            least = max(len(bare_name(name)) * _MOST_OF_NAME, _SHORTEST_CUT)
            if name.startswith(plain) and len(plain) >= least:
                return True
        return False


@dataclass(frozen=True, slots=True)
class Known:
    """``accounts``: IBANs or account numbers of this supplier's accepted invoices, empty for a new supplier.
    ``printed_rows``: how many line rows the page shows, ``None`` where nobody counted."""

    own: OwnCompany = OwnCompany()
    accounts: tuple[str, ...] = ()
    printed_rows: int | None = None


def _numbers(party: Party) -> Iterator[tuple[str, str | None]]:
    yield "vat_id", party.vat_id
    yield "legal_id", party.legal_id
    yield from (("tax_ids", tax_id.value) for tax_id in party.tax_ids)
