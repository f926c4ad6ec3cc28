"""Quality of a page's text layer, judged by the looks of its words.

A layer may be long and worthless: codes of a font without a map back to characters, letters shifted by a constant,
one letter a word, or the name of the scanner over the picture of an invoice. No dictionary is used: pairs of letters
that are frequent in every language we meet, vowels, scripts and the lengths of words tell text from its ruins.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from invoice_llm.documents.page import TextRow, Verdict
from invoice_llm.vocabulary.folding import folded

_FEWEST_LETTERS = 20
"""Below this many letters and digits a page holds no text worth the name."""
_ENOUGH_LETTERS = 60
"""Fewer letters in words of three and more say nothing certain about language."""
_LITTLE_TEXT = 0.02
"""Sparse invoices cover a thirtieth of their page with words; a stamp or a footer on a scan less than this part."""
_MOSTLY_PICTURE = 0.5
_GARBAGE = 0.5
# In-word pairs, without accents, that are half of the running text of invoices in en, de, fr, nl, es, it, pl and pt.
_FREQUENT = (
    "en er ch de in te ie an re es on nt ti ou st ar at ng it is un nd ra or al le ne se ge ei be me el to io ic no "
    "ta ma he th ue la li ur ve ro ce co da om us ed ec ac as ca si et so tr di ni ri il ia am em po pr ad ha ag "
    "ij oo aa za rz cz ow wa ny sz"
)
_RULE = re.compile(r"([^\w\s])\1{3,}|[\u2500-\u257f+|=_-]{4,}")
"""A line across the page, made of signs: no text."""
_PAIRS = frozenset(_FREQUENT.split())
_PRINTED_ASCII = re.compile("[!-~]+")
_VOWELS = frozenset("aeiouyаеёиоуыэюяіїєαεηιουω")
_SCRIPTS_APART = ("LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW", "THAI", "DEVANAGARI", "ARMENIAN", "GEORGIAN")


@dataclass(frozen=True, slots=True)
class TextQuality:
    """``score`` is 0 (ruins) to 1 (text); it says nothing about whether the text is right."""

    score: float
    verdict: Verdict


def judge_text(rows: Sequence[TextRow], picture: float = 0.0, *, any_language: bool = False) -> TextQuality:
    """Judge one page's rows. ``picture`` is the part of the page, 0-1, that pictures cover. ``any_language``: letters
    may follow each other as they like, since something else says that they are letters of this page.

    ``empty``: no text to judge. ``garbage``: most of it is none. ``partial``: the text is sound and covers too little
    of a page that is mostly a picture. ``good``: the rest.
    """
    words = [word.text for row in rows for word in row.words if not _RULE.fullmatch(word.text)]
    text = "".join(words)
    if sum(map(str.isalnum, text)) + _damaged(text) < _FEWEST_LETTERS:
        return TextQuality(0.0, "empty")
    score = shape_score(words, any_language=any_language)
    if score < _GARBAGE:
        return TextQuality(score, "garbage")
    if picture >= _MOSTLY_PICTURE and is_sparse(rows):
        return TextQuality(score, "partial")
    return TextQuality(score, "good")


def shape_score(words: Sequence[str], *, any_language: bool = False) -> float:
    """Likeness of these words to text, 0-1: the product of what each kind of damage leaves of it."""
    score = _undamaged(words) * _in_words(words) * _plain(words)
    if any_language:
        return round(score * falling(_mixed_share(words), fine=0.25, ruin=0.6), 3)
    return round(score * falling(_mixed_share(words), fine=0.03, ruin=0.2) * _spoken(words), 3)


def _undamaged(words: Sequence[str]) -> float:
    """Replacement characters, control codes, private use. A few are bullets and logos."""
    total = sum(map(len, words))
    damaged = _damaged("".join(words))
    return falling(damaged / total if total else 0.0, fine=0.03, ruin=0.25)


def _mixed_share(words: Sequence[str]) -> float:
    """Share of words whose letters come from several scripts; two-letter words are units and codes."""
    long = [word for word in words if sum(map(str.isalpha, word)) > 2]
    return sum(map(is_mixed, long)) / len(long) if len(long) >= 5 else 0.0


def is_mixed(word: str) -> bool:
    """Check that a word's letters come from scripts that no word mixes."""
    return not word.isascii() and len(scripts_of(word)) > 1


