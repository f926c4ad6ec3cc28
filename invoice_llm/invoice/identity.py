"""Which documents are the same invoice: the supplier with its number and year, never the number alone."""

from __future__ import annotations

import re
import unicodedata

from invoice_llm.invoice.schema import Invoice

BY_VAT_ID = "vat:"
"""How a key begins that names the supplier by its VAT id, which no two suppliers share."""


def business_keys(invoice: Invoice) -> tuple[str, ...]:
    """One key a way of naming the supplier, VAT id before name; none without number, date and supplier.

    Case, blanks and punctuation do not count. The year does: suppliers begin to count anew. So does the kind: a credit
    note may bear the number of its invoice.
    """
    number = _folded(invoice.invoice_number)
    if not number or invoice.issue_date is None:
        return ()
    suppliers = [(BY_VAT_ID, invoice.seller.vat_id), ("name:", invoice.seller.name)]
    tail = f"{invoice.doc_type}|{number}|{invoice.issue_date.year}"
    return tuple(f"{kind}{name}|{tail}" for kind, value in suppliers if (name := _folded(value)))


def resend_key(invoice: Invoice) -> str | None:
    """A stricter key that needs no second look: supplier, number, day, total and kind; ``None`` if one is missing."""
    keys = business_keys(invoice)
    if not keys or invoice.total_gross is None:
        return None
    return f"resent:{keys[0]}|{invoice.issue_date}|{invoice.total_gross.normalize():f}"


def account_keys(invoice: Invoice) -> dict[str, str]:
    """A key for each bank account that the invoice asks to pay to, with the account as printed. Only for a supplier
    with a VAT id: a name alone proves nothing about whose account it is."""
    prefix = accounts_prefix(invoice)
    printed = [account.iban or account.account_number for account in invoice.payment_accounts]
    return {f"{prefix}{_folded(account)}": account for account in printed if prefix and account}


def accounts_prefix(invoice: Invoice) -> str | None:
    """How the keys of this supplier's accounts begin."""
    supplier = _folded(invoice.seller.vat_id)
    return f"account:{supplier}|" if supplier else None


def _folded(text: str | None) -> str:
    """Letters and digits alone; a value of signs only (``-``) is none."""
    plain = unicodedata.normalize("NFKD", text or "").casefold()
    return re.sub(r"[^0-9a-z\u0370-\uffff]", "", plain)
