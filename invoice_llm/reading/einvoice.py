"""An e-invoice's data need no reading, but they are checked, and held against the page they travel with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from invoice_llm.invoice.checks import Finding, check
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.fields import HEADER_FIELDS
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.reading.evidence.locate import values
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.hybrid.differences import differences

EXACT = 0.99
"""Data, not a reading; the rest is for a supplier whose data are wrong although they add up."""
_CONTRADICTED = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminedEinvoice:
    """Evidence by field path, and the checks."""

    evidence: dict[str, Evidence]
    confidence: float
    field_count: int
    findings: tuple[Finding, ...]


def examine_einvoice(invoice: Invoice, page: PageReading, *, today: date) -> ExaminedEinvoice:
    """Weigh the data of a UBL or CII document; ``page`` is that of the PDF it came in, empty for data alone. The
    evidence of a value that the page contradicts quotes what the page says instead."""
    differing = differences(invoice, page)
    told = [*(path for path, _ in values(invoice)), *(["currency"] if invoice.currency else [])]
    evidence = dict.fromkeys(told, _AGREED) | {path: _contradicted(said) for path, said in differing.items()}
    return ExaminedEinvoice(
        evidence=evidence,
        confidence=EXACT,
        field_count=sum(path in evidence for path in HEADER_FIELDS),
        findings=check(invoice, today=today),
    )


_AGREED = Evidence(source="xml", confidence=EXACT)


def _contradicted(said: str | None) -> Evidence:
    return Evidence(source="xml", quote=said, confidence=_CONTRADICTED, reasons=(Reason.PAGE_XML_DISAGREE,))
