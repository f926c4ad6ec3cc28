"""Days with a month's name in languages that have no vocabulary."""

from __future__ import annotations

from datetime import date

import pytest
from babel.dates import format_date

from invoice_llm.vocabulary.dates import find_dates, parse_date

FORMS = {
    "et": "d. MMMM y",
    "lv": "y. 'gada' d. MMMM",
    "lt": "y 'm.' MMMM d",
    "hr": "d. MMMM y.",
    "sl": "d. MMMM y",
    "sk": "d. MMMM y",
    "bg": "d MMMM y",
    "uk": "d MMMM y",
    "is": "d. MMMM y",
    "ca": "d MMMM 'de' y",
}


@pytest.mark.parametrize("language", FORMS)
@pytest.mark.parametrize("month", range(1, 13))
def test_a_day_is_read_in_every_month_or_said_to_be_unclear(language: str, month: int) -> None:
    day = date(2026, month, 14)
    text = format_date(day, FORMS[language], locale=language)
    read = parse_date(text)
    assert read is not None
    assert read.value == day or read.ambiguous
    assert len(find_dates(f"Tallinn, {text}")) == 1


def test_a_name_that_two_languages_give_to_two_months_is_unclear_without_the_language() -> None:
    text = "4. listopada 2026"
    assert (unclear := parse_date(text)) is not None
    assert unclear.ambiguous
    assert (polish := parse_date(text, language="pl")) is not None
    assert (polish.value, polish.ambiguous) == (date(2026, 11, 4), False)


@pytest.mark.parametrize("text", ["3 chairs 2026", "12 mieszkania 2026", "room 4 wing 2026"])
def test_a_word_that_is_no_month_makes_no_day(text: str) -> None:
    assert find_dates(text) == []
