"""Words without which a text has none of some phrases."""

from __future__ import annotations

import pytest

from invoice_llm.vocabulary.folding import words_of
from invoice_llm.vocabulary.loading import languages
from invoice_llm.vocabulary.telling_words import TellingWords, telling, telling_in
from invoice_llm.vocabulary.words import pattern

LISTS = sorted(languages()["en"].words)


@pytest.mark.parametrize("key", LISTS)
def test_every_phrase_may_be_in_a_text_that_has_it(key: str) -> None:
    for code, language in languages().items():
        for phrase in language.words.get(key, ()):
            text = f"1.{phrase.replace('*', 'xy').upper()}, 2"
            assert telling(key).may_be_in(words_of(text)), (code, phrase)
            assert telling_in(code, key).may_be_in(words_of(text)), (code, phrase)


def test_a_text_without_a_word_of_any_phrase_has_none() -> None:
    told = TellingWords.of(["reverse charge", "*steuer*", "no vat"])
    assert not told.may_be_in(words_of("Charge for delivery in reserve, no. 12"))
    assert not told.may_be_in(words_of("VAT 19 %"))
    assert told.may_be_in(words_of("no. 12, VAT 19 %"))
    assert told.may_be_in(words_of("Umsatzsteuer"))


def test_a_word_that_a_figure_touches_counts_as_well() -> None:
    assert TellingWords.of(["only"]).may_be_in(words_of("please pay 12.00only"))


def test_a_phrase_without_words_may_be_anywhere() -> None:
    assert TellingWords.of(["#"]).may_be_in(words_of("12"))


def test_a_star_within_a_word_leaves_the_longer_piece() -> None:
    told = TellingWords.of(["storno*rechnung"])
    assert told.may_be_in(words_of("Stornosammelrechnung"))
    assert not told.may_be_in(words_of("Storno"))


def test_what_is_not_told_is_not_found() -> None:
    text = "Please transfer the amount to our account within 14 days"
    for key in LISTS:
        assert telling(key).may_be_in(words_of(text)) or not pattern(key).search(text.lower())
