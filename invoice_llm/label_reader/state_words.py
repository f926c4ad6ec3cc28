"""Patterns of the words by which a document says in which state it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from invoice_llm.vocabulary.loading import languages
from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.phrases import Phrases
from invoice_llm.vocabulary.sections import STATUS
from invoice_llm.vocabulary.words import listed_words, status_words, titles_of

STATES = (*STATUS, "proforma")


@cache
def words_of(key: str, code: str) -> re.Pattern[str]:
    return re.compile(alternatives(languages()[code].words.get(key, ())))


@cache
def _words(state: str) -> tuple[str, ...]:
    return titles_of("proforma") if state == "proforma" else status_words(state)


@cache
def state_phrases() -> Mapping[str, Phrases]:
    return {state: Phrases(_words(state)) for state in STATES}


@cache
def in_language(state: str, language: str) -> Phrases:
    """Words of a state in a document's language or in English; one word alone may mean something else in another."""
    ours = (languages()[code].status.get(state, ()) for code in (language, "en"))
    return Phrases(word for words in ours for word in words)


@cache
def stamp_of_tests(language: str) -> re.Pattern[str]:
    words = (word for code in (language, "en") for word in languages()[code].words.get("test_stamp", ()))
    return re.compile(alternatives(words))


@cache
def any_state() -> Phrases:
    return Phrases(word for state in STATES for word in _words(state))


@cache
def credit_words() -> re.Pattern[str]:
    return re.compile(alternatives([*titles_of("credit_note"), *listed_words("credit")]))


@cache
def fillers() -> re.Pattern[str]:
    return re.compile(alternatives(listed_words("document_filler")))
