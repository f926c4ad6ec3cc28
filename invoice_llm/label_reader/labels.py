"""Labels of the vocabulary at the beginning of a text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.label_table import (
    LONGEST_LABEL,
    NUMBER_WORD,
    LabelWord,
    first_label_word,
    first_label_words,
    joined_beginning,
    joined_beginnings,
    joined_label_table,
    joined_words,
    label_table,
    label_words,
    possessives,
)
from invoice_llm.vocabulary.words import listed_words

_KEPT = 16_384
"""Texts whose labels are remembered: each cell of a page is asked for many kinds of label, and each of its endings."""


@dataclass(frozen=True, slots=True)
class LabelMatch:
    """A label and what it means. ``rest`` is what stands behind it in the same text; ``size`` counts its words."""

    kind: str
    strong: bool
    size: int
    rest: str
    text: str


def labels_at(text: str, kinds: Sequence[str], language: str | None = None) -> list[LabelMatch]:
    """The labels of these kinds that ``text`` begins with, the longest of each kind; the longest first.

    ``language`` is the document's, where it is known.
    """
    every = every_label(text, language)
    if not every:
        return []
    if len(every) == 1:  # as most labels mean one thing
        return [label for label in every.values() if label.kind in kinds]
    found = [every[kind] for kind in kinds if kind in every]
    return sorted(found, key=lambda label: (-label.size, not label.strong))


def label_at(text: str, kinds: Sequence[str], language: str | None = None) -> LabelMatch | None:
    """The longest label of these kinds that ``text`` begins with."""
    return next(iter(labels_at(text, kinds, language)), None)


def is_label(text: str, kinds: Sequence[str]) -> bool:
    """``True`` where ``text`` is one of these labels, in any language, and nothing more."""
    return any(not re.search(r"\w", re.sub(r"\(.*?\)", "", label.rest)) for label in labels_at(text, kinds))


def is_ours(label: LabelMatch) -> bool:
    """``Our order no.``, ``Αρ. παραγγελίας μας``: the label of a number of the seller's own."""
    words = [*folded(label.text).split()[:1], *folded(label.rest).strip(" .:").split()[:1]]
    return not _ours().isdisjoint(word.strip(".:") for word in words)


@cache
def _ours() -> frozenset[str]:
    return frozenset(map(folded, listed_words("ours")))


def _glued(text: str, last: LabelWord) -> bool:
    """``PO445`` is no label and a value; ``n°562044387`` is."""
    return last.word != NUMBER_WORD and text[last.end : last.end + 1].isalnum()


def _behind_other_language(text: str, end: int) -> int:
    """``Rechnungsnr. / Invoice No.``: the same label again behind a stroke belongs to it."""
    stroke = re.match(r"\W{0,3}[/|]\s*", text[end:])
    if stroke is None:
        return end
    start = end + stroke.end()
    tokens = label_words(text[start:])
    words = tuple(token.word for token in tokens)
    known = label_table(None)
    size = next((size for size in range(min(len(words), LONGEST_LABEL), 0, -1) if words[:size] in known), 0)
    return start + tokens[size - 1].end if size else end


@lru_cache(maxsize=_KEPT)
def every_label(text: str, language: str | None) -> Mapping[str, LabelMatch]:
    """Labels by kind; a possessive in front (``Ihre Bestellung``) may be left out."""
    first = first_label_word(text)
    may_begin = first in first_label_words(language) or first in possessives()
    if not may_begin and joined_beginning(text) not in joined_beginnings(language):
        return {}  # so it is with most cells
    tokens = label_words(text)
    words = tuple(token.word for token in tokens)
    table = label_table(language)
    found: dict[str, LabelMatch] = {}
    for skipped in range(2 if words and words[0] in possessives() else 1):
        for end in range(min(len(words), skipped + LONGEST_LABEL), skipped, -1):
            meant = table.get(words[skipped:end], ())
            if meant and _glued(text, tokens[end - 1]):
                continue
            for kind, strong in meant:
                at = _behind_other_language(text, tokens[end - 1].end)
                found.setdefault(kind, LabelMatch(kind, strong, end, text[at:], text[:at]))
    return found if found and not _goes_on(found) else _joined_label(text, tokens, language, _end(found)) or found


def _goes_on(found: Mapping[str, LabelMatch]) -> bool:
    """Check that the labels found say no more than ``number``, or that letters follow: a longer one may be broken."""
    says_which = found.keys() - {"other_number"}
    return not says_which or all(re.match(r"\s*[^\W\d_]", label.rest) for label in found.values())


def _end(found: Mapping[str, LabelMatch]) -> int:
    return max((len(label.text) for kind, label in found.items() if kind != "other_number"), default=0)


def _joined_label(
    text: str, tokens: Sequence[LabelWord], language: str | None, shortest: int
) -> Mapping[str, LabelMatch]:
    """Labels whose words are run together or broken: ``Invoicenumber``, ``Invo ice date``; longer than ``shortest``."""
    table = joined_label_table(language)
    if not text[:1].isalpha():
        return {}
    for token in reversed(tokens[:LONGEST_LABEL]):
        meant = table.get(joined_words(text[: token.end]), ())
        if meant and token.end > shortest and not _glued(text, token):
            at = token.end
            return {kind: LabelMatch(kind, strong, 2, text[at:], text[:at]) for kind, strong in meant}
    return {}
