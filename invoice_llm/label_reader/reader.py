"""Reads an invoice's layout text by labels, blocks and sums. What is in doubt stays ``None``."""

from __future__ import annotations

from collections.abc import Callable

from invoice_llm.invoice.amounts import decimal_mark
from invoice_llm.invoice.printed import PrintedCharge, PrintedInvoice, PrintedTax
from invoice_llm.label_reader.amounts.currency import printed_currency
from invoice_llm.label_reader.amounts.labelled_amounts import Sum, sums_of
from invoice_llm.label_reader.amounts.payments import with_payment
from invoice_llm.label_reader.amounts.totals import Totals, is_settled, sum_of_lines, totals_of
from invoice_llm.label_reader.grid import Grid, grid_of
from invoice_llm.label_reader.header import Found, head_value
from invoice_llm.label_reader.kind import doc_type_of
from invoice_llm.label_reader.parties.blocks import blocks_of
from invoice_llm.label_reader.parties.ids import bic_of, iban_of
from invoice_llm.label_reader.parties.seller_and_buyer import parties_of
from invoice_llm.label_reader.tables.columns import heads_of
from invoice_llm.label_reader.tables.lines import added_up, includes_tax, items_of, printed_line
from invoice_llm.label_reader.tables.tax_table import tabled_taxes, without_taxes_of

ReadLabels = Callable[[str], PrintedInvoice]
"""The label reader, or one that remembers its readings."""
# Characters; a page's row is a few hundred at most, and longer ones could be built to take time.
_LONGEST_LINE = 1000


def read_invoice(text: str) -> PrintedInvoice:
    """Every value as printed in ``text`` (see ``documents.layout.layout_text``)."""
    text = "\n".join(line[:_LONGEST_LINE] for line in text.split("\n"))
    grid = grid_of(text)
    mark = decimal_mark([text])
    heads = heads_of(grid)
    items = items_of(grid, heads, mark)
    in_table = frozenset(item.row for item in items) | {
        row for head in heads for row in range(head.first, head.last + 1)
    }
    tabled = list(tabled_taxes(grid, mark))
    sums = [*without_taxes_of(tabled, sums_of(grid, mark, in_table)), *tabled]
    totals = with_payment(totals_of(sums, settled=is_settled(text)), grid, mark, in_table)
    taxed = includes_tax(items, totals, mark)
    lines_sum = totals.sum_lines or (None if taxed else sum_of_lines(sums, added_up(items, mark)))
    parties = parties_of(grid, blocks_of(grid, in_table), in_table)
    head = _Head(grid, in_table)
    return PrintedInvoice(
        doc_type=doc_type_of(grid),
        language=grid.language,
        invoice_number=head.text("invoice_number"),
        issue_date=head.text("issue_date"),
        due_date=head.text("due_date"),
        delivery_date=head.text("delivery_date"),
        currency=printed_currency(text),
        seller=parties.seller,
        buyer=parties.buyer,
        purchase_order=head.text("purchase_order"),
        customer_number=head.text("customer_number"),
        preceding_invoice=head.text("preceding_invoice"),
        iban=iban_of(grid),
        bic=bic_of(grid),
        prices_include_tax=taxed,
        sum_lines_net=_text(lines_sum),
        allowances_charges=_charges(totals),
        total_net=_text(totals.net),
        taxes=[PrintedTax(rate=tax.rate, base=tax.base, amount=tax.text) for tax in totals.taxes],
        total_tax=_text(totals.tax),
        total_gross=_text(totals.gross),
        paid_amount=_text(totals.paid),
        previous_balance=_text(totals.previous),
        amount_due=_text(totals.due),
        payment_terms=head.text("payment_terms"),
        lines=[printed_line(item) for item in items],
    )


class _Head:
    """Values of the head, looked up one kind at a time."""

    def __init__(self, grid: Grid, in_table: frozenset[int]) -> None:
        self._grid = grid
        self._in_table = in_table

    def text(self, kind: str) -> str | None:
        found: Found | None = head_value(self._grid, kind, self._in_table)
        return found.text if found else None


def _text(one: Sum | None) -> str | None:
    return one.text if one else None


def _charges(totals: Totals) -> list[PrintedCharge]:
    return [
        PrintedCharge(kind="charge" if one.kind == "shipping" else "allowance", reason=one.label, amount=one.text)
        for one in totals.charges
    ]
