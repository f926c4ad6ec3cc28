"""Thousands of phrases looked for in short texts.

One pattern of them all takes a third of a second to compile, and a document has the first words of few of them. So they
are kept by the letters that they begin with, and a pattern is compiled when a text first has a word that begins so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.patterns import alternatives

_LETTERS = 5
_WORD_BEGINNING = re.compile(rf"\b\w{{1,{_LETTERS}}}")
_BEGINNING = re.compile(rf"\w{{{_LETTERS}}}|\w+(?![\w*])")
"""Of a phrase, but for one that begins with a sign, or with a star behind fewer letters."""


class Phrases:
    """Finds in folded text what the pattern of :func:`.patterns.alternatives` does."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases: dict[str, list[str]] = {}
        self._patterns: dict[str, re.Pattern[str]] = {}
        others = []
        for phrase in dict.fromkeys(map(folded, phrases)):
            if begins := _BEGINNING.match(phrase):
                self._phrases.setdefault(begins[0], []).append(phrase)
            else:
                others.append(phrase)
        self._others = re.compile(alternatives(others))

    def compile(self) -> None:
        """Compile all patterns: for a process that is forked, so that its children need not."""
        for begins in self._phrases:
            self._pattern(begins)

    def search(self, text: str) -> re.Match[str] | None:
        """The first phrase of the text."""
        return next(self.finditer(text), None)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """The phrases of the text, none of which lies over another one."""
        words = [word for word in _WORD_BEGINNING.finditer(text) if word[0] in self._phrases]
        end = 0
        while found := self._next(text, words, end):
            yield found
            end = found.end()

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """The text as one phrase."""
        word = _WORD_BEGINNING.match(text)
        found = self._pattern(word[0]).fullmatch(text) if word and word[0] in self._phrases else None
        return found or self._others.fullmatch(text)

    def sub(self, instead: str, text: str) -> str:
        """The text with something else in place of each phrase."""
        parts, end = [], 0
        for found in self.finditer(text):
            parts.append(text[end : found.start()])
            end = found.end()
        return instead.join((*parts, text[end:]))

    def _next(self, text: str, words: Iterable[re.Match[str]], start: int) -> re.Match[str] | None:
        other = self._others.search(text, start)
        for word in words:
            if other and word.start() > other.start():
                break
            if word.start() >= start and (found := self._pattern(word[0]).match(text, word.start())):
                return found
        return other

    def _pattern(self, begins: str) -> re.Pattern[str]:
        if begins not in self._patterns:
            self._patterns[begins] = re.compile(alternatives(self._phrases[begins]))
        return self._patterns[begins]
