"""How a document writes its numbers, told by its own figures."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from invoice_llm.invoice.amounts import DecimalMark, find_amounts, parse_amount
from invoice_llm.vocabulary.printed_figures import decimal_mark, figures_of


@pytest.mark.parametrize(
    ("rows", "mark"),
    [
        (["39.000,-", "1.000,-"], ","),
        (["39'000.-"], None),
        (["41,000.-"], "."),
        (["410.000.-"], ","),
        (["1.000,="], ","),
        (["0.500", "8.250"], "."),
        (["1234,500"], ","),
        (["410.000", "82.000", "492.000"], None),
        (["Door  2  565  1.130"], ","),
        (["Door  2  565  1,130"], "."),
        (["Net  950", "VAT  180", "Total  1.130"], ","),
        (["Net  950", "VAT  180", "Total  1.500"], None),
        (["Rate  2  5  1.010"], None),
    ],
)
def test_dashes_decimals_and_sums_show_the_mark(rows: list[str], mark: DecimalMark | None) -> None:
    assert decimal_mark(rows) == mark


def test_a_page_shows_three_decimals_only_beyond_doubt() -> None:
    assert figures_of(["1,237.500"]).long_decimals
    assert not figures_of(["1,237.50", "412.500"]).long_decimals


GROUPINGS = {".": ("", ",", "'", "’", " ", "\u00a0", "\u202f"), ",": ("", ".", "'", " ", "\u00a0", "\u2009")}


def grouped(whole: int, sign: str, *, indian: bool) -> str:
    digits = f"{whole:,}"
    if indian and whole >= 100_000:
        head, tail = str(whole)[:-3], str(whole)[-3:]
        parts = [head[max(0, at - 2) : at] for at in range(len(head), 0, -2)][::-1]
        digits = ",".join([*parts, tail])
    return digits.replace(",", sign)


@st.composite
def printed_amounts(draw: st.DrawFn) -> tuple[str, Decimal, DecimalMark, int]:
    """An amount in some notation: text, value, decimal mark, decimals of its currency."""
    mark: DecimalMark = draw(st.sampled_from([".", ","]))
    decimals = draw(st.sampled_from([0, 2, 2, 2, 3]))
    value = Decimal(draw(st.integers(0, 10**10))) / 10**decimals
    sign = draw(st.sampled_from(GROUPINGS[mark]))
    indian = sign == "," and draw(st.booleans())
    whole, _, part = f"{value:.{decimals}f}".partition(".")
    text = grouped(int(whole), sign, indian=indian)
    if part and not part.strip("0") and draw(st.booleans()):
        text += mark + draw(st.sampled_from(["-", "--", "–", "—", "="]))
    elif part:
        text += mark + part
    return text, value, mark, decimals


@given(printed_amounts(), st.sampled_from(["{}", "-{}", "{}-", "({})", "−{}", "{} CR"]))
def test_an_amount_in_any_notation_is_read_back_equal_or_asks(
    printed: tuple[str, Decimal, DecimalMark, int], form: str
) -> None:
    text, value, mark, decimals = printed
    assume(form != "{}-" or text[-1].isdigit())  # "1.000,--" has a dash for its cents, not a minus
    meant = value if form == "{}" else -value
    for known in (mark, None):
        for places in (decimals, None):
            read = parse_amount(form.format(text), known, places)
            assert read is not None
            assert read.ambiguous or read.value == meant


@given(
    printed_amounts(), st.sampled_from(["EUR{}", "{}EUR", "CHF {}", "{} EUR", "{}€", "$ {}", "Rs.{}", "kr{}", "{} zł"])
)
def test_an_amount_with_its_currency_is_found_and_read(
    printed: tuple[str, Decimal, DecimalMark, int], form: str
) -> None:
    text, value, mark, decimals = printed
    row = f"Total  {form.format(text)}"
    [(start, end)] = find_amounts(row)
    read = parse_amount(row[start:end], mark, decimals)
    assert read is not None
    assert read.value == value
    assert not read.ambiguous
