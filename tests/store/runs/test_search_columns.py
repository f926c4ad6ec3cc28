"""Columns that are copied out of a record: each is in the table, and each is filled."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from invoice_llm.invoice.outcome import Outcome, Reason
from invoice_llm.invoice.record import Record
from invoice_llm.invoice.schema import Invoice, Party
from invoice_llm.store.runs.search_columns import searchable
from invoice_llm.store.sql.schema import found

INVOICE = Invoice(
    seller=Party(name="Halden & Moore", vat_id="GB612340054"),
    invoice_number="HM/2026/047",
    issue_date=date(2026, 2, 27),
    due_date=date(2026, 3, 13),
    currency="GBP",
    total_gross=Decimal("4578.00"),
)
RECORD = Record(
    document="a.pdf",
    sha256="a",
    outcome=Outcome.REVIEW,
    reasons=(Reason.SUM_MISMATCH,),
    confidence=0.85,
    invoice=INVOICE,
    invoice_model="generic_fallback",
    llm_model="a-model",
    calls=2,
    cost_usd="0.000123",
    reviewed_by="anna",
)


def test_every_column_behind_the_record_is_copied_out_of_it() -> None:
    names = [column.name for column in found.columns]
    assert list(searchable(RECORD)) == names[names.index("supplier") :]


def test_a_full_record_fills_every_column() -> None:
    assert [name for name, value in searchable(RECORD).items() if value is None] == []
