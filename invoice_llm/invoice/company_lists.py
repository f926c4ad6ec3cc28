"""Suppliers and orders as the company's own books have them: master data that invoices are held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from invoice_llm.invoice.checks.company_ids import folded_id
from invoice_llm.invoice.checks.company_names import company_key


@dataclass(frozen=True, slots=True)
class ListedSupplier:
    """One supplier. ``accounts`` are IBANs or account numbers; empty where the list names none. ``currency`` is ISO
    4217, ``None`` where invoices may be in any."""

    name: str
    vat_id: str | None = None
    accounts: tuple[str, ...] = ()
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class ListedOrder:
    """One order. ``supplier`` is the name or the VAT id of who got it; ``open_amount`` is what may still be invoiced of
    it, without tax; 0 or less is an order that is closed."""

    number: str
    supplier: str | None = None
    currency: str | None = None
    open_amount: Decimal | None = None


@dataclass(frozen=True, eq=False)
class CompanyLists:
    """``None`` for a list that is not kept; an empty list knows nobody. Two suppliers may have one name."""

    suppliers: tuple[ListedSupplier, ...] | None = None
    orders: tuple[ListedOrder, ...] | None = None

    @cached_property
    def by_id(self) -> Mapping[str, ListedSupplier]:
        """Suppliers by folded VAT id and account."""
        known = self.suppliers or ()
        return {folded_id(one): who for who in known for one in (who.vat_id, *who.accounts) if folded_id(one)}

    @cached_property
    def by_name(self) -> Mapping[str, tuple[ListedSupplier, ...]]:
        """Suppliers by folded name."""
        named: dict[str, tuple[ListedSupplier, ...]] = {}
        for who in self.suppliers or ():
            named[company_key(who.name)] = (*named.get(company_key(who.name), ()), who)
        return named

    @cached_property
    def by_number(self) -> Mapping[str, ListedOrder]:
        """Orders by folded number."""
        return {folded_id(order.number): order for order in self.orders or ()}
