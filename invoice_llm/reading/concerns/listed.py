"""An invoice held against the company's own lists of suppliers and orders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from invoice_llm.invoice.checks.company_ids import folded_id
from invoice_llm.invoice.checks.company_names import company_key, folded_name
from invoice_llm.invoice.company_lists import CompanyLists, ListedOrder, ListedSupplier
from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement
from invoice_llm.reading.evidence.structure import Structure
from invoice_llm.vocabulary.company_spelling import is_same_company

_IBAN = "payment_accounts[0].iban"


def expected_names(lists: CompanyLists, page: Structure) -> frozenset[str]:
    """Folded names of the listed suppliers whose VAT id or account stands on the page."""
    printed = (*page.vat_ids, *(account.plain for account in page.accounts))
    known = (lists.by_id.get(folded_id(one)) for one in printed)
    return frozenset(folded_name(who.name) for who in known if who is not None)


def list_concerns(invoice: Invoice, lists: CompanyLists) -> tuple[Concern, ...]:
    """Concerns about what the lists do not know, or know otherwise. No invoice is asked for an order's number."""
    who = _supplier(invoice, lists)
    return (*_against_suppliers(invoice, lists, who), *_against_orders(invoice, lists, who))


def _supplier(invoice: Invoice, lists: CompanyLists) -> ListedSupplier | None:
    """The listed supplier: by VAT id, else by name; of several of one name the one whose account is on the invoice."""
    if (vat_id := folded_id(invoice.seller.vat_id)) in lists.by_id and vat_id:
        return lists.by_id[vat_id]
    named = lists.by_name.get(company_key(invoice.seller.name)) or tuple(
        who for who in lists.suppliers or () if is_same_company(who.name, invoice.seller.name or "")
    )
    fitting = [who for who in named if _accounts(invoice) & set(map(folded_id, who.accounts))]
    return next(iter([*fitting, *named]), None)


def _accounts(invoice: Invoice) -> set[str]:
    numbers = (number for one in invoice.payment_accounts for number in (one.iban, one.account_number))
    return {folded_id(number) for number in numbers if number}


def _against_suppliers(invoice: Invoice, lists: CompanyLists, who: ListedSupplier | None) -> Iterator[Concern]:
    if lists.suppliers is None:
        return
    if who is None:
        name = {"name": invoice.seller.name} if invoice.seller.name else {}
        yield Concern.saying(Reason.SUPPLIER_NOT_LISTED, Statement.SUPPLIER_UNLISTED, "seller.name", **name)
        return
    if not is_same_company(who.name, invoice.seller.name or ""):
        yield Concern.saying(Reason.SUPPLIER_NOT_LISTED, Statement.LISTED_AS, "seller.name", name=who.name)
    if who.vat_id and invoice.seller.vat_id and folded_id(who.vat_id) != folded_id(invoice.seller.vat_id):
        yield Concern.saying(Reason.SUPPLIER_NOT_LISTED, Statement.VAT_ID_LISTED, "seller.vat_id", number=who.vat_id)
    listed = set(map(folded_id, who.accounts))
    if unknown := sorted(_accounts(invoice) - listed) if listed else []:
        ends = tuple(number[-4:] for number in unknown)
        yield Concern.saying(Reason.ACCOUNT_NOT_LISTED, Statement.ACCOUNT_UNLISTED, _IBAN, ends=ends)
    if who.currency and invoice.currency and who.currency != invoice.currency:
        yield Concern.saying(Reason.CURRENCY_CHANGED, Statement.CURRENCY_LISTED, "currency", listed=who.currency)


def _against_orders(invoice: Invoice, lists: CompanyLists, who: ListedSupplier | None) -> Iterator[Concern]:
    if lists.orders is None:
        return
    for at, number in enumerate(invoice.po_numbers):
        path = f"po_numbers[{at}]"
        order = lists.by_number.get(folded_id(number))
        if order is None:
            yield Concern.saying(Reason.ORDER_UNKNOWN, Statement.ORDER_UNLISTED, path, number=number)
            continue
        yield from _against_order(invoice, order, who, path)
    found = (lists.by_number.get(folded_id(number)) for number in invoice.po_numbers)
    yield from _against_amounts(invoice, [order for order in found if order is not None])


def _against_order(invoice: Invoice, order: ListedOrder, who: ListedSupplier | None, path: str) -> Iterator[Concern]:
    if order.supplier and not _is_suppliers(order.supplier, invoice, who):
        yield Concern.saying(
            Reason.ORDER_OTHER_SUPPLIER, Statement.ORDER_OF, path, number=order.number, name=order.supplier
        )
    if order.currency and invoice.currency and order.currency != invoice.currency:
        values = {"number": order.number, "currency": order.currency}
        yield Concern.saying(Reason.ORDER_OTHER_CURRENCY, Statement.ORDER_IN, path, **values)
    if order.open_amount is not None and order.open_amount <= 0:
        yield Concern.saying(Reason.ORDER_NOT_OPEN, Statement.ORDER_CLOSED, path, number=order.number)


def _is_suppliers(ordered: str, invoice: Invoice, who: ListedSupplier | None) -> bool:
    """True where an order was placed with this supplier, by its VAT id, its name on the invoice or on the list."""
    ids = {folded_id(invoice.seller.vat_id), folded_id(who.vat_id) if who else ""} - {""}
    names = [name for name in (invoice.seller.name, who.name if who else None) if name]
    return folded_id(ordered) in ids or any(is_same_company(ordered, name) for name in names)


def _against_amounts(invoice: Invoice, orders: Iterable[ListedOrder]) -> Iterator[Concern]:
    """All orders of an invoice together have to hold its amount without tax, or its total where none is printed."""
    left = [order.open_amount for order in orders if order.open_amount is not None and order.open_amount > 0]
    amount = invoice.total_net if invoice.total_net is not None else invoice.total_gross
    open_amount = sum(left, Decimal(0))
    if left and amount is not None and invoice.doc_type != "credit_note" and amount > open_amount:
        values = {"amount": f"{amount:f}", "open": f"{open_amount:f}"}
        yield Concern.saying(Reason.ORDER_TOO_SMALL, Statement.ORDER_HOLDS, "po_numbers[0]", **values)
