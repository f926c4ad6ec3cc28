"""The last day to pay in a sentence, in every language and however a country writes its days."""

from __future__ import annotations

from datetime import date

import pytest
from babel.dates import format_date

from benchmarks.adversary.papers import papers
from benchmarks.adversary.world import Country, countries, languages
from invoice_llm.label_reader.reader import read_invoice

DUE, ISSUED = date(2026, 10, 27), date(2026, 10, 2)
NOT_READ = {("ro", "De plătit până la {date}.")}
"""Their word for 'to be paid' is that for 'paid' as well."""


def _due(country: Country, form: str, text: str) -> str | None:
    words = {role: some[0] for role, some in languages()[country.language].items()}
    issued = format_date(ISSUED, form, locale=country.language)
    page = f"""\
Hexbarrow Ltd
{words["title"]}
{words["number"]}: 12-7
{words["date"]}: {issued}

{words["net"]}     100,00
{words["gross"]}    100,00

{text}
"""
    return read_invoice(page).due_date


@pytest.mark.parametrize("country", countries(), ids=lambda one: one.code)
def test_a_sentence_that_asks_for_payment_by_a_day_says_when_it_is_due(country: Country) -> None:
    for form in country.dates:
        day = str(format_date(DUE, form, locale=country.language)).rstrip(".")
        for text in papers()["due_said"][country.language]:
            if (country.language, text) not in NOT_READ:
                read = _due(country, form, text.format(date=day))
                assert (read or "").rstrip(".") == day, (text, day)


@pytest.mark.parametrize("country", countries(), ids=lambda one: one.code)
def test_the_day_of_a_discount_is_no_day_to_pay(country: Country) -> None:
    for form in country.dates:
        day = format_date(DUE, form, locale=country.language)
        for text in languages()[country.language]["discount"]:
            assert _due(country, form, text.format(date=day, percent="2", amount="98,00")) is None


@pytest.mark.parametrize(
    "text",
    [
        "Wir haben Ihre Zahlung am 27.10.2026 erhalten.",
        "Ihre Bestellung am 27.10.2026, bezahlt mit Karte",
        "Bei Zahlung bis zum 27.10.2026 gewähren wir 2 % Skonto.",
        "Wenn Sie bis zum 27.10.2026 zahlen, dürfen Sie 5,00 EUR Skonto abziehen.",
        "We received your payment on 27.10.2026.",
        "Betalingen er modtaget den 27.10.2026.",
    ],
)
def test_other_days_beside_words_for_paying_are_none(text: str) -> None:
    assert _due(countries()[0], "dd.MM.y", text) is None
