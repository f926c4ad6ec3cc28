"""Sentences of the generated pages, torn at every word: what they say counts in every language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from babel.dates import format_date

from benchmarks.adversary.remarks import remarks
from benchmarks.adversary.sayings import sayings
from benchmarks.adversary.world import languages
from invoice_llm.label_reader.grid import grid_of
from invoice_llm.label_reader.self_description import said_by
from invoice_llm.reading.concerns.self_described import HELD

SAID = ("superseded", "written_off", "self_billed", "thousands")
REMARKED = ("scale", "hold", "third_payer", "corrected", "training")
STATES = {
    "not_payment": set(HELD),
    "replaces": {"replaces"},
    "direct_debit": {"direct_debit"},
    "factoring": {"assigned"},
}
DAY = date(2025, 11, 15)


@pytest.mark.parametrize("language", sorted(sayings()))
def test_a_sentence_counts_wherever_a_gap_or_the_end_of_a_row_tears_it(language: str) -> None:
    silent = [torn for text in _sentences(language) for torn in _torn(text) if not _held(language, torn)]
    assert silent == []


@pytest.mark.parametrize("language", sorted(sayings()))
def test_a_sentence_counts_right_above_and_below_the_one_that_asks_for_payment(language: str) -> None:
    pay = languages()[language]["pay"][0].format(account="GB33 BUKB 2020 1555 5555 55")
    pages = [page for text in _sentences(language) for page in (f"{text}\n{pay}", f"{pay}\n{text}")]
    assert [page for page in pages if not _held(language, page)] == []


@pytest.mark.parametrize("kind", ["not_payment", "replaces", "direct_debit", "factoring"])
@pytest.mark.parametrize("language", sorted(languages()))
def test_what_is_said_of_paying_counts_wherever_it_is_torn(language: str, kind: str) -> None:
    filled = {"number": "46429/2025-B", "account": "GB33 BUKB 2020 1555 5555 55", "name": "Cragfell Finance plc"}
    texts = [text.format(**filled) for text in languages()[language][kind]]
    assert [torn for text in texts for torn in _torn(text) if not _said(language, torn) & STATES[kind]] == []


@pytest.mark.parametrize("language", sorted(sayings()))
def test_a_sentence_counts_in_a_column_of_two_words_a_row(language: str) -> None:
    silent = [text for text in _sentences(language) if text.endswith(".") and not _held(language, _narrow(text))]
    assert silent == []


def _sentences(language: str) -> Iterator[str]:
    kept = [sayings()[language][kind] for kind in SAID]
    kept += [text for kind in REMARKED for text in remarks()[kind][language]]
    for text in kept:
        for form in ("long", "medium") if "{date}" in text else ("long",):
            day = format_date(DAY, form, locale=language)
            yield text.format(number="46429/2025-B", date=day)


def _torn(text: str) -> Iterator[str]:
    words = text.split(" ")
    for at in range(1, len(words)):
        yield from (f"{' '.join(words[:at])}{by}{' '.join(words[at:])}" for by in ("\n", "       "))


def _narrow(text: str) -> str:
    words = text.split(" ")
    return "\n".join(" ".join(words[at : at + 2]) for at in range(0, len(words), 2))


def _held(language: str, text: str) -> bool:
    return not _said(language, text).isdisjoint(HELD)


def _said(language: str, text: str) -> set[str]:
    words = {role: some[0] for role, some in languages()[language].items()}
    page = f"""\
Hexbarrow Ltd
{words["title"]}
{words["number"]}: 2026-118
{words["date"]}: 2026-05-04

{words["description"]}      {words["quantity"]}      {words["amount"]}
A                  1            100,00

{words["gross"]}      100,00

{text}
IBAN: DE93 2505 0055 7198 8074 63
"""
    return {one.state for one in said_by(grid_of(page), frozenset())}
