"""Optional values that the page speaks against are left out of what is accepted, and said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.paths import get
from invoice_llm.invoice.schema import Invoice, LineItem, Party, PaymentAccount
from invoice_llm.invoice.telling import as_sentences
from invoice_llm.reading.dropping import as_accepted

INVOICE = Invoice(
    invoice_number="HP-2041",
    issue_date=date(2026, 3, 2),
    due_date=date(2026, 4, 1),
    currency="GBP",
    seller=Party(name="Harbour Paper Ltd", vat_id="GB823447181"),
    po_numbers=("PO-1", "PO-2"),
    total_net=Decimal("350.00"),
    total_gross=Decimal("420.00"),
    amount_due=Decimal("420.00"),
    payment_accounts=(PaymentAccount(iban="DE89370400440532013000"),),
    lines=(LineItem(quantity=Decimal(1), line_total=Decimal(100)), LineItem(line_total=Decimal(250))),
)


def against(path: str, reason: Reason) -> dict[str, Evidence]:
    return {path: Evidence(page=1, bbox=(0, 0, 1, 1), quote="x", source="text", reasons=(reason,))}


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("due_date", Reason.READINGS_DISAGREE),
        ("total_net", Reason.WEAK_LABEL),
        ("lines[0].quantity", Reason.NOT_ON_PAGE),
        ("lines[0].line_total", Reason.OTHER_LABELLED),
    ],
)
def test_an_optional_value_with_something_against_it_is_left_out_and_said(path: str, reason: Reason) -> None:
    kept, remarks = as_accepted(INVOICE, against(path, reason))
    assert get(kept, path) is None
    assert get(INVOICE, path) is not None
    assert [(remark.reason, remark.fields) for remark in remarks] == [(reason, (path,))]
    assert "it was left out" in as_sentences(remarks)


def test_an_invoice_without_lines_says_so() -> None:
    assert as_accepted(INVOICE, {}) == (INVOICE, ())
    kept, remarks = as_accepted(INVOICE.model_copy(update={"lines": ()}), {})
    assert (kept.lines, [remark.fields for remark in remarks]) == ((), [("lines",)])
    assert as_sentences(remarks) == "No lines were read; the record has the totals alone."


def test_of_several_order_numbers_the_others_stay() -> None:
    kept, _ = as_accepted(INVOICE, against("po_numbers[0]", Reason.NOT_ON_PAGE))
    assert kept.po_numbers == ("PO-2",)


@pytest.mark.parametrize(
    "path", ["invoice_number", "total_gross", "amount_due", "payment_accounts[0].iban", "seller.vat_id"]
)
def test_what_is_needed_or_paid_is_never_left_out(path: str) -> None:
    assert as_accepted(INVOICE, against(path, Reason.OTHER_LABELLED)) == (INVOICE, ())


@pytest.mark.parametrize(
    ("path", "reason"), [("lines[0].line_total", Reason.WEAK_LABEL), ("due_date", Reason.TAX_MISMATCH)]
)
def test_what_says_nothing_of_the_value_itself_leaves_it(path: str, reason: Reason) -> None:
    assert as_accepted(INVOICE, against(path, reason)) == (INVOICE, ())


def test_a_value_that_was_not_read_is_said() -> None:
    kept, remarks = as_accepted(INVOICE, against("total_tax", Reason.NOT_READ))
    assert kept == INVOICE
    assert as_sentences(remarks) == "The page shows a value under its label that was not read: tax."
