"""The language of a text, by the frequent words of each language that stand in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.loading import languages

_FEWEST = 3
_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=8)
def language_of(text: str) -> str | None:
    """The language of which most words stand in a text, three at the least; ``None`` where two have as many."""
    counted: Counter[str] = Counter()
    for word, count in Counter(_WORD.findall(folded(text))).items():
        for language in _known().get(word, ()):
            counted[language] += count
    (first, most), (_, next_most) = [*counted.most_common(2), ("", 0), ("", 0)][:2]
    return first if most >= _FEWEST and most > next_most else None


@cache
def _known() -> Mapping[str, Sequence[str]]:
    """The languages of each word; words of one letter tell nothing."""
    found: dict[str, list[str]] = {}
    for code, language in languages().items():
        for word in map(folded, language.recognised_by):
            if len(word) > 1:
                found.setdefault(word, []).append(code)
    return found
