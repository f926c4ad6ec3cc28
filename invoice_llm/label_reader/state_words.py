"""Patterns of the words by which a document says in which state it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from invoice_llm.vocabulary.loading import languages
from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.sections import STATUS
from invoice_llm.vocabulary.words import listed_words, status_words, titles_of

STATES = (*STATUS, "proforma")


@cache
def words_of(key: str, code: str) -> re.Pattern[str]:
    return re.compile(alternatives(languages()[code].words.get(key, ())))


@cache
def state_patterns() -> Mapping[str, re.Pattern[str]]:
    words = {state: status_words(state) for state in STATUS} | {"proforma": titles_of("proforma")}
    return {state: re.compile(alternatives(words[state])) for state in STATES}


@cache
def in_language(state: str, language: str) -> re.Pattern[str]:
    """Words of a state in a document's language or in English; one word alone may mean something else in another."""
    ours = (languages()[code].status.get(state, ()) for code in (language, "en"))
    return re.compile(alternatives([word for words in ours for word in words]))


@cache
def stamp_of_tests(language: str) -> re.Pattern[str]:
    words = (word for code in (language, "en") for word in languages()[code].words.get("test_stamp", ()))
    return re.compile(alternatives(words))


@cache
def any_state() -> re.Pattern[str]:
    return re.compile(alternatives([*status_words(*STATUS), *titles_of("proforma")]))


@cache
def stating() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns that together find what :func:`any_state` does. The words that make a document doubtful are more than
    all others, and their pattern is there already."""
    others = status_words(*(state for state in STATUS if state != "doubtful"))
    return re.compile(alternatives([*others, *titles_of("proforma")])), state_patterns()["doubtful"]


@cache
def credit_words() -> re.Pattern[str]:
    return re.compile(alternatives([*titles_of("credit_note"), *listed_words("credit")]))


@cache
def fillers() -> re.Pattern[str]:
    return re.compile(alternatives(listed_words("document_filler")))
