"""Amounts that are written in words: ``one hundred twenty-three euros and 45 cents``, ``hundertdreiundzwanzig``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.loading import languages
from invoice_llm.vocabulary.words import pattern

_HUNDRED, _THOUSAND = 100, 1000
_WORD = re.compile(r"[^\W\d_]+")
_NO_DIGITS = re.compile(r"[^0-9]+")
_LONGEST, _STEM, _FEWEST = 30, 4, 3


def spelled_amounts(text: str, language: str | None) -> Iterator[int]:
    """Whole amounts in words behind a label that says so (``in words``), each without its cents. What is not wholly
    understood is left out: a word that is no number ends it, and has to be that of a currency."""
    plain = folded(text)
    for label in pattern("in_words").finditer(plain):
        behind = re.split(r"[0-9]", plain[label.end() :], maxsplit=1)[0]
        for code in dict.fromkeys((language or "en", "en")):
            amount = _amount(behind, code)
            if amount is not None:
                yield amount
                break


def wholly_spelled(text: str, language: str | None) -> int | None:
    """The whole amount that a text is in words, without any label: ``(NINE HUNDRED EUROS 00/100)``."""
    before = _NO_DIGITS.match(folded(text).lstrip(" ()#*-:"))
    plain = before[0] if before else ""
    words = _WORD.findall(plain)
    code = language or "en"
    if len(words) < _FEWEST or _values(words[0], code) is None or not any(map(_is_currency, words)):
        return None
    return _amount(plain, code)


def _amount(text: str, code: str) -> int | None:
    told: list[int] = []
    for word in _WORD.findall(_joined(code).sub(lambda found: found[0].replace(" ", ""), text.replace("-", " "))):
        values = _values(word, code)
        if values is None:
            if told:
                return _total(told) if _is_currency(word) else None
            if not _is_currency(word):
                return None
            continue
        told += values
    return _total(told) if told else None


def _values(word: str, code: str) -> list[int] | None:
    """The numbers that a word is made of, the longest first; ``None`` where a part of it is none."""
    known, values, at = _known(code), [], 0
    while at < len(word):
        for end in range(min(len(word), at + _LONGEST), at, -1):
            part = word[at:end]
            if part in known:
                value = known[part]
                values += [] if value is None else [value]
                at = end
                break
        else:
            return None
    return values


def _total(values: list[int]) -> int:
    whole = part = 0
    for value in values:
        if value == _HUNDRED:
            part = max(part, 1) * value
        elif value >= _THOUSAND:
            whole, part = whole + max(part, 1) * value, 0
        else:
            part += value
    return whole + part


def _is_currency(word: str) -> bool:
    return any(word.startswith(start) for start in _currencies())


@cache
def _currencies() -> tuple[str, ...]:
    """How the names of currencies begin, and their codes: endings differ by case and number."""
    names = {folded(word) for one in languages().values() for words in one.currencies.values() for word in words}
    codes = {code.lower() for one in languages().values() for code in one.currencies}
    return tuple(sorted({part[:_STEM] for name in names for part in name.split() if len(part) > 1} | codes))


@cache
def _known(code: str) -> Mapping[str, int | None]:
    """Folded words of numbers, blanks left out, with their values; words that join them have none."""
    language = languages()[code]
    joins = {folded(word): None for word in language.words["number_join"]}
    return joins | {
        folded(word).replace(" ", ""): value for value, words in language.number_words.items() for word in words
    }


@cache
def _joined(code: str) -> re.Pattern[str]:
    """Numbers of several words, as ``quatre vingt``."""
    phrases = (folded(word) for words in languages()[code].number_words.values() for word in words)
    several = sorted((phrase for phrase in phrases if " " in phrase), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, several)) or r"(?!)")
