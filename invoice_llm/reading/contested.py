"""Labels that the page prints twice with different values beside them: which one is meant, only a person can tell.

For the values that no sum can confirm. Of two totals the one that adds up is right; of two invoice numbers under two
labels either may be planted, or belong to another invoice in the same file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from invoice_llm.invoice.dates import find_dates, parse_date
from invoice_llm.invoice.schema import Invoice
from invoice_llm.reading.convention import read_convention

_INVOICE = r"(?:tax[ -]?)?invoice|rechnungs?|belegs?|facture|fattura|factura|factuur|faktur[ay]|fatura"
_NUMBER = re.compile(
    rf"(?<!\w)(?:(?:{_INVOICE})[ -]{{0,2}}(?:(?:no|nr|num|number|nummer|num[eé]ro|id)\b\.?|n[°º]|#)"
    r"|num[eé]ro de (?:la )?facture)[ ]?[:.#]?[ ]{0,30}(?:n[°º] ?)?(?P<value>[\w/.-]*\d[\w/.-]*)",
    re.IGNORECASE,
)
_DATE = re.compile(
    rf"(?<!\w)(?:(?:{_INVOICE})[ -]?(?:date|datum)|date de (?:la )?facture|data fattura|fecha (?:de )?factura)\b"
    r"[ ]?[:.]?[ ]{0,30}(?P<value>\S.{0,24})",
    re.IGNORECASE,
)


def contested(invoice: Invoice, text: str) -> tuple[str, ...]:
    """Of number and date those that are contested. An invoice that is corrected or referred to is no rival."""
    fields = []
    named = {_folded(one.number) for one in invoice.preceding_invoices}
    printed = {found["value"] for found in _NUMBER.finditer(text) if not any(find_dates(found["value"]))}
    numbers = set(map(_folded, printed)) - named - {""}
    own = _folded(invoice.invoice_number or "")
    if own and any(not _same(own, other) for other in numbers):
        fields.append("invoice_number")
    days = set(_days(invoice, text))
    if invoice.issue_date is not None and days - {invoice.issue_date}:
        fields.append("issue_date")
    return tuple(fields)


def _days(invoice: Invoice, text: str) -> Iterator[object]:
    convention = read_convention(text, invoice.language, invoice.seller.vat_id)
    for found in _DATE.finditer(text):
        for start, end in list(find_dates(found["value"]))[:1]:
            day = parse_date(found["value"][start:end], order=convention.order, language=convention.language)
            if start == 0 and day is not None:
                yield day.value


def _same(one: str, other: str) -> bool:
    """A number that is printed in parts is found in part."""
    return one in other or other in one


def _folded(number: str) -> str:
    return re.sub(r"[\W_]", "", number).casefold()
