"""The day of an invoice held against the day on which its file was made."""

from __future__ import annotations

from datetime import date, timedelta

from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement

_OLDEST = timedelta(days=3 * 366)
"""A file that is so much younger than its invoice is a reprint of one that was settled long ago, or its year is wrong.
Of 120 public samples five are older, all of them made again by somebody else."""


def years_before_its_file(invoice: Invoice, made: date | None) -> list[Concern]:
    """Dated years before the file was made. A scan of an old paper is young as well, and worth the same question."""
    issued = invoice.issue_date
    if made is None or issued is None or made - issued <= _OLDEST:
        return []
    values = {"issued": issued.isoformat(), "made": made.isoformat()}
    return [Concern.saying(Reason.DATE_ORDER, Statement.FILE_YOUNGER, "issue_date", **values)]
