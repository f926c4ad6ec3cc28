"""Names that may be those of one company: alike but for their forms, or one short for the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from invoice_llm.label_reader.parties.names import has_form, name_in
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.words import company_forms


def alike(one: str, other: str) -> bool:
    """Two names of the same company: one has every word of the other but its form."""
    ours, theirs = (set(re.findall(r"\w{2,}", folded(text))) - _forms() for text in (one, other))
    return bool(ours and theirs) and (ours <= theirs or theirs <= ours or len(ours & theirs) > 1)


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


@cache
def _forms() -> frozenset[str]:
    return frozenset(word for form in company_forms() for word in re.findall(r"\w{2,}", folded(form)))
