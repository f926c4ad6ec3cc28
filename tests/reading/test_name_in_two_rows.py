"""A supplier's name that may begin in the row above it."""

from __future__ import annotations

import pytest

from invoice_llm.documents.page import Page, TextRow, Word
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Party
from invoice_llm.reading.concerns.not_understood import unexplained
from tests.reading.test_not_understood import INVOICE


@pytest.mark.parametrize(
    ("above", "high", "asked"),
    [
        ("Installatiebedrijf Ter", 0.016, True),
        ("Auer & Söhne", 0.016, True),
        ("Installatiebedrijf Ter", 0.011, False),
        ("Invoice", 0.016, False),
        ("Order 4711", 0.016, False),
    ],
)
def test_a_row_of_the_same_large_print_right_above_is_asked_about(above: str, high: float, asked: bool) -> None:
    name, number = _row(0.05, "Horst B.V.", 0.016), _row(0.2, "Number 4711", 0.011)
    rows = (
        _row(0.05 - high - 0.002, above, high),
        name,
        *(_row(0.1 + at / 50, "Small words here", 0.011) for at in range(4)),
    )
    first, last = name.words[0].box, name.words[-1].box
    spot = Evidence(page=1, bbox=(first[0], first[1], last[2], last[3]), quote="Horst B.V.", source="text")
    invoice = INVOICE.model_copy(update={"seller": Party(name="Horst B.V.", vat_id="NL852933940B01")})
    found = [one.reason for one in unexplained(invoice, {"seller.name": spot}, [Page(1, 595, 842, (*rows, number))])]
    assert (Reason.UNPARSABLE_VALUE in found) == asked


def _row(top: float, text: str, high: float) -> TextRow:
    words, x = [], 0.1
    for word in text.split():
        words.append(Word(word, (x, top, x + 0.008 * len(word), top + high)))
        x += 0.008 * (len(word) + 1)
    return TextRow((tuple(words),))
