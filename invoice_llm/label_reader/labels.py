"""Label words of ``labels.yaml`` and where a text begins with one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import yaml

_TOKEN = re.compile(r"[^\W\d_]+|#|№|[0-9]+")
_NUMBER_WORDS = {
    "nr", "nos", "no", "num", "numero", "number", "nummer", "n", "numer", "nro", "#", "№", "nb", "nbr", "nº", "n°",
}  # fmt: skip
_POSSESSIVE = {"ihre", "your", "votre", "vos", "uw", "ihr", "su", "vostro", "unsere", "our", "notre", "onze"}
_COMPOUND = re.compile(r"^[^\W\d_]{3,}(rechnung)$")
_NOT_COMPOUND = {
    "abrechnung",
    "berechnung",
    "stornorechnung",
    "korrekturrechnung",
    "ursprungsrechnung",
    "bezugsrechnung",
    "originalrechnung",
}
_LONGEST = 7  # words of a label
_FOLDED = str.maketrans({"ł": "l", "ß": "ss", "ø": "o", "æ": "ae"})


@dataclass(frozen=True, slots=True)
class Label:
    """``rest`` is what stands behind the label in the same text; ``size`` counts its words."""

    kind: str
    strong: bool
    size: int
    rest: str
    text: str


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    end: int


def labels_at(text: str, kinds: Sequence[str]) -> list[Label]:
    """The labels of these kinds that ``text`` begins with, the longest of each kind; the longest first."""
    every = _every_label(text)
    found = [every[kind] for kind in kinds if kind in every]
    return sorted(found, key=lambda label: (-label.size, not label.strong))


def label_at(text: str, kinds: Sequence[str]) -> Label | None:
    """The longest label of these kinds that ``text`` begins with."""
    return next(iter(labels_at(text, kinds)), None)


def is_label(text: str, kinds: Sequence[str]) -> bool:
    """Whether ``text`` is one of these labels and nothing more."""
    return any(not re.search(r"\w", re.sub(r"\(.*?\)", "", label.rest)) for label in labels_at(text, kinds))


def folded(text: str) -> str:
    """Lower case without accents; as long as the text for all that ``labels.yaml`` holds."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.replace("°", "o").replace("º", "o").casefold().translate(_FOLDED))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def _tokens(text: str) -> list[_Token]:
    found = []
    text = text.replace(".º", "ro").replace(".°", "ro")  # "N.º" is "Nro", as long as before
    for match in _TOKEN.finditer(text[:80]):
        word = folded(match[0])
        if compound := _COMPOUND.match(word):
            word = word if word in _NOT_COMPOUND else compound[1]
        found.append(_Token("no" if word in _NUMBER_WORDS else word, match.end()))
    return _joined(found, text)


def _joined(tokens: list[_Token], text: str) -> list[_Token]:
    """``N°`` is a letter and a sign: the sign belongs to it."""
    ends = [token.end + 1 if text[token.end : token.end + 1] in ("°", "º") else token.end for token in tokens]
    joined = [_Token(token.word, end) for token, end in zip(tokens, ends, strict=True)]
    return [token for at, token in enumerate(joined) if not (at and token.word == "no" == joined[at - 1].word)]


def _glued(text: str, last: _Token) -> bool:
    """``PO445`` is no label and a value; ``n°562044387`` is."""
    return last.word != "no" and text[last.end : last.end + 1].isalnum()


def _behind_other_language(text: str, end: int) -> int:
    """``Rechnungsnr. / Invoice No.``: the same label again behind a stroke belongs to it."""
    stroke = re.match(r"\W{0,3}[/|]\s*", text[end:])
    if stroke is None:
        return end
    start = end + stroke.end()
    tokens = _tokens(text[start:])
    words = tuple(token.word for token in tokens)
    size = next((size for size in range(min(len(words), _LONGEST), 0, -1) if words[:size] in _vocabulary()), 0)
    return start + tokens[size - 1].end if size else end


@lru_cache(maxsize=4096)
def _every_label(text: str) -> Mapping[str, Label]:
    """By kind; a possessive in front (``Ihre Bestellung``) may be left out."""
    tokens = _tokens(text)
    words = tuple(token.word for token in tokens)
    found: dict[str, Label] = {}
    for skipped in range(2 if words and words[0] in _POSSESSIVE else 1):
        for end in range(min(len(words), skipped + _LONGEST), skipped, -1):
            if _glued(text, tokens[end - 1]):
                continue
            for kind, strong in _vocabulary().get(words[skipped:end], ()):
                at = _behind_other_language(text, tokens[end - 1].end)
                found.setdefault(kind, Label(kind, strong, end, text[at:], text[:at]))
    return found


@cache
def _vocabulary() -> Mapping[tuple[str, ...], Sequence[tuple[str, bool]]]:
    """The kinds a phrase is a label of, each with whether it is a strong one."""
    source = files("invoice_llm.label_reader").joinpath("labels.yaml").read_text("utf-8")
    vocabulary: dict[tuple[str, ...], dict[str, bool]] = {}
    for kind, groups in yaml.safe_load(source).items():
        for strength in ("weak", "strong"):
            for phrase in groups.get(strength, []):
                vocabulary.setdefault(_words(phrase), {})[kind] = strength == "strong"
    return {phrase: tuple(kinds.items()) for phrase, kinds in vocabulary.items()}


def _words(phrase: object) -> tuple[str, ...]:
    return tuple(token.word for token in _tokens(str(phrase)))
