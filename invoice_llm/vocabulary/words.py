"""Words of all languages by list, and patterns of them, each compiled when it is first used.

Patterns of this module are for folded text (:func:`invoice_llm.vocabulary.folding.folded`), but for
:func:`printed_words`.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from invoice_llm.vocabulary.folding import plain_words
from invoice_llm.vocabulary.loading import languages
from invoice_llm.vocabulary.patterns import alternatives, as_printed


@cache
def listed_words(*lists: str) -> tuple[str, ...]:
    """The words of these lists of the section ``words`` in all languages, as their files have them."""
    return _every("words", lists)


@cache
def beside_words(*lists: str) -> tuple[str, ...]:
    """The words of these lists of the section ``beside`` in all languages."""
    return _every("beside", lists)


@cache
def titles_of(*kinds: str) -> tuple[str, ...]:
    """The titles of these kinds of documents."""
    return _every("titles", kinds)


@cache
def status_words(*states: str) -> tuple[str, ...]:
    """The words by which a document says of itself that it is in one of these states."""
    return _every("status", states)


@cache
def strong_labels(*roles: str) -> tuple[str, ...]:
    """The strong labels of these roles that have no other role."""
    return _every("labels", roles)


@cache
def weak_labels(*roles: str) -> tuple[str, ...]:
    """The weak labels of these roles."""
    return _every("weak_labels", roles)


@cache
def role_labels(role: str) -> tuple[str, ...]:
    """All labels that may mean this role, also those that have other roles besides."""
    sections = (group for language in languages().values() for group in (language.labels, language.weak_labels))
    named = (group[key] for group in sections for key in group if role in key.split(" or "))
    return tuple(dict.fromkeys(phrase for phrases in named for phrase in phrases))


@cache
def tax_table_heads(*columns: str) -> tuple[str, ...]:
    """The heads of these columns of a table of tax rates."""
    return _every("tax_table", columns)


@cache
def company_forms() -> tuple[str, ...]:
    """Forms of companies as printed; ``(.)`` is a point that may be left out."""
    return tuple(dict.fromkeys(form for language in languages().values() for form in language.company_forms))


@lru_cache(maxsize=1024)
def languages_of_form(name: str) -> frozenset[str]:
    """The languages in which the form at the end of a company's name is written: ``nl`` for ``B.V.``."""
    plain = plain_words(name)
    return frozenset(
        code
        for code, language in languages().items()
        for form in language.company_forms
        if plain.endswith(f" {plain_words(form)}")
    )


@cache
def pattern(*lists: str) -> re.Pattern[str]:
    """Finds any word of these lists of the section ``words``."""
    return re.compile(alternatives(listed_words(*lists)))


@cache
def words_in(language: str | None, *lists: str) -> re.Pattern[str]:
    """Finds any word of these lists as the document's language or English has it; where the language is unknown, as
    any has it."""
    codes = dict.fromkeys((language, "en")) if language else languages()
    return re.compile(
        alternatives(word for code in codes if code for key in lists for word in languages()[code].words.get(key, ()))
    )


@cache
def leading(*lists: str) -> re.Pattern[str]:
    """Matches any word of these lists at the beginning of a text."""
    return re.compile(alternatives(listed_words(*lists), anchored=True))


@cache
def printed_words(*lists: str) -> str:
    """Source of a pattern for text as printed, to be compiled with ``re.IGNORECASE``."""
    return as_printed(listed_words(*lists), anchored=True)


def _every(section: str, keys: tuple[str, ...]) -> tuple[str, ...]:
    found = (getattr(language, section).get(key, ()) for language in languages().values() for key in keys)
    return tuple(dict.fromkeys(phrase for phrases in found for phrase in phrases))
