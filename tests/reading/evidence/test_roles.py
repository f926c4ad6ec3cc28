"""Printed labels of several languages, and whose they are: 1 the field's own, -1 another one's."""

from __future__ import annotations

import pytest

from invoice_llm.reading.evidence.locate import locate
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.extraction import text_page
from invoice_llm.reading.parsing.assembly import assemble
from invoice_llm.reading.parsing.convention import read_convention
from tests.reading.printed_invoice import printed


@pytest.mark.parametrize(
    ("path", "label", "value", "says"),
    [
        ("invoice_number", "Rechnungsnummer:", "77", 1),
        ("invoice_number", "Tax Invoice No.", "77", 1),
        ("invoice_number", "Kunden-Nr. 4711  Nr.", "77", 1),
        ("invoice_number", "Kunden-Nr.", "77", -1),
        ("invoice_number", "Delivery note no", "77", -1),
        ("issue_date", "Lieferdatum entspricht Rechnungsdatum", "05.03.2026", 1),
        ("issue_date", "Rechnung Nr. 5 vom", "05.03.2026", 1),
        ("issue_date", "Order no 7 Date", "5 March 2026", 1),
        ("issue_date", "Date de facture :", "25/03/2026", 1),
        ("issue_date", "Date d'échéance :", "25/03/2026", -1),
        ("issue_date", "Lieferdatum", "05.03.2026", -1),
        ("due_date", "Service period due", "5 March 2026", 1),
        ("total_gross", "Net à payer", "12,50", 1),
        ("total_gross", "Gesamtbetrag brutto", "12,50", 1),
        ("total_gross", "Total excl. VAT 10.00 Total", "12.50", 1),
        ("total_gross", "Total (incl. VAT)", "12.50", 1),
        ("total_gross", "Net amount", "12.50", -1),
        ("total_gross", "Zwischensumme", "12,50", -1),
        ("total_net", "Gross amount", "12.50", -1),
        ("amount_due", "Net amount due", "12.50", 1),
    ],
)
def test_a_label_says_whose_value_stands_behind_it(path: str, label: str, value: str, says: int) -> None:
    text = f"{label} {value}"
    spots = locate(
        assemble(printed(**{path: value}), text), PageReading.of((text_page(text),)), read_convention(text, None)
    )
    assert spots[path].label == says
