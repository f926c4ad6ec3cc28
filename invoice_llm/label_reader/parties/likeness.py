"""Names that may be those of one company: alike but for their forms, or one short for the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from invoice_llm.invoice.checks.company_names import bare_name, company_key
from invoice_llm.label_reader.parties.names import has_form, is_company, name_in
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.words import company_forms, listed_words

_FIELD = 20
"""Letters of a name that only a short field can have cut off."""


def alike(one: str, other: str) -> bool:
    """Two names of the same company: one has every word of the other but its form. Forms, and words that many names
    have (``Transport``, ``Service``), make no two names alike."""
    ours, theirs = _words(one), _words(other)
    if not ours or not theirs:
        return False
    shared = {word for word in ours & theirs if not _is_common(word)}
    if ours <= theirs or theirs <= ours:
        return bool(shared) or ours == theirs
    return len(shared) > 1 or _is_cut(one, other)


def may_hold_for(holder: str, company: str) -> bool:
    """True where the holder of an account, or a payee, may be the company itself: the names are alike, or tell nothing.
    A person holds the account of a business without a legal form that bears the name."""
    ours, theirs = _words(holder), _words(company)
    if not ours or not theirs or alike(holder, company):
        return True
    return not (names_a_company(holder) or names_a_company(company)) and any(
        not _is_common(word) for word in ours & theirs
    )


def names_a_company(name: str) -> bool:
    """True of a name with a legal form, in capitals or not, of one word or of several."""
    return has_form(name) or is_company(name)


def is_short_for(one: str, other: str) -> bool:
    """A name, or the beginning of it; forms do not count."""
    ours, theirs = ([w for w in re.findall(r"\w{2,}", folded(text)) if w not in _forms()] for text in (one, other))
    return bool(ours) and theirs[: len(ours)] == ours


def from_capital(words: Sequence[str]) -> str:
    """``an Brenzel Bank AG``: the name begins behind the last word in small letters before its form."""
    small = [at for at, word in enumerate(words) if word[:1].islower() and not has_form(" ".join(words[: at + 1]))]
    kept = words[small[-1] + 1 :] if small else words
    name = " ".join(kept)
    return name_in(name) or name


def _words(text: str) -> set[str]:
    """The words of a name without its form."""
    return set(re.findall(r"\w{2,}", folded(text))) - _forms()


def _is_cut(one: str, other: str) -> bool:
    """One spelling of a name in which blanks and umlauts are written otherwise, or that a field of a bank cut off."""
    ours, theirs = sorted((company_key(bare_name(one)), company_key(bare_name(other))), key=len)
    return ours == theirs or (len(ours) >= _FIELD and theirs.startswith(ours))


def _is_common(word: str) -> bool:
    return bool(_common().fullmatch(word))


@cache
def _common() -> re.Pattern[str]:
    return re.compile(alternatives(listed_words("common_name"), anchored=True))


@cache
def _forms() -> frozenset[str]:
    return frozenset(word for form in company_forms() for word in re.findall(r"\w{2,}", folded(form)))
