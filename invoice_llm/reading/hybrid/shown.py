"""A page as data are held against it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from invoice_llm.invoice.schema import Invoice
from invoice_llm.reading.evidence.page_index import Places
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.evidence.structure import Structure

Difference = tuple[str, str | None]
"""The path of a value of the data, and what the page says in its place; ``None`` where it only lacks the value."""
Differences = Iterator[Difference]


@dataclass(frozen=True)
class ShownPage:
    """What the labels of a page say, and where its values stand; each is read when it is first asked for."""

    read: PageReading

    @cached_property
    def text(self) -> str:
        return "\n".join(row.text for page in self.read.pages for row in page.rows)

    @cached_property
    def plain(self) -> str:
        """The text without blanks, points and hyphens, in capitals."""
        return plain(self.text)

    @cached_property
    def structure(self) -> Structure:
        return self.read.structure

    @cached_property
    def places(self) -> Places:
        return self.read.places(self.read.convention_for(self.read.labels))

    @property
    def labelled(self) -> Invoice:
        """The invoice that the labels of the page make."""
        return self.read.labelled.invoice

    def quote(self, path: str) -> str | None:
        """A value of :attr:`labelled` as it is printed."""
        return self.read.labelled.quotes.get(path)


def plain(text: str) -> str:
    """Numbers and names as they compare: without blanks, points and hyphens, in capitals."""
    return re.sub(r"[\s.-]", "", text).upper()