def _spoken(words: Sequence[str]) -> float:
    """Letters that follow each other as they do in languages, or vowels where the script is not Latin."""
    parts = [part for word in words for part in _letter_parts(word) if len(part) > 2]
    letters = sum(map(len, parts))
    if letters < _ENOUGH_LETTERS:
        return 1.0
    if sum(map(_is_latin, parts)) < 0.5 * len(parts):
        known = [part for part in parts if _VOWELS.intersection(part)]
        has_vowels = any(script in scripts_of("".join(parts)) for script in ("CYRILLIC", "GREEK"))
        return rising(len(known) / len(parts), ruin=0.3, fine=0.7) if has_vowels else 1.0
    bare = [folded(part) for part in parts if _is_latin(part)]
    pairs = Counter(part[i : i + 2] for part in bare for i in range(len(part) - 1))
    known_pairs = sum(count for pair, count in pairs.items() if pair in _PAIRS)
    return rising(known_pairs / pairs.total(), ruin=0.2, fine=0.4)


def _in_words(words: Sequence[str]) -> float:
    """Letters that each stand alone, or whole lines without a blank."""
    spelled = [word for word in words if any(map(str.isalpha, word))]
    if len(spelled) < 20:
        return 1.0
    single = sum(len(word) == 1 for word in spelled) / len(spelled)
    endless = sum(len(word) > 30 and word.isalpha() for word in spelled) / len(spelled)
    return falling(single, fine=0.35, ruin=0.8) * falling(endless, fine=0.1, ruin=0.5)


def _plain(words: Sequence[str]) -> float:
    """Signs and digits where letters should be: codes counted from the first character of a font on."""
    text = "".join(words)
    accents = sum(unicodedata.category(character) in ("Mn", "Mc") for character in _PRINTED_ASCII.sub("", text))
    signs = len(text) - sum(map(str.isalnum, text)) - accents
    letters = sum(map(str.isalpha, text))
    if len(text) < 2 * _ENOUGH_LETTERS:
        return 1.0
    return falling(signs / len(text), fine=0.3, ruin=0.55) * rising(letters / len(text), ruin=0.08, fine=0.25)


def rising(value: float, *, ruin: float, fine: float) -> float:
    """0 up to ``ruin``, 1 from ``fine`` on, straight between."""
    return min(max((value - ruin) / (fine - ruin), 0.0), 1.0)


def falling(value: float, *, fine: float, ruin: float) -> float:
    """1 up to ``fine``, 0 from ``ruin`` on, straight between."""
    return min(max((ruin - value) / (ruin - fine), 0.0), 1.0)


def _damaged(text: str) -> int:
    return sum(map(_is_damaged, _PRINTED_ASCII.sub("", text)))


def _is_damaged(character: str) -> bool:
    return character == "�" or unicodedata.category(character) in ("Co", "Cc", "Cn", "Cs")


def _letter_parts(word: str) -> list[str]:
    if word.isalpha():
        return [word.casefold()]
    return "".join(character if character.isalpha() else " " for character in word.casefold()).split()


def _is_latin(part: str) -> bool:
    return part.isascii() or unicodedata.name(part[0], "").startswith("LATIN")


def scripts_of(word: str) -> set[str]:
    """Scripts of a word's letters, of those that no word mixes."""
    names = {unicodedata.name(c, "").split(" ", 1)[0] for c in word if c.isalpha()}
    return names.intersection(_SCRIPTS_APART)


def is_sparse(rows: Sequence[TextRow]) -> bool:
    """Check that words cover less of the page than those of an invoice do; boxes on each other count twice."""
    boxes = (word.box for row in rows for word in row.words)
    return sum((box[2] - box[0]) * (box[3] - box[1]) for box in boxes) < _LITTLE_TEXT
