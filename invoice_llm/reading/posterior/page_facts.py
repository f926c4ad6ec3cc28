"""One document's page as the candidates' features are taken from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self

from invoice_llm.documents.page import Page
from invoice_llm.reading.evidence.labels import label_of
from invoice_llm.reading.evidence.page_index import Place, Places
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.evidence.structure import Structure
from invoice_llm.reading.parsing.convention import Convention

Features = dict[str, float]
"""By name, 0 to 1; what is absent is 0."""
_TOP = 0.35
_MOST_PLACES = 6


@dataclass(frozen=True, slots=True)
class Candidate:
    """One value that a field may have: its text on the page, as a reading would give it, and its features."""

    printed: str
    features: Features


Candidates = dict[str, Candidate]
"""By key: equal keys are the same value."""


@dataclass(frozen=True, slots=True)
class PageFacts:
    """A document's reading, with its index in the convention that the label reader's answer is parsed in.
    ``expected`` are folded names of listed suppliers whose id or account stands on the page, ``own`` are the names of
    the company that receives the invoices."""

    read: PageReading
    convention: Convention
    places: Places
    expected: frozenset[str] = frozenset()
    own: tuple[str, ...] = ()
    offered: dict[str, Candidates] = field(default_factory=dict, compare=False, repr=False)
    """What the page offers, by field, as far as it has been looked for."""

    @classmethod
    def of(cls, read: PageReading, expected: frozenset[str] = frozenset(), own: tuple[str, ...] = ()) -> Self:
        convention = read.convention_for(read.labels)
        return cls(read, convention, read.places(convention), expected, own)

    @property
    def pages(self) -> Sequence[Page]:
        return self.read.pages

    @property
    def text(self) -> str:
        return self.read.layout

    @property
    def structure(self) -> Structure:
        return self.read.structure

    @property
    def has_labelled_buyer(self) -> bool:
        """True where a label of the buyer's stands beside the one that the label reader takes for it."""
        name = self.structure.parties.buyer.name
        return name is not None and self.side("buyer.name", self.places.text(name)) >= 1

    def side(self, path: str, spots: Iterable[Place]) -> float:
        """The best label beside any of the places: 1.5 for one that means this field only, 1 for one that may, 0 for
        none, -1 for another field's."""
        labels = [label_of(path, spot, self.structure) for spot in list(spots)[:_MOST_PLACES]]
        return max((label.side + (0.5 if label.proper and label.side > 0 else 0) for label in labels), default=0.0)

    def located(self, path: str, spots: Sequence[Place]) -> Features:
        """Features that every kind of candidate has: its labels and where on the page it stands."""
        side = self.side(path, spots)
        return {
            "own_strong": float(side >= 1.5),
            "own_weak": float(side == 1),
            "foreign": float(side == -1),
            "absent": float(not spots),
            "repeated": min(3, len(spots)) / 3,
            "in_table": float(bool(spots) and all(spot.row in self.structure.table for spot in spots)),
            "top": float(any(spot.page == 1 and spot.box[1] < _TOP for spot in spots)),
        }
