"""Dates as printed in the languages and orders that invoices come in."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoice_llm.vocabulary.dates import DateOrder, ParsedDate, date_order, find_dates, parse_date

days = st.dates(min_value=date(1970, 1, 1), max_value=date(2069, 12, 31))


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("5. März 2026", date(2026, 3, 5)),
        ("den 5. März 2026", date(2026, 3, 5)),
        ("Monday, 2 March 2026", date(2026, 3, 2)),
        ("March 2nd, 2026", date(2026, 3, 2)),
        ("2nd of March 2026", date(2026, 3, 2)),
        ("1er janvier 2026", date(2026, 1, 1)),
        ("15 déc. 2025", date(2025, 12, 15)),
        ("3 maart 2026", date(2026, 3, 3)),
        ("5 de marzo de 2026", date(2026, 3, 5)),
        ("5 marzo 2026", date(2026, 3, 5)),
        ("5 kwietnia 2026 r.", date(2026, 4, 5)),
        ("5 de março de 2026", date(2026, 3, 5)),
        ("02-Mar-2026", date(2026, 3, 2)),
        ("Sept 5, 2023", date(2023, 9, 5)),
    ],
)
def test_a_months_name_is_known_in_each_language(printed: str, value: date) -> None:
    assert parse_date(printed) == ParsedDate(value, ambiguous=False)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("04.07.2023", date(2023, 7, 4)),
        ("4.7.23", date(2023, 7, 4)),
        ("04 . 07 . 2023", date(2023, 7, 4)),
        ("2026-03-02", date(2026, 3, 2)),
        ("20260302", date(2026, 3, 2)),
        ("2026/3/2", date(2026, 3, 2)),
        ("31/12/2025", date(2025, 12, 31)),
        ("12/31/2025", date(2025, 12, 31)),
        ("05/05/2025", date(2025, 5, 5)),
        ("2026-03-02T10:00:00Z", date(2026, 3, 2)),
        ("02.03.2026 14:30 Uhr", date(2026, 3, 2)),
        ("12/31/98", date(1998, 12, 31)),
    ],
)
def test_a_date_that_decides_itself_is_not_ambiguous(printed: str, value: date) -> None:
    assert parse_date(printed) == ParsedDate(value, ambiguous=False)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("12 Mar '26", date(2026, 3, 12)),
        ("12 Mar ’26", date(2026, 3, 12)),
        ("12.03.'26", date(2026, 3, 12)),
        ("March 12, '26", date(2026, 3, 12)),
        ("3rd day of March 2026", date(2026, 3, 3)),
        ("12. III. 2026", date(2026, 3, 12)),
        ("12/XII/2026", date(2026, 12, 12)),
        ("2026年3月12日", date(2026, 3, 12)),
        ("2026년 3월 12일", date(2026, 3, 12)),
        ("12/3-2026", date(2026, 3, 12)),
    ],
)
def test_a_year_of_two_digits_and_other_forms_are_of_this_century(printed: str, value: date) -> None:
    assert parse_date(printed) == ParsedDate(value, ambiguous=False)
    assert [printed[start:end] for start, end in find_dates(f"{printed}")] == [printed]


@pytest.mark.parametrize("printed", ["0026-03-12", "12.03.0026", "2569-03-12", "12.03.1449", "31. II. 2026"])
def test_a_year_of_another_calendar_or_of_no_sense_is_no_date(printed: str) -> None:
    assert parse_date(printed) is None


@pytest.mark.parametrize(
    ("order", "value", "ambiguous"),
    [
        (None, date(2012, 3, 26), True),
        ("ymd", date(2026, 3, 12), False),
        ("dmy", date(2012, 3, 26), True),
    ],
)
def test_two_digits_that_may_be_day_or_year_ask_until_the_order_is_known_and_the_year_is_of_late(
    order: DateOrder | None, value: date, ambiguous: bool
) -> None:
    assert parse_date("26-03-12", order=order) == ParsedDate(value, ambiguous=ambiguous)
    assert parse_date("26-03-24", order="dmy") == ParsedDate(date(2024, 3, 26), ambiguous=False)


def test_day_and_month_are_ambiguous_until_the_order_is_known() -> None:
    assert parse_date("11/5/23") == ParsedDate(date(2023, 5, 11), ambiguous=True)
    assert parse_date("11/5/23", order="mdy") == ParsedDate(date(2023, 11, 5), ambiguous=False)
    assert parse_date("11/5/23", order="dmy") == ParsedDate(date(2023, 5, 11), ambiguous=False)
    assert parse_date("11/5/23", language="fr") == ParsedDate(date(2023, 5, 11), ambiguous=False)
    assert parse_date("1 2 02") == ParsedDate(date(2002, 2, 1), ambiguous=True)


def test_dots_are_never_month_first() -> None:
    assert parse_date("04.07.2023", order="mdy") == ParsedDate(date(2023, 7, 4), ambiguous=False)


@pytest.mark.parametrize(
    "printed",
    ["", "30.02.2026", "1.3.2026 - 31.3.2026", "10/2026", "192.168.1.1", "1.234.2026", "99/99/2020", "Net 30 days"],
)
def test_what_is_no_single_date_is_none(printed: str) -> None:
    assert parse_date(printed) is None


@pytest.mark.parametrize(
    ("texts", "language", "country", "order"),
    [
        (["11/5/23", "Due 25/5/23"], None, None, "dmy"),
        (["11/5/23", "Due 5/25/23"], None, None, "mdy"),
        (["13/5/23", "5/13/23"], "de", None, None),
        (["11/5/23"], None, None, None),
        (["11/5/23"], "en", None, None),
        (["11/5/23"], "fr", None, "dmy"),
        (["11/5/23"], "en", "US", "mdy"),
        (["11/5/23"], "en", "GB", "dmy"),
        (["11/5/23"], "en", "CA", None),
        (["5/13/23"], "en", "GB", "mdy"),
    ],
)
def test_a_day_above_twelve_decides_for_the_document_then_country_and_language(
    texts: list[str], language: str | None, country: str | None, order: DateOrder | None
) -> None:
    assert date_order(texts, language=language, country=country) == order


def test_dates_are_found_where_they_stand() -> None:
    text = "Invoice date 04.07.2023, period 1 March 2023 to 31/03/2023; version 1.2.3, 10115 Berlin, DE123456789"
    assert [text[start:end] for start, end in find_dates(text)] == ["04.07.2023", "1 March 2023", "31/03/2023"]


@pytest.mark.parametrize("text", ["5 decembrie 19 ianuarie 2026", "20 Ağustos 10 Eylül 2026", "5 May 19. June 2026"])
def test_the_day_of_the_next_date_is_no_year(text: str) -> None:
    assert [parse_date(text[start:end]) for start, end in find_dates(text)] == [parse_date(text.split(" ", 2)[2])]


@given(days)
def test_every_day_is_read_back_in_each_order(day: date) -> None:
    assert parse_date(day.isoformat()) == ParsedDate(day, ambiguous=False)
    assert parse_date(f"{day:%d.%m.%Y}") == ParsedDate(day, ambiguous=False)
    read = parse_date(f"{day:%d/%m/%y}", order="dmy")
    assert read is not None
    assert read.value == day
    assert not read.ambiguous or day.day - day.year % 100 >= 4
    assert parse_date(f"{day:%m/%d/%Y}", order="mdy") == ParsedDate(day, ambiguous=False)


@given(days)
def test_without_an_order_a_wrong_day_is_never_certain(day: date) -> None:
    read = parse_date(f"{day:%m/%d/%Y}")
    assert read is not None
    assert read.value == day or read.ambiguous


@given(st.text(alphabet="0123456789./- ,:MarchJunédeT", max_size=30))
def test_no_text_breaks_the_parser_and_spans_lie_in_the_text(text: str) -> None:
    parse_date(text)
    assert all(0 <= start < end <= len(text) for start, end in find_dates(text))


@pytest.mark.parametrize("printed", ["2 wrzesnia 2025", "2. zari 2025", "2025. szeptember 2."])
def test_a_month_that_lost_its_accents_is_the_same_month(printed: str) -> None:
    parsed = parse_date(printed)
    assert parsed is not None
    assert parsed.value == date(2025, 9, 2)
