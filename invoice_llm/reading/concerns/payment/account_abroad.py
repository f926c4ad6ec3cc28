"""A bank account held against the country that the supplier's VAT id is of, or that else tells where it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from invoice_llm.invoice.checks.company_ids import folded_id
from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement

_ONE_AREA = (
    {"GB", "XI", "GG", "JE", "IM"}, {"GR", "EL"}, {"FR", "MC"}, {"IT", "SM", "VA"}, {"CH", "LI"}, {"DK", "FO", "GL"},
)  # fmt: skip
"""Countries that share their banks or write their VAT ids otherwise than their accounts."""
_COUNTRY = re.compile(r"([A-Z]{2})(?:[A-Z0-9]*[0-9]){6}")
_SWISS = "CHE"


_OF_CURRENCY = {
    "USD": "US", "TRY": "TR", "GBP": "GB", "PLN": "PL", "CZK": "CZ", "HUF": "HU", "RON": "RO", "SEK": "SE", "NOK": "NO",
    "DKK": "DK", "CLP": "CL", "BRL": "BR", "MXN": "MX", "CAD": "CA", "AUD": "AU", "NZD": "NZ", "INR": "IN", "JPY": "JP",
    "CNY": "CN", "ZAR": "ZA", "ILS": "IL", "AED": "AE", "SAR": "SA", "UAH": "UA", "RSD": "RS", "ISK": "IS", "SGD": "SG",
    "HKD": "HK", "COP": "CO", "ARS": "AR", "KRW": "KR", "CHF": "CH",
}  # fmt: skip
"""The country in which a currency is at home, where it is that of one alone."""


def account_abroad(invoice: Invoice, known: Collection[str], place: str | None = None) -> list[Concern]:
    """No account in the country of the supplier's VAT id or of its address, and none that it had before: a usual one
    with payment services, and the mark of a letter that asks for money to be sent elsewhere. A person asks once.

    ``place`` is the country that the page shows the supplier in. Without an id that tells its country, that one counts;
    where there is none either, the currency tells where the account may be expected.
    """
    told = [(at, folded_id(one.iban)) for at, one in enumerate(invoice.payment_accounts) if one.iban]
    before = set(map(folded_id, known))
    home = _home(invoice)
    seat = invoice.seller.address.country_code if invoice.seller.address else None
    homes = [one for one in (home, seat, *([] if home else [place])) if one]
    homes = homes or [one for one in (_OF_CURRENCY.get(invoice.currency or ""),) if one]
    if not homes or not told or any(_is_at(homes, number[:2]) or number in before for _, number in told):
        return []
    at, number = told[0]
    path = f"payment_accounts[{at}].iban"
    values = {"ends": number[-4:], "there": number[:2], "home": homes[0]}
    says = Statement.ACCOUNT_ELSEWHERE if home is None else Statement.ACCOUNT_ABROAD
    return [Concern.saying(Reason.PAYEE_UNCLEAR, says, path, **values)]


def _home(invoice: Invoice) -> str | None:
    number = folded_id(invoice.seller.vat_id)
    if number.startswith(_SWISS):
        return number[:2]
    found = _COUNTRY.match(number)
    return found[1] if found else None


def _is_at(homes: Iterable[str], there: str) -> bool:
    return any(home == there or any({home, there} <= area for area in _ONE_AREA) for home in homes)
