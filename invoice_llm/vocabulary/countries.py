"""Countries as addresses name them, and how numbers are written there. Source: the CLDR, through babel."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Literal

from invoice_llm.vocabulary.folding import plain_words
from invoice_llm.vocabulary.loading import languages

_PARTS = re.compile(r" {2,}|[,;|•·]|\s[-–—]\s|\n")
_ALSO = {"uk": "GB", "u k": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB",
         "usa": "US", "u s a": "US", "united states of america": "US", "the netherlands": "NL", "holland": "NL",
         "republic of ireland": "IE", "czech republic": "CZ", "uae": "AE"}  # fmt: skip
_ALSO_STATES = {"GE"}
"""Georgia is a state of another country as well."""


def country_in(text: str, language: str | None) -> str | None:
    """The one country (ISO 3166-1 alpha-2) that the address lines in ``text`` name, alone in its line or behind a
    comma, in English or in the document's language."""
    names = _names_in(language if language in languages() else None)
    told = (names.get(plain_words(part)) for part in _PARTS.split(text))
    found = {country for country in told if country is not None} - _ALSO_STATES
    return found.pop() if len(found) == 1 else None


def mark_of_country(country: str, language: str | None) -> Literal[".", ","] | None:
    """The decimal mark that a country's own suppliers write, in this language where the country has several."""
    from babel import Locale, UnknownLocaleError

    for name in (f"{language}_{country}", f"und_{country}"):
        if language == "en" and not name.startswith("und"):
            continue  # English is written everywhere: it says nothing of the country's habit
        try:
            symbols = Locale.parse(name).number_symbols
        except (UnknownLocaleError, ValueError):
            continue
        mark = symbols.get("latn", {}).get("decimal")
        if mark in (".", ","):
            return "." if mark == "." else ","
    return None


@cache
def _names_in(language: str | None) -> Mapping[str, str]:
    """Names of countries in English and in this language."""
    return {**_names("en"), **(_names(language) if language else {}), **_ALSO}


@cache
def _names(language: str) -> Mapping[str, str]:
    from babel import Locale

    territories = Locale.parse(language).territories
    return {plain_words(name): code for code, name in territories.items() if len(code) == 2 and code.isalpha()}
