"""What becomes of an invoice that says that it is paid, or seems to."""

from __future__ import annotations

from decimal import Decimal

import pytest

from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.label_reader.reader import read_invoice
from invoice_llm.reading.concerns.payment.debited import debited
from invoice_llm.reading.concerns.self_described import self_concerns
from invoice_llm.reading.evidence.structure import Structure, structure_of
from invoice_llm.reading.extraction import ExtractionConfig, examine
from tests.clock import TODAY
from tests.label_reader.page_texts import ENGLISH

TOTAL = Decimal("516.00")


@pytest.mark.parametrize(
    "sentence",
    [
        "Settled in cash on delivery.",
        "Received in cash: 516.00.",
        "Payment taken from card ending 1881.",
        "The invoice has already been paid.",
    ],
)
def test_nothing_is_due_where_the_money_came(sentence: str) -> None:
    read, page = _read(sentence)
    assert (read.amount_due, read.paid_amount) == (Decimal(0), TOTAL)
    assert not _reasons(read, page)


def test_a_single_word_asks_a_person() -> None:
    read, page = _read("The invoice is paid this morning.")
    assert read.amount_due in (None, TOTAL)
    assert _reasons(read, page) == [Reason.PAID_UNCLEAR]


def test_a_sentence_about_an_earlier_invoice_says_nothing_of_this_one() -> None:
    read, page = _read("Payment received for invoice 2026-077 with thanks.")
    assert read.amount_due in (None, TOTAL)
    assert not _reasons(read, page)


def test_a_means_under_its_label_asks_a_person() -> None:
    read, page = _read("Payment method: Visa •••• 4242")
    assert [one.reason for one in debited(read, page)] == [Reason.PAID_UNCLEAR]


def _reasons(invoice: Invoice, page: Structure) -> list[Reason | None]:
    return [one.reason for one in self_concerns(invoice, page)]


def _read(sentence: str) -> tuple[Invoice, Structure]:
    """The English invoice with a sentence at its end, and its page."""
    text = f"{ENGLISH}\n\n{sentence}\n"
    config = ExtractionConfig(today=TODAY)
    read = examine(read_invoice(text), text, config, llm_model="labels", prompt_version="none").invoice
    return read, structure_of(text)
