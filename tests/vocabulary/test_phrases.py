"""Phrases are found as by one pattern of them all, and as few of them are compiled as a text needs."""

import re
from collections.abc import Iterable

import pytest

from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.phrases import Phrases
from invoice_llm.vocabulary.sections import STATUS
from invoice_llm.vocabulary.words import status_words

_PHRASES = ("paid", "paid in full", "paid*", "no", "no invoice", "an*", "£000", "*invoice", "storno", "N'est pas dû")
_TEXTS = (
    "",
    "the invoice is paid in full",
    "paid by card, not paid in full. prepaid",
    "pro-forma: this is no-invoice, no. invoice, no",
    "annul ban and £000 of a £0001",
    "subinvoice and invoice no invoice",
    "ceci n'est pas du",
    "unpaid paids storno.",
    "paid",
    "no invoice",
    "subinvoice",
)


@pytest.mark.parametrize("text", _TEXTS)
def test_phrases_are_found_as_by_one_pattern_of_them_all(text: str) -> None:
    phrases, pattern = Phrases(_PHRASES), re.compile(alternatives(_PHRASES))
    assert _spans(phrases.finditer(text)) == _spans(pattern.finditer(text))
    assert _spans([phrases.search(text)]) == _spans([pattern.search(text)])
    assert bool(phrases.fullmatch(text)) == bool(pattern.fullmatch(text))
    assert phrases.sub("_", text) == pattern.sub("_", text)


def test_each_word_of_a_state_is_found_alone_and_in_a_sentence() -> None:
    words = [word for word in status_words(*STATUS) if "*" not in word]
    phrases, pattern = Phrases(words), re.compile(alternatives(words))
    for word in words[::20]:
        for text in (word, f"It says {word}, so to speak", f"a{word}", f"{word}a"):
            plain = text.lower()
            assert _spans(phrases.finditer(plain)) == _spans(pattern.finditer(plain))


def test_no_phrases_are_found_nowhere() -> None:
    assert Phrases([]).search("paid") is None
    assert Phrases([]).fullmatch("") is None


def _spans(found: Iterable[re.Match[str] | None]) -> list[tuple[int, int] | None]:
    return [match and match.span() for match in found]
