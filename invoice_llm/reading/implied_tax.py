"""The tax of an invoice that leaves its sum to the reader: a rate without an amount (``Sales Tax 9 %``), a row for each
rate and none for all, or a table of rates below which only the total stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.paths import get
from invoice_llm.invoice.schema import Invoice, TaxLine
from invoice_llm.reading.evidence.page_index import Places
from invoice_llm.reading.evidence.structure import Structure

_NEAR = Decimal("0.02")
Values = tuple[Invoice, Mapping[str, Evidence]]


def with_implied_tax(invoice: Invoice, evidence: Mapping[str, Evidence], page: Structure, places: Places) -> Values:
    """The invoice with the tax between its net amount and its total, where both stand on the page and it is beyond
    doubt: by the one printed rate that makes it, by the rows of taxes that make it, or by the bases and amounts of all
    rates, which make the total. Any other invoice as it is."""
    tax = _between(invoice, evidence)
    if tax is None:
        return _of_all_rates(invoice, evidence, places)
    lines = _of_rows(page, tax) if invoice.total_tax != tax else ()
    if not lines and invoice.total_tax is None:
        lines = _of_a_rate(invoice, tax, places)
    if not lines:
        return invoice, evidence
    told = {path: Evidence(source="derived") for path in ("total_tax", *_amounts(len(lines)))}
    kept = {path: spot for path, spot in evidence.items() if not path.startswith("taxes[")}
    return invoice.model_copy(update={"total_tax": tax, "taxes": lines}), {**kept, **told}


def _between(invoice: Invoice, evidence: Mapping[str, Evidence]) -> Decimal | None:
    """Excess of the total over the net amount, where no amounts by rate were read and nothing else lies between."""
    net, gross = invoice.total_net, invoice.total_gross
    if net is None or gross is None or gross <= net:
        return None
    others = invoice.charge_total or invoice.allowance_total or invoice.rounding
    amounts = [tax for tax in invoice.taxes if tax.amount is not None]
    return None if others or amounts or not _are_printed(evidence, "total_net", "total_gross") else gross - net


def _of_a_rate(invoice: Invoice, tax: Decimal, places: Places) -> tuple[TaxLine, ...]:
    net = invoice.total_net or Decimal(0)
    rates = [rate for rate in places.printed_rates() if rate and abs(net * rate / 100 - tax) <= _NEAR]
    return (TaxLine(rate=rates[0], base=net, amount=tax),) if len(rates) == 1 else ()


def _of_rows(page: Structure, tax: Decimal) -> tuple[TaxLine, ...]:
    """Every amount that is labelled as a tax and nothing else, where several of them make this one."""
    rows = [one for one in page.labelled("tax") if one.value]
    adds_up = len(rows) > 1 and sum(one.value for one in rows) == tax
    return tuple(TaxLine(rate=_rate(one.rate), amount=one.value) for one in rows) if adds_up else ()


def _rate(printed: str | None) -> Decimal | None:
    found = re.fullmatch(r"([0-9]{1,2})(?:[.,]([0-9]{1,2}))? ?%?", printed or "")
    return Decimal(f"{found[1]}.{found[2] or 0}").normalize() if found else None


def _of_all_rates(invoice: Invoice, evidence: Mapping[str, Evidence], places: Places) -> Values:
    """With the sums of all rates, where the page prints them one by one: the bases and amounts of a complete table make
    the total, or the amounts alone make it with the net amount."""
    amounts = [tax.amount for tax in invoice.taxes if tax.amount is not None]
    tax = sum(amounts, Decimal(0))
    if not amounts or len(amounts) < len(invoice.taxes) or invoice.total_tax not in (None, tax):
        return invoice, evidence
    net = invoice.total_net if invoice.total_net is not None else _of_bases(invoice, places)
    stated = ("total_net",) if invoice.total_net is not None else ()
    if net is None or net + tax != invoice.total_gross:
        return invoice, evidence
    if not _are_printed(evidence, "total_gross", *_amounts(len(amounts)), *stated):
        return invoice, evidence
    sums = {"total_net": net, "total_tax": tax}
    told = {path: Evidence(source="derived") for path in sums if get(invoice, path) is None}
    return invoice.model_copy(update=sums), {**evidence, **told}


def _of_bases(invoice: Invoice, places: Places) -> Decimal | None:
    """The sum of the bases of all rates, each of which the page prints."""
    bases = [tax.base for tax in invoice.taxes if tax.base is not None]
    is_whole = len(bases) == len(invoice.taxes) and all(map(places.amount, bases))
    return sum(bases, Decimal(0)) if is_whole else None


def _are_printed(evidence: Mapping[str, Evidence], *paths: str) -> bool:
    return all(path in evidence and evidence[path].page is not None for path in paths)


def _amounts(count: int) -> list[str]:
    return [f"taxes[{at}].amount" for at in range(count)]
