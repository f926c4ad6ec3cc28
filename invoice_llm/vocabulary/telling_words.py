"""Words without which a text has none of some phrases: a look into sets, where a search would read every letter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cache
from typing import Self

from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.loading import languages
from invoice_llm.vocabulary.words import listed_words

_WORD = re.compile(r"\w+")
_STARRED = re.compile(r"\w*\*[\w*]*")


@dataclass(frozen=True, slots=True)
class TellingWords:
    """``whole`` has one word of each phrase, with all words of its phrases; ``parts`` are pieces of words, of phrases
    that have no whole one. ``any_text`` where a phrase has no word at all."""

    whole: Mapping[str, tuple[frozenset[str], ...]]
    parts: tuple[str, ...]
    any_text: bool

    @classmethod
    def of(cls, phrases: Iterable[str]) -> Self:
        """Those of phrases as the vocabulary writes them, a star for any letters."""
        whole: dict[str, tuple[frozenset[str], ...]] = {}
        parts, any_text = set(), False
        for phrase in {folded(phrase) for phrase in phrases}:
            words = frozenset(_WORD.findall(_STARRED.sub(" ", phrase)))
            pieces = (piece for word in _STARRED.findall(phrase) for piece in word.split("*"))
            longest = max(words or pieces, key=len, default="")
            if words:
                whole[longest] = (*whole.get(longest, ()), words)
            elif longest:
                parts.add(longest)
            else:
                any_text = True
        return cls(whole, tuple(parts), any_text)

    def may_be_in(self, words: Set[str]) -> bool:
        """``False`` where a text of these words (:func:`.folding.words_of`) has none of the phrases for sure."""
        if any(needed <= words for word in self.whole.keys() & words for needed in self.whole[word]):
            return True
        spoken = " ".join(words) if self.parts else ""
        return self.any_text or any(part in spoken for part in self.parts)


@cache
def telling(*lists: str) -> TellingWords:
    """Those of the phrases that :func:`invoice_llm.vocabulary.words.pattern` finds."""
    return TellingWords.of(listed_words(*lists))


@cache
def telling_in(language: str | None, *lists: str) -> TellingWords:
    """Those of the phrases that :func:`invoice_llm.vocabulary.words.words_in` finds."""
    codes = dict.fromkeys((language, "en")) if language else languages()
    return TellingWords.of(word for code in codes for key in lists for word in languages()[code].words.get(key, ()))
