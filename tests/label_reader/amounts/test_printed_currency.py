"""The currency of a total by what stands beside it and elsewhere."""

from __future__ import annotations

import pytest

from invoice_llm.label_reader.amounts.currency import printed_currency

RATES = "Express   25,00 EUR\nOvernight   40,00 EUR\nIsland   55,00 EUR\n"


@pytest.mark.parametrize(
    ("total", "more", "printed"),
    [
        ("I alt   100,00 kr.", "", "kr"),
        ("Total   100.00 $", "", "$"),
        ("Total   100.00 £", "", "£"),
        ("Total   100.00", "", "EUR"),
    ],
)
def test_a_shared_sign_beside_the_total_is_no_currency_without_it(total: str, more: str, printed: str) -> None:
    found = printed_currency(f"{total}\n{RATES}{more}\n", total)
    assert found is not None
    assert found.rstrip(".") == printed
