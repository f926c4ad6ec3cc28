"""Amounts on a payment slip below the invoice: one that is not the invoice's is asked about."""

from __future__ import annotations

from decimal import Decimal

import pytest

from invoice_llm.documents.page import Page, TextRow
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.reading.concerns.not_understood import unexplained
from tests.reading.test_not_understood import INVOICE, row

IBAN = "GB33 BUKB 2020 1555 5555 55"
LEFT = 0.1


@pytest.mark.parametrize(
    ("slip", "held"),
    [
        (("Payee Thornbury Lift Services", f"IBAN {IBAN}", "Amount £696.00"), True),
        (("Payee Thornbury Lift Services", f"IBAN {IBAN}", "Amount £546.00"), False),
        (("Kwota 696,00", "Odbiorca Thornbury", f"Rachunek {IBAN}"), True),
        ((f"IBAN {IBAN}", "Share capital, registered in 1000.00"), False),
        (("Account number 1503.40.11233", f"IBAN {IBAN}"), False),
        ((f"IBAN {IBAN}", "Discount of 2 % 10.92"), False),
        (("Amount £696.00", "as agreed"), False),
        (("Please transfer the sum of £696.00.",), True),
        (("Bitte überweisen Sie den Betrag von 696,00 €.",), True),
        (("Gelieve over te maken: 696,00 GBP.",), True),
        (("Please transfer the sum of £546.00.",), False),
        (("Late payments must be settled with a fee of £40.00.",), False),
        (("Payment received with thanks £96.00.",), False),
    ],
)
def test_another_amount_beside_the_account_below_the_total_is_asked_about(slip: tuple[str, ...], held: bool) -> None:
    total = row(0.5, ("Total", 0.6), ("£546.00", 0.9))
    below = [_flush(0.7 + 0.02 * at, text) for at, text in enumerate(slip)]
    concerns = _asked(INVOICE, (total, *below))
    assert concerns == ([Reason.UNKNOWN_WORDS] if held else [])


@pytest.mark.parametrize(("amount", "held"), [("696.00", True), ("546.00", False)])
def test_an_amount_in_the_row_of_the_account_is_one_of_the_slip(amount: str, held: bool) -> None:
    total = row(0.5, ("Total", 0.6), ("£546.00", 0.9))
    slip = row(0.7, (f"IBAN {IBAN}", 0.5), (f"Amount: £{amount}", 0.9))
    assert _asked(INVOICE, (total, slip)) == ([Reason.UNKNOWN_WORDS] if held else [])


def test_an_account_to_the_right_is_no_amount_of_a_currency_without_cents() -> None:
    sums = {"total_net": None, "total_tax": None, "total_gross": Decimal(546), "amount_due": Decimal(546)}
    rows = row(0.5, ("Total", 0.6), ("546 Ft", 0.9)), row(0.7, ("Bank: OTP", 0.3), (f"IBAN: {IBAN}", 0.9))
    assert not _asked(INVOICE.model_copy(update={"currency": "HUF", **sums}), rows)


def test_a_reference_is_no_amount_of_a_currency_without_cents() -> None:
    sums = {
        "total_net": Decimal(455),
        "total_tax": Decimal(91),
        "total_gross": Decimal(546),
        "amount_due": Decimal(546),
    }
    invoice = INVOICE.model_copy(update={"currency": "HUF", **sums})
    rows = [row(0.5, ("Total", 0.6), ("546 Ft", 0.9)), _flush(0.7, f"IBAN {IBAN}")]
    for text, held in (("Reference 2607261", False), ("Amount 2 607 261 Ft", True), ("Amount 546 Ft", False)):
        assert bool(_asked(invoice, (*rows, _flush(0.72, text)))) == held


def test_what_net_and_tax_come_to_is_no_second_question_beside_the_check_of_the_sum() -> None:
    rows = [row(0.5, ("Total", 0.6), ("£564.00", 0.9)), _flush(0.7, f"IBAN {IBAN}"), _flush(0.72, "Amount £546.00")]
    wrong = INVOICE.model_copy(update={"total_gross": Decimal(564), "amount_due": Decimal(564)})
    assert not _asked(wrong, tuple(rows))
    assert _asked(wrong.model_copy(update={"total_tax": None}), tuple(rows)) == [Reason.UNKNOWN_WORDS]


@pytest.mark.parametrize(("label", "sign", "held"), [("Amount due", "£", True), ("Amount due", "£546.00", False)])
def test_a_label_of_what_is_due_without_a_figure_is_asked_about(label: str, sign: str, held: bool) -> None:
    rows = (row(0.5, ("Total", 0.6), ("£546.00", 0.9)), row(0.52, (label, 0.6), (sign, 0.9)))
    spot = Evidence(source="text", page=1, bbox=(0.84, 0.5, 0.9, 0.511), quote="546.00")
    found = unexplained(INVOICE, {"total_gross": spot}, [Page(1, 600.0, 840.0, rows)])
    assert [concern.values["says"] for concern in found] == (["row_unused"] if held else [])


def _flush(top: float, text: str) -> TextRow:
    return row(top, (text, LEFT + 0.008 * len(text)))


def _asked(invoice: Invoice, rows: tuple[TextRow, ...]) -> list[Reason | None]:
    spot = Evidence(source="text", page=1, bbox=(0.84, 0.5, 0.9, 0.511), quote="546.00")
    found = unexplained(invoice, {"total_gross": spot}, [Page(1, 600.0, 840.0, rows)])
    return [concern.reason for concern in found if concern.values.get("says") == "amount_unused"]
