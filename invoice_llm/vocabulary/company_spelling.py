"""Spellings of a company's name: with the form of the company and without it."""

from __future__ import annotations

from functools import cache, lru_cache

from invoice_llm.invoice.checks.company_names import company_key, folded_name
from invoice_llm.vocabulary.words import company_forms


@cache
def form_words() -> frozenset[str]:
    """The words of all companies' forms, as :func:`folded_name` writes them."""
    return frozenset(word for form in company_forms() for word in folded_name(form).split())


@lru_cache(maxsize=4096)
def telling_words(name: str) -> tuple[str, ...]:
    """The words of a folded name that tell companies apart, in their order; a single letter is part of a form."""
    return tuple(word for word in name.split() if len(word) > 1 and word not in form_words())


def is_same_company(name: str, other: str) -> bool:
    """True of two spellings of one name, of which at most one states the form of the company: ``Kestrel`` and
    ``Kestrel Ltd.``. Two forms are two companies."""
    if company_key(name) == company_key(other):
        return bool(company_key(name))
    ours, theirs = folded_name(name), folded_name(other)
    bare = tuple(ours.split()), tuple(theirs.split())
    told = telling_words(ours), telling_words(theirs)
    return bool(told[0]) and told[0] == told[1] and any(whole == words for whole, words in zip(bare, told, strict=True))
