"""Values of a page in the places where a supplier's decided invoices have them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from invoice_llm.documents.page import Box
from invoice_llm.invoice.amounts import DecimalMark
from invoice_llm.invoice.schema import DocType
from invoice_llm.reading.parsing.convention import Convention
from invoice_llm.vocabulary.dates import DateOrder

_CLOSE = 0.004
"""In parts of the page: two boxes that are no further apart are one place."""


class OnPage(Protocol):
    """Anything that stands in one place of a page."""

    @property
    def page(self) -> int: ...

    @property
    def box(self) -> Box: ...


@dataclass(frozen=True, slots=True)
class RememberedSpot:
    """``quote`` as printed; ``label`` are the words beside it that a person's decision confirmed, or ``None``."""

    quote: str
    page: int
    box: Box
    label: str | None


@dataclass(frozen=True, slots=True)
class Remembered:
    """Nothing, or what the memory of one supplier reads on one page. ``spots`` are by path of the invoice.

    ``lessons`` counts the decided invoices behind it. ``doc_type`` is set where the page has the words and no others
    of those that were decided on; ``absent`` are paths of which people decided that such a page has no value.
    ``total_rows``, over all pages, end a table.
    """

    supplier: str | None = None
    lessons: int = 0
    spots: Mapping[str, tuple[RememberedSpot, ...]] = field(default_factory=dict)
    doc_type: DocType | None = None
    language: str | None = None
    order: DateOrder | None = None
    mark: DecimalMark | None = None
    currency: str | None = None
    absent: frozenset[str] = frozenset()
    total_rows: frozenset[int] = frozenset()

    def at(self, path: str, place: OnPage) -> RememberedSpot | None:
        """The spot of a field that is this place."""
        spots = self.spots.get(path)
        return next((spot for spot in spots if _is_same(spot, place)), None) if spots else None

    def over(self, convention: Convention) -> Convention:
        """A page's convention with this supplier's habits, where the page does not say itself."""
        if not self.lessons:
            return convention
        return replace(
            convention,
            order=self.order or convention.order,
            mark=convention.mark or self.mark,
            language=convention.language or self.language,
            currency=self.currency or convention.currency,
        )


NOTHING = Remembered()


def _is_same(spot: RememberedSpot, place: OnPage) -> bool:
    if spot.page != place.page:
        return False
    return (
        spot.box[0] <= place.box[2] + _CLOSE
        and place.box[0] <= spot.box[2] + _CLOSE
        and (abs(spot.box[1] - place.box[1]) <= _CLOSE and _overlap(spot.box, place.box) > 0.5)
    )


def _overlap(one: Box, other: Box) -> float:
    """Common width as a part of the narrower one's."""
    common = min(one[2], other[2]) - max(one[0], other[0])
    narrow = min(one[2] - one[0], other[2] - other[0])
    return common / narrow if narrow > 0 else 0.0
