"""A number whose series is printed apart from it."""

from __future__ import annotations

import pytest

from invoice_llm.documents.page import Page
from invoice_llm.reading.concerns.numbers.number_series import lacks_series
from tests.reading.test_not_understood import row


@pytest.mark.parametrize(
    ("before", "number", "lacks"),
    [
        ("Seri: KRT Sıra No:", "00441", True),
        ("Seria KRT nr.", "00441", True),
        ("Série F2 n.º", "118", True),
        ("Seria: KRT Nr:", "KRT 00441", False),
        ("Series of talks, invoice", "00441", False),
        ("Rechnungsnummer", "00441", False),
    ],
)
def test_a_number_without_the_letters_of_its_series_is_told(before: str, number: str, lacks: bool) -> None:
    page = Page(1, 600.0, 840.0, (row(0.2, (before, 0.5), (number, 0.9)),))
    assert lacks_series(number, [page]) == lacks
