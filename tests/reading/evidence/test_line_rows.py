"""Lines and their rows: amount, description, quantity, price and rate stand together."""

from __future__ import annotations

from typing import Any

import pytest

from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.printed import PrintedInvoice, PrintedLine, PrintedTax
from invoice_llm.reading.evidence.locate import as_evidence, locate
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.extraction import text_page
from invoice_llm.reading.parsing.assembly import assemble
from invoice_llm.reading.parsing.convention import read_convention
from tests.reading.printed_invoice import RIGHT, TEXT, line

RATED = """\
Description                  Qty     Unit price    VAT %      Amount
Bath towel, white             40           6.50       20      260.00
Slippers, box of 50            2          45.00       20       90.00
Guide book                     7           3.00        7       21.00

Subtotal                                                     371.00
VAT 20% of 350.00                                             70.00
VAT 7% of 21.00                                                1.47
Total                                                        442.47
"""


def lines_with(at: int, **values: Any) -> PrintedInvoice:
    lines = list(RIGHT.lines)
    lines[at] = lines[at].model_copy(update=values)
    return RIGHT.model_copy(update={"lines": lines})


def doubts(answer: PrintedInvoice, text: str = TEXT) -> dict[str, tuple[str, ...]]:
    found = locate(assemble(answer, text), PageReading.of((text_page(text),)), read_convention(text, answer.language))
    evidence = as_evidence(found, {}, {})
    return {
        path: spot.reasons for path, spot in evidence.items() if path.startswith(("lines", "taxes")) and spot.reasons
    }


def rated(description: str, quantity: str, price: str, rate: str | None, total: str) -> PrintedLine:
    return line(description, total, quantity=quantity, unit_price=price).model_copy(update={"tax_rate": rate})


def with_rates(*rates: str | None) -> PrintedInvoice:
    rows = [
        ("Bath towel, white", "40", "6.50", "260.00"),
        ("Slippers, box of 50", "2", "45.00", "90.00"),
        ("Guide book", "7", "3.00", "21.00"),
    ]
    lines = [rated(d, q, p, rate, t) for (d, q, p, t), rate in zip(rows, rates, strict=True)]
    taxes = [
        PrintedTax(rate="20%", base="350.00", amount="70.00"),
        PrintedTax(rate="7%", base="21.00", amount="1.47"),
    ]
    return RIGHT.model_copy(update={"lines": lines, "taxes": taxes})


def test_nothing_is_said_against_lines_as_they_are_printed() -> None:
    assert doubts(RIGHT) == {}
    assert doubts(with_rates("20", "20", "7"), RATED) == {}


def test_lines_merged_into_one_have_no_place_where_the_total_stands() -> None:
    merged = RIGHT.model_copy(update={"lines": [line("Bath towel, white Slippers, box of 50", "350.00")]})
    assert doubts(merged) == {"lines[0].line_total": (Reason.NOT_ON_PAGE,)}


@pytest.mark.parametrize(("name", "value"), [("quantity", "4"), ("unit_price", "5.60"), ("line_total", "206.00")])
def test_a_part_of_a_line_that_its_row_does_not_show_is_told(name: str, value: str) -> None:
    assert (f"lines[0].{name}", (Reason.NOT_ON_PAGE,)) in doubts(lines_with(0, **{name: value})).items()


def test_a_row_that_multiplies_with_other_numbers_was_read_wrong() -> None:
    text = TEXT.replace(
        "Bath towel, white                           40", "12 Bath towel, white                        40"
    )
    read = lines_with(0, quantity="12")
    assert doubts(read, text) == {"lines[0].quantity": (Reason.OTHER_LABELLED,)}


def test_a_unit_may_stand_right_behind_a_quantity() -> None:
    assert doubts(RIGHT, TEXT.replace("   40 ", " 40pcs ")) == {}


def test_a_rate_is_the_one_of_its_own_row() -> None:
    wrong = with_rates("7", "20", "7")
    assert set(doubts(wrong, RATED)) == {"lines[0].tax_rate"}
    other = with_rates("20", "19", "7")
    assert set(doubts(other, RATED)) == {"lines[1].tax_rate"}


def test_a_quantity_is_no_rate() -> None:
    text = RATED.replace("7           3.00        7", "7           3.00       20")
    assert set(doubts(with_rates("20", "20", "7"), text)) == {"lines[2].tax_rate"}


@pytest.mark.parametrize(("rate", "reason"), [("19%", Reason.NOT_ON_PAGE), ("7%", Reason.OTHER_LABELLED)])
def test_a_tax_has_the_rate_that_stands_beside_it(rate: str, reason: Reason) -> None:
    taxes = [PrintedTax(rate=rate, base="350.00", amount="70.00"), PrintedTax(rate="7%", base="21.00", amount="1.47")]
    answer = with_rates("20", "20", "7").model_copy(update={"taxes": taxes})
    assert doubts(answer, RATED)["taxes[0].rate"] == (reason,)


def test_a_rate_printed_elsewhere_is_held_against_what_it_makes() -> None:
    text = "Prices include 7% or 20% VAT\nNet   100.00\nTax   20.00\nTotal   120.00"
    for rate, said in (("20%", {}), ("7%", {"taxes[0].rate": (Reason.OTHER_LABELLED,)})):
        taxes = [PrintedTax(rate=rate, base=None, amount="20.00")]
        answer = RIGHT.model_copy(update={"taxes": taxes, "total_net": "100.00", "lines": []})
        assert doubts(answer, text) == said
