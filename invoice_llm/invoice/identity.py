"""Tells which documents are the same invoice: the supplier with its number and year, never the number alone. And which
may be: the same supplier and total again, on the same day or soon under almost the same number."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256

from invoice_llm.invoice.checks.company_ids import ids_of, is_other_company
from invoice_llm.invoice.checks.company_names import bare_name, company_key
from invoice_llm.invoice.schema import Invoice

BY_VAT_ID = "vat:"
"""How a key begins that names the supplier by its VAT id, which no two suppliers share."""
ACCOUNT = "account:"
"""How the key of a supplier's bank account begins; its VAT id follows."""
OF_ANY = "like:any|"
"""How a likeness key begins that names no supplier."""
NEAR = timedelta(days=35)
"""Between an invoice and its second copy under almost the same number."""
_CONFUSED = str.maketrans({"o": "0", "i": "1", "l": "1", "s": "5", "b": "8", "z": "2"})
_COPY = re.compile(r"(?<=\d)(?:[\W_]+[a-z]{1,2}|[ac-hjkmnp-rt-y]|[\W_]*(?:copy|kopie|duplicate|duplikat|duplicata))$")


def business_keys(invoice: Invoice) -> tuple[str, ...]:
    """One key a way of naming the supplier, VAT id before name; none without number, date and supplier.

    Case, blanks and punctuation do not count. The year does: suppliers begin to count anew. So does the kind: a credit
    note may bear the number of its invoice.
    """
    number = _folded(invoice.invoice_number)
    if not number or invoice.issue_date is None:
        return ()
    tail = f"{invoice.doc_type}|{number}|{invoice.issue_date.year}"
    return tuple(f"{supplier}|{tail}" for supplier in _suppliers(invoice))


def likeness_keys(invoice: Invoice) -> tuple[str, ...]:
    """Keys of which two invoices share one if they may be copies of each other, for :func:`may_be_copy` to tell.

    One of the day, and of the number as it may be misread one for this month and each of the next two, so that invoices
    of near months meet; and one of number and day whoever the supplier is, whose name may be misread, shortened or
    another one of the same company. None without supplier, number, date, currency and total.
    """
    day, total = invoice.issue_date, invoice.total_gross
    if not business_keys(invoice) or day is None or not total or not invoice.currency:
        return ()
    number, month = almost(invoice.invoice_number), 12 * day.year + day.month
    tails = (f"day|{day}", *(f"number|{number}|{month + later}" for later in range(3)))
    sold = f"{invoice.doc_type}|{invoice.currency}|{total.normalize():f}"
    by_supplier = (f"like:{supplier}|{sold}|{tail}" for supplier in _suppliers(invoice) for tail in tails)
    return (*by_supplier, f"{OF_ANY}{sold}|{number}|{day}")


def may_be_copy(invoice: Invoice, first: Invoice) -> bool:
    """True where an invoice that shares a likeness key with an earlier one may be that again, under another number.

    Not if the supplier, the order, the customer number or the day of delivery is another one, nor if it is the number
    of another year. Under a number that is no misreading, only on the same day and with the same amounts in its lines:
    a rent recurs with the same total, and two things may cost the same on one day.
    """
    if invoice.issue_date is None or first.issue_date is None:
        return False
    if is_other_supplier(invoice, first):
        return False
    told = ((_told(one), _told(other)) for one, other in zip(_particulars(invoice), _particulars(first), strict=True))
    if any(one and other and not one & other for one, other in told):
        return False
    if _folded(invoice.invoice_number) == _folded(first.invoice_number):
        return _is_other_name(invoice, first) and invoice.issue_date == first.issue_date
    if almost(invoice.invoice_number) == almost(first.invoice_number):
        return abs(invoice.issue_date - first.issue_date) <= NEAR
    return invoice.issue_date == first.issue_date and _same_lines(invoice, first)


def is_other_supplier(invoice: Invoice, first: Invoice) -> bool:
    """True where both name an id, and not the same: two companies may share a name. They do not share number, day and
    amount as well: there one of the ids was misread, or is not the supplier's."""
    return is_other_company(invoice.seller, first.seller) and not _is_told_alike(invoice, first)


def accepting_keys(invoice: Invoice) -> tuple[str, ...]:
    """Keys by which a person who accepts an invoice is told of another one that is accepted: of the supplier with
    number and year, and of number, day and total whoever the supplier is."""
    return (*business_keys(invoice), *(key for key in likeness_keys(invoice) if key.startswith(OF_ANY)))


def is_accepted_again(key: str, invoice: Invoice, first: Invoice) -> bool:
    """True where ``first``, which has one of the :func:`accepting_keys`, is or may be the same invoice."""
    return may_be_copy(invoice, first) if key.startswith(OF_ANY) else not is_other_supplier(invoice, first)


