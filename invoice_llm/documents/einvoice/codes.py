"""Code lists of UNTDID, as far as they decide a field."""

from __future__ import annotations

import re

from invoice_llm.invoice.schema import ChargeKind, DocType

# UNTDID 1001, those that EN 16931 allows in BT-3 and some that occur besides
_CREDIT_NOTES = {"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532"}
_DEBIT_NOTES = {"80", "84", "383"}
_PROFORMA = {"325"}
_INVOICES = {
    *("82", "326", "331", "380", "386", "387", "388", "394", "575", "623", "633", "780", "875", "876", "877"),
}
"""Claims for payment. Left out: requests and forecasts (71, 102, 218, 219), copies for the books (751, 935), orders and
offers, the corrected invoice (384), of which a person has to see what it corrects, and what tells of a commission
(382), of several sellers (385), of no sale (395), of a booking at a bank (456, 457) or of a discrepancy (553)."""
_ASKED = {"261", "308", "389", "390", "393", "396", "527"}
"""Written by the one who receives the goods, or payable to a factor or an agent: which of these it is, and whether it
should be here at all, a person has to say."""
# UNTDID 7161
_SHIPPING = {"DL", "FC", "FI", "SH", "PC"}
_SERVICE = {"AA", "ABL", "ADR", "ADT", "AEW", "ASS", "CAX"}
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", re.ASCII)


def doc_type(type_code: str | None) -> DocType:
    if type_code in _CREDIT_NOTES:
        return "credit_note"
    if type_code in _DEBIT_NOTES:
        return "debit_note"
    return "proforma" if type_code in _PROFORMA else "invoice"


def is_plain_invoice(type_code: str) -> bool:
    """True for a kind of document that may be booked as it is; also for a pro forma, which :func:`doc_type` tells."""
    return type_code in (_CREDIT_NOTES | _DEBIT_NOTES | _PROFORMA | _INVOICES) - _ASKED


def charge_kind(*, is_charge: bool, reason_code: str | None) -> ChargeKind:
    if not is_charge:
        return "discount"
    if reason_code in _SHIPPING:
        return "shipping"
    return "service" if reason_code in _SERVICE else "other"


def iban_shaped(account: str) -> str | None:
    """The account without blanks if it has the form of an IBAN; check digits are checked elsewhere."""
    compact = re.sub(r"\s", "", account).upper()
    return compact if _IBAN.fullmatch(compact) else None
