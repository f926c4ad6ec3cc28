"""The words of one language, checked as they are read from its file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from invoice_llm.vocabulary import sections
from invoice_llm.vocabulary.folding import folded, plain_words

DateHabit = Literal["dmy", "mdy", "ymd", "undecided"]


Phrases = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(min_length=1)]
PhraseLists = Mapping[str, Phrases]


class NumberHabits(BaseModel):
    """Habits of writing amounts: the decimal mark, and the signs between groups of thousands."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    decimal: Literal[".", ","]
    grouping: str


class Language(BaseModel):
    """One language. The keys of each list and what they mean: :mod:`invoice_llm.vocabulary.sections`."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    name: str
    recognised_by: Phrases = Field(alias="recognised by")
    numbers: NumberHabits
    date_order: DateHabit = Field(alias="date order")
    months: Mapping[int, Phrases]
    number_words: Mapping[int, Phrases] = Field(alias="number words")
    labels: PhraseLists
    weak_labels: PhraseLists = Field(alias="weak labels")
    columns: PhraseLists
    tax_table: PhraseLists = Field(alias="tax table")
    titles: PhraseLists
    status: PhraseLists
    words: PhraseLists
    beside: PhraseLists
    currencies: PhraseLists
    company_forms: Phrases = Field(alias="company forms")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        """Nothing that is required is missing, nothing unknown is there, nothing means two things."""
        problems = [*self._wrong_keys(), *self._doubles(), *self._wrong_months()]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _wrong_keys(self) -> Iterator[str]:
        labels = set().union(*sections.LABEL_GROUPS.values())
        none: frozenset[str] = frozenset()
        columns, beside = set(sections.COLUMNS), set(sections.BESIDE)
        for section, keys, known, optional in (
            ("labels", roles_in(self.labels), labels, sections.OPTIONAL_LABELS),
            ("weak labels", roles_in(self.weak_labels), labels, frozenset(labels)),
            ("columns", roles_in(self.columns), columns, sections.OPTIONAL_COLUMNS),
            ("tax table", set(self.tax_table), set(sections.TAX_TABLE), none),
            ("titles", set(self.titles), set(sections.TITLES), none),
            ("status", set(self.status), set(sections.STATUS), none),
            ("words", set(self.words), set(sections.WORDS), sections.OPTIONAL_WORDS),
            ("beside", set(self.beside), beside, sections.OPTIONAL_BESIDE),
        ):
            yield from (f"{section}: {key} is missing" for key in sorted(known - optional - keys))
            yield from (f"{section}: {key} is no key of this section" for key in sorted(keys - known))

    def _doubles(self) -> Iterator[str]:
        """One phrase under two keys that exclude each other."""
        grouped = [(group, self._labels_of(set(roles))) for group, roles in sections.LABEL_GROUPS.items()]
        for section, pairs in [*grouped, ("columns", _pairs(self.columns)), ("titles", _pairs(self.titles))]:
            counted = Counter(pairs)
            homes: dict[str, set[str]] = {}
            for phrase, key in counted:
                homes.setdefault(phrase, set()).add(key)
            yield from (
                f"{section}: {phrase!r} stands under {' and '.join(sorted(keys))}"
                for phrase, keys in homes.items()
                if len(keys) > 1
            )
            yield from (
                f"{section}: {phrase!r} stands twice under {key}" for (phrase, key), n in counted.items() if n > 1
            )

    def _labels_of(self, roles: set[str]) -> list[tuple[str, str]]:
        every = [*_pairs(self.labels), *_pairs(self.weak_labels)]
        return [(phrase, key) for phrase, key in every if set(key.split(" or ")) <= roles]

    def _wrong_months(self) -> Iterator[str]:
        numbers = set(range(1, 13))
        yield from (f"months: {number} is missing" for number in sorted(numbers - set(self.months)))
        yield from (f"months: {number} is no month" for number in sorted(set(self.months) - numbers))
        named = Counter(name.lower() for names in self.months.values() for name in names)
        yield from (f"months: {name!r} stands twice" for name, count in named.items() if count > 1)


def roles_in(lists: Mapping[str, Phrases]) -> set[str]:
    """The roles that are named by the keys, ``price or unit`` being two."""
    return {role for key in lists for role in key.split(" or ")}


def _pairs(lists: Mapping[str, Phrases]) -> list[tuple[str, str]]:
    return [(_bare(phrase), key) for key, phrases in lists.items() for phrase in phrases]


def _bare(phrase: str) -> str:
    return folded(phrase) if "*" in phrase else plain_words(phrase)
