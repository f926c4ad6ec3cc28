"""Labels of all languages as sequences of words, and what they mean in a document of one language.

A phrase that means two things in two languages (``data`` is a date in Polish and a day of delivery in none) counts in
a document whose language is known as that language has it; where its language does not have the phrase, only if all
others agree on it. In a document of an unknown language every meaning counts, and what stands beside it decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.language import Language, Phrases
from invoice_llm.vocabulary.loading import languages
from invoice_llm.vocabulary.sections import LABEL_GROUPS

LONGEST_LABEL = 7
"""Words of a label, at the most."""
NUMBER_WORD = "no"
"""What every word and sign for 'number' is written as."""
_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"[^\W\d_]+|#|№|[0-9]+")
_NUMBER_SIGNS = frozenset({"#", "№", "nº", "n°"})
_FEWEST_JOINED = 7
"""Letters of a phrase that is known without its blanks."""
_BEGINNING = 3
"""Letters by which most texts are told from such phrases; a word for 'number' at their end stands behind as many."""
_WHOLE_TEXT = 80
"""Characters in which a label stands at the beginning of a text."""

_KEPT_WORDS = 16_384

Meanings = Sequence[tuple[str, bool]]
"""Kinds of labels, each with whether it is a strong one."""


@dataclass(frozen=True, slots=True)
class LabelWord:
    """A folded word of a label and where it ends in the text."""

    word: str
    end: int


@dataclass(frozen=True, slots=True)
class _Entry:
    group: str
    kind: str
    strong: bool
    language: str


def label_words(text: str) -> list[LabelWord]:
    """The words at the beginning of a text as labels are compared: folded, every 'number' alike, compounds cut."""
    text = _as_compared(text)
    words: list[LabelWord] = []
    for match in _TOKEN.finditer(text[:_WHOLE_TEXT]):
        word, end = _label_word(match[0]), match.end()
        if word == NUMBER_WORD and words and words[-1].word == NUMBER_WORD:
            continue  # "N°" is a letter and a sign: the sign belongs to it
        words.append(LabelWord(word, end + 1 if text[end : end + 1] in ("°", "º") else end))
    return words


def first_label_word(text: str) -> str | None:
    """The first of these words."""
    match = _TOKEN.search(_as_compared(text[: _WHOLE_TEXT + 1])[:_WHOLE_TEXT])
    return _label_word(match[0]) if match else None


def _as_compared(text: str) -> str:
    """With ``N.º`` as ``Nro``, as long as before."""
    return text.replace(".º", "ro").replace(".°", "ro")


@lru_cache(maxsize=_KEPT_WORDS)
def _label_word(printed: str) -> str:
    word = folded(printed)
    if (cut := _compound().match(word)) and word not in _not_compounds():
        word = cut[1]
    return NUMBER_WORD if word in number_words() else word


@cache
def label_table(language: str | None) -> Mapping[tuple[str, ...], Meanings]:
    """The kinds that a phrase is a label of, in a document of this language."""
    return {phrase: meant for phrase, groups in _phrases().items() if (meant := _meant(groups, language))}


@cache
def first_label_words(language: str | None) -> frozenset[str]:
    """The words that a phrase of that table begins with."""
    return frozenset(phrase[0] for phrase in label_table(language) if phrase)


@cache
def joined_label_table(language: str | None) -> Mapping[str, Meanings]:
    """The same for phrases written without their blanks, as OCR runs words together or breaks them. Short ones are left
    out, since a word of its own may read so."""
    joined = {"".join(phrase): meant for phrase, meant in label_table(language).items()}
    return {phrase: meant for phrase, meant in joined.items() if len(phrase) >= _FEWEST_JOINED}


@cache
def joined_beginnings(language: str | None) -> frozenset[str]:
    """The first letters of the keys of that table."""
    return frozenset(phrase[:_BEGINNING] for phrase in joined_label_table(language))


def joined_beginning(text: str) -> str:
    """The first letters of a text as a key of that table has them."""
    return "".join(_WORD.findall(folded(text[:_WHOLE_TEXT])))[:_BEGINNING]


def joined_words(text: str) -> str:
    """A text as a key of that table: its letters alone, a word for 'number' at its end as all are written."""
    letters = "".join(_WORD.findall(folded(text)))
    return _number_at_end().sub(NUMBER_WORD, letters)


@cache
def _number_at_end() -> re.Pattern[str]:
    words = sorted((word for word in number_words() if word.isalpha()), key=len, reverse=True)
    return re.compile(rf"(?<=[^\W\d_]{{3}})(?:{'|'.join(words)})$")


@cache
def number_words() -> frozenset[str]:
    """Folded words and signs for 'number'."""
    every = (word for language in languages().values() for word in language.words["number"])
    return _NUMBER_SIGNS | frozenset(map(folded, every))


@cache
def possessives() -> frozenset[str]:
    """Folded words for 'your' and 'our', which may stand before a label."""
    return _single("possessive")


@dataclass(frozen=True, slots=True)
class _Group:
    """Entries of one phrase in one group: all, by language, and those that count where a language has none."""

    every: Sequence[_Entry]
    own: Mapping[str, Sequence[_Entry]]
    agreed: Sequence[_Entry]

    def counting(self, language: str | None) -> Sequence[_Entry]:
        return self.every if language is None else self.own.get(language, self.agreed)


def _meant(groups: Sequence[_Group], language: str | None) -> Meanings:
    meant: dict[str, bool] = {}
    for group in groups:
        for entry in group.counting(language):
            meant[entry.kind] = meant.get(entry.kind, False) or entry.strong
    return tuple(meant.items())


@cache
def _phrases() -> Mapping[tuple[str, ...], Sequence[_Group]]:
    """Parted by group once for all languages: a night has invoices of many."""
    return {phrase: tuple(_groups(entries)) for phrase, entries in _entries().items()}


def _groups(entries: Sequence[_Entry]) -> Iterator[_Group]:
    for group in dict.fromkeys(entry.group for entry in entries):
        every = [entry for entry in entries if entry.group == group]
        own: dict[str, list[_Entry]] = {}
        for entry in every:
            own.setdefault(entry.language, []).append(entry)
        yield _Group(every, own, every if _agreed(every) else ())


def _agreed(entries: Sequence[_Entry]) -> bool:
    """``True`` where all languages that have a phrase mean the same."""
    kinds: dict[str, set[str]] = {}
    for entry in entries:
        kinds.setdefault(entry.language, set()).add(entry.kind)
    return len(set(map(frozenset, kinds.values()))) == 1


@cache
def _entries() -> Mapping[tuple[str, ...], Sequence[_Entry]]:
    table: dict[tuple[str, ...], list[_Entry]] = {}
    for code, language in languages().items():
        for phrase, group, kind, strong in _labels_of(language):
            words = tuple(word.word for word in label_words(phrase))
            table.setdefault(words, []).append(_Entry(group, kind, strong, code))
    return table


def _labels_of(language: Language) -> Iterator[tuple[str, str, str, bool]]:
    """Every label with its group, its kind and whether it is a strong one."""
    group_of = {role: group for group, roles in LABEL_GROUPS.items() for role in roles}
    for lists, strong in ((language.weak_labels, False), (language.labels, True)):
        yield from ((phrase, group_of[role], role, strong) for phrase, role in _by_role(lists))
    yield from ((phrase, "columns", f"col_{role}", True) for phrase, role in _by_role(language.columns))


def _by_role(lists: Mapping[str, Phrases]) -> Iterator[tuple[str, str]]:
    return ((phrase, role) for key, phrases in lists.items() for role in key.split(" or ") for phrase in phrases)


def _single(words: str) -> frozenset[str]:
    every = (word for language in languages().values() for word in language.words.get(words, ()))
    return frozenset(map(folded, every))


@cache
def _compound() -> re.Pattern[str]:
    return re.compile(rf"^[^\W\d_]{{3,}}({'|'.join(sorted(_single('compound_ends')))})$")


@cache
def _not_compounds() -> frozenset[str]:
    return _single("not_compounds")
