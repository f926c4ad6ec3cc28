"""The tax of an invoice that prints its rate and no amount of it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from invoice_llm.invoice.schema import Invoice
from invoice_llm.label_reader.reader import read_invoice
from invoice_llm.reading.extraction import ExtractionConfig, examine
from tests.clock import TODAY

SHEET = """\
Contoso Ltd                                             Invoice

Invoice No: 1234                                        Date: 2026-03-02
Bill to: Trey Research

Description                                             Line Total
Training                                                   2550.00

                                        Subtotal           2550.00
                                        {tax}
                                        Total              2779.50 USD
"""


def _read(tax: str) -> Invoice:
    text = SHEET.format(tax=tax)
    config = ExtractionConfig(today=TODAY)
    return examine(read_invoice(text), text, config, llm_model="labels", prompt_version="none").invoice


def test_a_rate_that_makes_the_total_of_the_net_amount_says_what_the_tax_is() -> None:
    read = _read("Sales Tax               9%")
    assert read.total_tax == Decimal("229.50")
    assert [(tax.rate, tax.base) for tax in read.taxes] == [(Decimal(9), Decimal(2550))]


@pytest.mark.parametrize("row", ["Sales Tax              10%", "Shipping and handling", "Sales Tax"])
def test_without_such_a_rate_no_tax_is_made_up(row: str) -> None:
    assert _read(row).total_tax is None
