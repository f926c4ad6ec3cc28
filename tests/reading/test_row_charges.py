"""Charges and discounts in a row of totals, under heads that nobody knows."""

from __future__ import annotations

from decimal import Decimal

import pytest

from invoice_llm.invoice.checks import check
from invoice_llm.invoice.schema import Invoice
from invoice_llm.label_reader.reader import read_invoice
from invoice_llm.reading.extraction import ExtractionConfig, examine
from tests.clock import TODAY

SHEET = """\
Alder Foods GmbH                                        Rechnung
Mühlweg 4
50667 Köln

Rechnungsnummer: 4471                                   Rechnungsdatum: 02.03.2026
Kunde: Brackwater GmbH

Bezeichnung                                             Betrag
Strom                                                   520,00
Netz                                                    542,60

Warenwert   Zu-/Abschlag   Fracht-Verp   Skonto sofort   Nettobetrag   MwSt-Betrag   MwSt-%   Endbetrag
{row}
                                                                           Rechnungsbetrag EUR     1.256,70
"""


def _read(row: str) -> Invoice:
    text = SHEET.format(row=row)
    config = ExtractionConfig(today=TODAY)
    return examine(read_invoice(text), text, config, llm_model="labels", prompt_version="none").invoice


def _fails(invoice: Invoice) -> bool:
    return any(finding.rule == "BR-CO-10" and finding.ok is False for finding in check(invoice, today=TODAY))


def test_a_row_that_leads_from_the_lines_to_the_net_total_tells_the_charges() -> None:
    row = "1.062,60                    15,00         -21,55          1.056,05        200,65      19,0    1.256,70"
    read = _read(row)
    assert read.total_net == Decimal("1056.05")
    assert [(one.is_charge, one.amount) for one in read.allowances_charges] == [
        (True, Decimal("15.00")),
        (False, Decimal("21.55")),
    ]
    assert (read.charge_total, read.allowance_total) == (Decimal("15.00"), Decimal("21.55"))
    assert not _fails(read)


@pytest.mark.parametrize("freight", ["15,01", "", "25,00"])
def test_a_row_that_does_not_add_up_tells_nothing(freight: str) -> None:
    row = f"1.062,60         {freight:>16}         -21,55          1.056,05        200,65      19,0    1.256,70"
    read = _read(row)
    assert not read.allowances_charges
    assert _fails(read)
