"""Numbers and dates behind their labels, as printed."""

from __future__ import annotations

import pytest

from invoice_llm.label_reader.values import read_date, read_number


@pytest.mark.parametrize(
    ("rest", "number"),
    [
        (": RE-2026/0815", "RE-2026/0815"),
        ("  # 02581", "02581"),
        (" Nr. 4711 vom 05.03.2026", "4711"),
        (" 030405755 / 1", "030405755 / 1"),
        (" HFP 778104", "HFP 778104"),
        (" HA007 - 123123 - 37816396", "HA007 - 123123 - 37816396"),
        (": 30064443 Seite 1", "30064443"),
    ],
)
def test_an_identifier_is_kept_as_printed(rest: str, number: str) -> None:
    assert read_number(rest) == number


@pytest.mark.parametrize("rest", ["", ":", " details", " 05.03.2026", " 1.234,00", " see below"])
def test_words_dates_and_amounts_are_no_identifiers(rest: str) -> None:
    assert read_number(rest) is None


@pytest.mark.parametrize(
    ("rest", "printed"),
    [
        (": 05.03.2026", "05.03.2026"),
        (" Tuesday, 3 March 2026", "3 March 2026"),
        (": 2026-03-05 and later", "2026-03-05"),
        (" on receipt", None),
        (" 30 days", None),
        (" No. 12 of 3 March 2026", None),
    ],
)
def test_a_date_stands_at_once_or_behind_one_word(rest: str, printed: str | None) -> None:
    assert read_date(rest) == printed
