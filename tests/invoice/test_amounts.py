"""Amounts as suppliers print them, in several countries' conventions."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoice_llm.invoice.amounts import (
    Amount,
    DecimalMark,
    find_amounts,
    parse_amount,
    parse_quantity,
    parse_rate,
)
from invoice_llm.vocabulary.printed_figures import decimal_mark

cents = st.integers(min_value=0, max_value=10**14)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("6 120,00", "6120.00"),
        ("6.120,00", "6120.00"),
        ("6,120.00", "6120.00"),
        ("6'120.00", "6120.00"),
        ("6’120.00", "6120.00"),
        ("6\u00a0120,00", "6120.00"),
        ("6\u202f120,00 €", "6120.00"),
        ("1,23,456.00", "123456.00"),
        ("Rs. 7,08,000.00", "708000.00"),
        ("1.234.567", "1234567"),
        ("1 234", "1234"),
        ("€ 12,-", "12"),
        ("12.–", "12"),
        ("CHF 1'234.50", "1234.50"),
        ("5,00 zł", "5.00"),
        ("US$1,000.00", "1000.00"),
        ("100.00*", "100.00"),
        ("0.123", "0.123"),
        ("1234567,89", "1234567.89"),
        ("0,00", "0.00"),
    ],
)
def test_an_amount_is_read_as_it_is_printed(printed: str, value: str) -> None:
    assert parse_amount(printed) == Amount(Decimal(value), ambiguous=False)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("(45.00)", "-45.00"),
        ("($5.00)", "-5.00"),
        ("45,00-", "-45.00"),
        ("45.00 CR", "-45.00"),
        ("-,50", "-0.50"),
        ("- 12,00 €", "-12.00"),
        ("-$5.00", "-5.00"),
        ("$ -5.00", "-5.00"),
        ("−5,00", "-5.00"),
    ],
)
def test_each_way_to_print_a_minus_is_negative(printed: str, value: str) -> None:
    assert parse_amount(printed) == Amount(Decimal(value), ambiguous=False)


def test_a_debit_mark_is_no_minus() -> None:
    assert parse_amount("45.00 DR") == Amount(Decimal("45.00"), ambiguous=False)


@pytest.mark.parametrize(
    "printed",
    ["", "abc", "19 %", "--5", "12 34", "1,23,45", "1.000.00", "119,00 EUR 2", "04.07.2023", "12:30", "INV-2023-001"],
)
def test_what_is_no_single_amount_is_none(printed: str) -> None:
    assert parse_amount(printed) is None


def test_three_digits_behind_one_mark_are_ambiguous_until_the_document_decides() -> None:
    assert parse_amount("1.234") == Amount(Decimal("1234"), ambiguous=True)
    assert parse_amount("1.234", ".") == Amount(Decimal("1.234"), ambiguous=False)
    assert parse_amount("1.234", ",") == Amount(Decimal("1234"), ambiguous=False)
    assert parse_amount("1,234", ",") == Amount(Decimal("1.234"), ambiguous=False)


@pytest.mark.parametrize("printed", ["0.123", "1234.567"])
def test_three_digits_are_decimals_where_they_cannot_be_a_group(printed: str) -> None:
    assert parse_amount(printed, ",") == Amount(Decimal(printed), ambiguous=False)


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["6.120,00 EUR", "1.234"], ","),
        (["6 120,00"], ","),
        (["$6,120.00", "12.50"], "."),
        (["1.234.567"], ","),
        (["1.234", "1,234"], None),
        (["12,50", "12.50"], None),
        ([], None),
        (["04.07.2023", "192.168.1.1", "no number"], None),
    ],
)
def test_the_documents_convention_is_what_its_amounts_share(texts: list[str], mark: DecimalMark | None) -> None:
    assert decimal_mark(texts) == mark


@given(cents)
def test_every_convention_reads_back_what_it_prints(number: int) -> None:
    value = Decimal(number) / 100
    english = f"{value:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    for printed in (english, german, english.replace(",", "'"), german.replace(".", "\u202f"), german.replace(".", "")):
        assert parse_amount(printed) == Amount(value, ambiguous=False)


@given(cents.filter(bool))
def test_a_minus_is_the_same_amount_below_zero(number: int) -> None:
    printed = f"{Decimal(number) / 100:,.2f}"
    negative = Amount(-Decimal(number) / 100, ambiguous=False)
    assert [parse_amount(form) for form in (f"-{printed}", f"{printed}-", f"({printed})")] == [negative] * 3


@given(st.text(alphabet="0123456789.,-' ()€$CRx%/:\u00a0", max_size=24))
def test_no_text_breaks_the_parser_and_spans_lie_in_the_text(text: str) -> None:
    parse_amount(text)
    spans = find_amounts(text)
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)


def test_only_numbers_that_may_be_amounts_are_found() -> None:
    text = (
        "Total 119,00 EUR on 04.07.2023 19 % MwSt DE123456789 Tel. +49/301234 at 12:30, INV-2023-001: "
        "1'000.00 less (45.00) less 7,00-"
    )
    assert [text[start:end] for start, end in find_amounts(text)] == ["119,00", "1'000.00", "(45.00)", "7,00-"]


@pytest.mark.parametrize(
    ("printed", "rate"),
    [("19 %", "19"), ("19%", "19"), ("7,7 %", "7.7"), ("8.25", "8.25"), ("0", "0"), ("119", None), ("MwSt", None)],
)
def test_a_rate_is_a_percentage_up_to_a_hundred(printed: str, rate: str | None) -> None:
    assert parse_rate(printed) == (Decimal(rate) if rate else None)


@pytest.mark.parametrize(
    ("printed", "quantity", "unit"),
    [("2,5 Std.", "2.5", "Std."), ("3", "3", None), ("-1 Stk", "-1", "Stk"), ("12.50 kg", "12.50", "kg")],
)
def test_a_quantity_keeps_its_unit_as_printed(printed: str, quantity: str, unit: str | None) -> None:
    assert parse_quantity(printed) == (Amount(Decimal(quantity), ambiguous=False), unit)


@pytest.mark.parametrize("printed", ["", "piece", "2 x 3"])
def test_what_does_not_begin_with_one_number_is_no_quantity(printed: str) -> None:
    assert parse_quantity(printed) is None


@pytest.mark.parametrize(
    "printed", ["-₺297.573,12", "-kr 147.000,00", "-€ 1.234,50", "-EUR 5,00", "-£12.00", "−$ 3.10"]
)
def test_a_minus_before_the_currency_belongs_to_the_amount(printed: str) -> None:
    assert find_amounts(f"Total  {printed}") == [(7, 7 + len(printed))]
    read = parse_amount(printed)
    assert read is not None
    assert read.value < 0


_NEGATIVE = [
    "-{n}", "- {n}", "\u2212{n}", "\u2013 {n}", "-{n} {c}", "- {n} {c}", "\u2013 {n} {c}", "\u2212 {n} {c}",
    "{c} -{n}", "{c} - {n}", "- {c} {n}", "-{c} {n}", "\u2212{c} {n}", "{n}-", "{n} -", "{n}- {c}", "{n} {c}-",
    "{n} {c} -", "{n} {c}\u2212", "{n} {c} \u2013", "({n})", "({n} {c})", "({c} {n})", "({n}) {c}", "{c} ({n})",
    "{n} CR", "{n} Cr.", "{n} {c} CR", "{c} {n} CR", "{c} {n}-",
]  # fmt: skip
_CURRENCIES = ["EUR", "GBP", "SEK", "PLN", "€", "£", "$", "kr", "zł", "Kč", "Ft", "lei", "TL", "₺", "Fr."]


@given(cents=st.integers(1, 10**9), form=st.sampled_from(_NEGATIVE), currency=st.sampled_from(_CURRENCIES))
def test_a_negative_amount_in_a_cell_is_negative_in_every_notation(cents: int, form: str, currency: str) -> None:
    number = f"{cents // 100:,}.{cents % 100:02}".translate(str.maketrans(",.", ".,"))
    cell = form.format(n=number, c=currency)
    [(start, end)] = find_amounts(cell)
    for printed in (cell, cell[start:end]):
        assert parse_amount(printed, ",") == Amount(Decimal(-cents) / 100, ambiguous=False)


@pytest.mark.parametrize(
    "cell", ["Total - 119.00", "119.00 EUR - thank you", "119,00 - 5 %", "12,-", "(incl. 19.00 EUR)"]
)
def test_a_dash_between_words_and_a_figure_is_no_sign(cell: str) -> None:
    for start, end in find_amounts(cell):
        amount = parse_amount(cell[start:end])
        assert amount is None or amount.value > 0


def test_a_group_of_an_amount_with_a_colon_before_its_cents_is_no_amount_by_itself() -> None:
    assert [text[start:end] for text in ("Total  1 234:50", "12 234:50 kr") for start, end in find_amounts(text)] == []
    assert [text[start:end] for text in ("2  14:30 h", "1 234 500") for start, end in find_amounts(text)]
