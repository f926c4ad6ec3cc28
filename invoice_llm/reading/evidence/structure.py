"""Structure of a page, whoever reads it: labelled values, blocks of parties, and the rows of its table.

The label vocabulary is the embedded reader's. Where that reader gives one answer, this keeps what every label says, so
that a value can be held against the labels of its own field and of others. Rows are counted over all pages from 0, as
in :mod:`.places`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from invoice_llm.invoice.checks.counting import countings
from invoice_llm.invoice.fields import FIELDS
from invoice_llm.invoice.schema import DocType, Invoice, LineItem
from invoice_llm.label_reader.amounts.labelled_amounts import Sum
from invoice_llm.label_reader.header import Found
from invoice_llm.label_reader.page_parts import parts_of
from invoice_llm.label_reader.parties.accounts import PrintedAccount
from invoice_llm.label_reader.parties.blocks import PartyBlock
from invoice_llm.label_reader.parties.seller_and_buyer import Parties
from invoice_llm.label_reader.self_description import said_by
from invoice_llm.label_reader.self_statement import SelfStatement
from invoice_llm.label_reader.tables.lines import Item
from invoice_llm.label_reader.tables.table_end import amount_in_cell
from invoice_llm.reading.evidence.remembered import NOTHING, Remembered
from invoice_llm.reading.evidence.row_text import squeeze

_CENT = Decimal("0.01")
_STRONG = 10.0
_STRONG_DUE = 8.0
"""From this weight on a label or a clause means this field and no other."""
HEAD_KINDS = tuple(field.path for field in FIELDS if field.role and field.is_plain and field.form == "head")


@dataclass(frozen=True, slots=True)
class Structure:
    """``sums`` are all labelled amounts outside the table; ``heads`` the best labelled value of each kind of the head,
    where its label means nothing else. ``accounts`` are all that are printed, ``said`` the states that the document
    says it is in. ``table`` are the rows of lines and of their heads, ``items`` how many lines were found there,
    ``printed_rows`` the same where it is certain, and ``remembered`` what the supplier's decided invoices tell of the
    page. ``title`` is the kind of document that a title names by itself."""

    sums: tuple[Sum, ...]
    heads: Mapping[str, Found]
    blocks: tuple[PartyBlock, ...]
    parties: Parties
    vat_ids: tuple[str, ...]
    accounts: tuple[PrintedAccount, ...]
    said: tuple[SelfStatement, ...]
    table: frozenset[int]
    items: int
    printed_rows: int | None
    remembered: Remembered = NOTHING
    title: DocType | None = None

    def kinds_of(self, amount: Decimal) -> set[str]:
        """Kinds of amount that the labels beside this one name."""
        return {one.kind for one in self.sums if abs(one.value) == abs(amount)}

    def is_sum(self, row: int) -> bool:
        """True where a labelled amount stands in this row."""
        return any(one.row == row for one in self.sums)

    def labelled(self, kind: str) -> list[Sum]:
        """The amounts beside a label that means this kind and no other."""
        return [one for one in self.sums if one.kind == kind and one.weight >= _STRONG]

    def block_at(self, row: int, quote: str) -> str | None:
        """The kind of the block in which ``quote`` stands in this row: ``seller``, ``buyer`` or ``other_party``."""
        words = squeeze(quote)
        return next(
            (b.kind for b in self.blocks for cell in b.cells if cell.row == row and words in squeeze(cell.text)), None
        )


def structure_of(text: str, remembered: Remembered = NOTHING) -> Structure:
    """The structure of a document's layout text, with what is remembered of it."""
    parts = parts_of(text, remembered.total_rows)
    items = parts.items
    totals = [amount_in_cell(item.cells.get("col_total"), parts.mark) for item in items]
    return Structure(
        sums=parts.sums,
        heads=_heads(parts.head),
        blocks=parts.blocks,
        parties=parts.parties,
        vat_ids=tuple(found.text for found in parts.vat_ids),
        accounts=parts.accounts,
        said=said_by(*parts.outside),
        table=parts.table,
        items=len(items),
        printed_rows=_counted(items, totals, parts.sums),
        remembered=remembered,
        title=parts.title,
    )


def _heads(head: Mapping[str, Found | None]) -> dict[str, Found]:
    least = {"due_date": _STRONG_DUE}
    found = ((kind, head[kind]) for kind in HEAD_KINDS)
    return {kind: one for kind, one in found if one and one.weight >= least.get(kind, _STRONG)}


def _counted(items: Sequence[Item], totals: Sequence[Decimal | None], sums: Sequence[Sum]) -> int | None:
    """The number of rows, known only where their amounts add up to a total that is printed: a table that was cut wrong
    does not."""
    if not items or None in totals:
        return None
    lines = (LineItem(description=" ".join(i.words), line_total=t) for i, t in zip(items, totals, strict=True))
    targets = [abs(one.value) for one in sums if one.kind in ("net", "sum_lines", "gross", "due")]
    ways = countings(Invoice(lines=tuple(lines)))
    adds_up = any(abs(abs(way.total) - target) <= _CENT * len(items) for way in ways for target in targets)
    return len(items) if adds_up else None
