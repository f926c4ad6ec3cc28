"""Parts of a page that several readings are made of, each found once: rows, tables, blocks, parties, accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from invoice_llm.invoice.amounts import DecimalMark
from invoice_llm.invoice.schema import DocType
from invoice_llm.label_reader.amounts.labelled_amounts import Sum, sums_of
from invoice_llm.label_reader.grid import Grid, grid_of
from invoice_llm.label_reader.header import Found, head_values
from invoice_llm.label_reader.kind import titled
from invoice_llm.label_reader.parties.accounts import PrintedAccount, accounts_of
from invoice_llm.label_reader.parties.blocks import PartyBlock, blocks_of
from invoice_llm.label_reader.parties.ids import VatId, vat_ids
from invoice_llm.label_reader.parties.seller_and_buyer import Parties, parties_of
from invoice_llm.label_reader.tables.columns import Head, heads_of
from invoice_llm.label_reader.tables.headless import headless_items
from invoice_llm.label_reader.tables.lines import Item, items_of
from invoice_llm.label_reader.tables.side_bars import without_lines
from invoice_llm.vocabulary.printed_figures import decimal_mark

_LONGEST_LINE = 1000
"""Characters; a page's row is a few hundred at most, and longer ones could be built to take time."""
_KEPT = 64
"""Documents that are under way at once in a process, and some more."""


@dataclass(frozen=True, eq=False)
class PageParts:
    """``ends`` are rows that belong to no table, whatever their words say. ``headed``: the same page with the lines
    below the heads of tables; this one is without, and its lines are looked for above the totals."""

    text: str
    ends: frozenset[int]
    headed: PageParts | None = None

    def with_headless(self) -> PageParts:
        """The same where no table has a head that is known."""
        return PageParts(self.text, self.ends, headed=self)

    @cached_property
    def grid(self) -> Grid:
        return grid_of(self.text) if self.headed is None else self.headed.grid

    @cached_property
    def mark(self) -> DecimalMark | None:
        return decimal_mark(self.text.splitlines())

    @cached_property
    def heads(self) -> Sequence[Head]:
        return heads_of(self.grid) if self.headed is None else self.headed.heads

    @cached_property
    def title(self) -> DocType | None:
        return titled(self.grid)

    @cached_property
    def vat_ids(self) -> tuple[VatId, ...]:
        return tuple(vat_ids(self.grid))

    @cached_property
    def items(self) -> tuple[Item, ...]:
        if self.headed is not None:
            return tuple(headless_items(self.grid, sums_of(self.grid, self.mark, frozenset()), self.mark))
        return tuple(items_of(self.grid, self.heads, self.mark, self.ends))

    @cached_property
    def table(self) -> frozenset[int]:
        """Rows of lines and of their heads."""
        heads = {row for head in self.heads for row in range(head.first, head.last + 1)}
        return frozenset(item.row for item in self.items) | heads

    @cached_property
    def outside(self) -> tuple[Grid, frozenset[int]]:
        """The page without its lines, and the rows that are left out: a bar beside the table is not."""
        return without_lines(self.grid, self.heads, self.table)

    @cached_property
    def sums(self) -> tuple[Sum, ...]:
        """All labelled amounts outside the table."""
        return tuple(sums_of(self.grid, self.mark, self.table))

    @cached_property
    def head(self) -> Mapping[str, Found | None]:
        """The best value of each role of the head."""
        return head_values(*self.outside)

    @cached_property
    def blocks(self) -> tuple[PartyBlock, ...]:
        return tuple(blocks_of(self.grid, self.table))

    @cached_property
    def parties(self) -> Parties:
        return parties_of(self.grid, self.blocks, self.vat_ids, self.table)

    @cached_property
    def accounts(self) -> tuple[PrintedAccount, ...]:
        return tuple(accounts_of(self.grid, self.blocks, self.parties, self.table))


def parts_of(text: str, ends: frozenset[int] = frozenset()) -> PageParts:
    """Parts of a document's layout text, its lines cut to a length that takes no time."""
    return _kept("\n".join(line[:_LONGEST_LINE] for line in text.split("\n")), ends)


@lru_cache(maxsize=_KEPT)
def _kept(text: str, ends: frozenset[int]) -> PageParts:
    return PageParts(text, ends)