def _is_told_alike(invoice: Invoice, first: Invoice) -> bool:
    """Name, number, day, total and currency, all printed."""
    one, other = (
        (bare_name(i.seller.name), _folded(i.invoice_number), i.issue_date, i.total_gross, i.currency)
        for i in (invoice, first)
    )
    return one == other and all(one)


def _is_other_name(invoice: Invoice, first: Invoice) -> bool:
    """True where no way of naming the supplier is the same, as in a copy with another spelling of it."""
    return not set(_suppliers(invoice)) & set(_suppliers(first))


def almost(number: str | None) -> str:
    """A number without what is easily misread or added: O for 0, I for 1, leading zeros, a letter or 'copy' behind."""
    plain = unicodedata.normalize("NFKD", number or "").casefold().strip()
    misread = _COPY.sub("", plain).translate(_CONFUSED)
    return _folded(re.sub(r"(?<![0-9])0+(?=[0-9])", "", misread))


def _particulars(invoice: Invoice) -> tuple[tuple[object, ...], ...]:
    """Values that tell two invoices apart, whatever their numbers."""
    delivered = (invoice.delivery_date or invoice.period_start,)
    return (invoice.po_numbers, (invoice.customer_number,), delivered)


def _told(values: tuple[object, ...]) -> set[str]:
    return {_folded(str(value)) for value in values if value} - {""}


def _same_lines(invoice: Invoice, first: Invoice) -> bool:
    """True where the lines come to the same amounts; lines that were not read tell nothing."""
    ours, theirs = _line_totals(invoice), _line_totals(first)
    return not ours or not theirs or ours == theirs


def _line_totals(invoice: Invoice) -> list[Decimal]:
    return sorted(line.line_total for line in invoice.lines if line.line_total is not None)


def _suppliers(invoice: Invoice) -> list[str]:
    name = invoice.seller.name
    ids = [(BY_VAT_ID, number) for number in (invoice.seller.vat_id, *sorted(ids_of(invoice.seller)))]
    named = [*ids, ("name:", name), ("name:", company_key(name))]
    return list(dict.fromkeys(f"{kind}{name}" for kind, value in named if (name := _folded(value))))


def resend_key(invoice: Invoice, text: str) -> str | None:
    """A stricter key that needs no second look: supplier, number, day, kind, total, currency, accounts and buyer.
    ``None`` without supplier, number, day or total. Two suppliers without VAT ids may share a name: there all of the
    page's ``text`` has to be the same."""
    keys = business_keys(invoice)
    if not keys or invoice.total_gross is None:
        return None
    paid = f"{invoice.total_gross.normalize():f} {invoice.currency} {' '.join(sorted(_accounts(invoice)))}"
    page = "" if keys[0].startswith(BY_VAT_ID) else sha256(_folded(text).encode()).hexdigest()
    return f"resent:{keys[0]}|{invoice.issue_date}|{paid}|{company_key(invoice.buyer.name)}|{page}"


def is_same_payment(invoice: Invoice, first: Invoice) -> bool:
    """True where both ask the same buyer on the same day for the same amount to the same account, as far as both say
    so: a copy under which another account stands is a forgery, of the one or of the other, and some suppliers count
    anew each month."""
    told = ((_accounts(one), {company_key(one.buyer.name)} - {""}, {one.currency} - {None}) for one in (invoice, first))
    if (invoice.total_gross, invoice.issue_date) != (first.total_gross, first.issue_date):
        return False
    return all(not ours or not theirs or ours & theirs for ours, theirs in zip(*told, strict=True))


def _accounts(invoice: Invoice) -> set[str]:
    printed = (account.iban or account.account_number for account in invoice.payment_accounts)
    return {_folded(account) for account in printed if account}


def account_keys(invoice: Invoice) -> dict[str, str]:
    """A key for each bank account that the invoice asks to pay to, with the account as printed. Only for a supplier
    with a VAT id: a name alone proves nothing about whose account it is."""
    prefix = accounts_prefix(invoice)
    printed = [account.iban or account.account_number for account in invoice.payment_accounts]
    return {f"{prefix}{_folded(account)}": account for account in printed if prefix and account}


def accounts_prefix(invoice: Invoice) -> str | None:
    """Prefix of the keys of this supplier's accounts."""
    supplier = _folded(invoice.seller.vat_id)
    return f"{ACCOUNT}{supplier}|" if supplier else None


def _folded(text: str | None) -> str:
    """Letters and digits alone; a value of signs only (``-``) is none."""
    plain = unicodedata.normalize("NFKD", text or "").casefold()
    return re.sub(r"[^0-9a-z\u0370-\uffff]", "", plain)
