"""Reads an invoice's layout text by labels, blocks and sums. What is in doubt stays ``None``."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from invoice_llm.invoice.currency import CODES
from invoice_llm.invoice.printed import PrintedCharge, PrintedInvoice, PrintedTax
from invoice_llm.label_reader.amounts.currency import printed_currency
from invoice_llm.label_reader.amounts.labelled_amounts import Sum, sums_of
from invoice_llm.label_reader.amounts.payments import with_payment
from invoice_llm.label_reader.amounts.totals import Totals, is_settled, sum_of_lines, totals_of
from invoice_llm.label_reader.grid import Grid
from invoice_llm.label_reader.header import HEAD_FIELDS, Found
from invoice_llm.label_reader.kind import doc_type_of
from invoice_llm.label_reader.page_parts import parts_of
from invoice_llm.label_reader.parties.accounts import PrintedAccount, suppliers_account
from invoice_llm.label_reader.parties.ids import bic_of, wrong_iban_of
from invoice_llm.label_reader.tables.lines import added_up, includes_tax, printed_line
from invoice_llm.label_reader.tables.price_or_total import with_totals
from invoice_llm.label_reader.tables.tax_table import tax_tables
from invoice_llm.vocabulary.currency import find_currency

ReadLabels = Callable[[str], PrintedInvoice]
"""The label reader, or one that remembers its readings."""


def read_invoice(text: str, ends: frozenset[int] = frozenset()) -> PrintedInvoice:
    """Every value as printed in ``text`` (see ``documents.layout.layout_text``). ``ends`` are rows that belong to no
    table, whatever their words say."""
    parts = parts_of(text, ends)
    parts = parts if parts.items else parts.with_headless()
    text, grid, mark, in_table = parts.text, parts.grid, parts.mark, parts.table
    taxed = tax_tables(grid, mark, in_table)
    labelled = sums_of(grid, mark, in_table, taxed.heads) if taxed.heads else parts.sums
    sums = [*taxed.without_taxes(labelled), *taxed.sums]
    items = with_totals(parts.items, sums, mark)
    totals = with_payment(totals_of(sums, settled=is_settled(text)), grid, mark, in_table)
    with_tax = includes_tax(items, totals, mark)
    lines_sum = totals.sum_lines or (None if with_tax else sum_of_lines(sums, added_up(items, mark)))
    head = {answer: _text(parts.head[role]) for answer, role in HEAD_FIELDS.items()}
    currency = printed_currency(text, _row_of(grid, totals.gross))
    return PrintedInvoice(
        **head,
        doc_type=doc_type_of(grid, parts.title),
        language=grid.language,
        currency=currency,
        seller=parts.parties.seller,
        buyer=parts.parties.buyer,
        **_account_texts(grid, parts.accounts, currency),
        prices_include_tax=with_tax,
        sum_lines_net=_text(lines_sum),
        allowances_charges=_charges(totals),
        total_net=_text(totals.net),
        taxes=[PrintedTax(rate=tax.rate, base=tax.base, amount=tax.text) for tax in totals.taxes],
        total_tax=_text(totals.tax),
        total_gross=_text(totals.gross),
        paid_amount=_text(totals.paid),
        previous_balance=_text(totals.previous),
        amount_due=_text(totals.due),
        lines=[printed_line(item) for item in items],
    )


def _account_texts(grid: Grid, accounts: Sequence[PrintedAccount], currency: str | None) -> dict[str, str | None]:
    """The account to pay to. Where all that are printed are the buyer's there is none, and no bank either."""
    code = currency if currency in CODES else find_currency(currency or "")
    account = suppliers_account(accounts, code)
    if account is not None:
        return {"iban": account.iban, "bic": bic_of(grid, account.row)}
    return {"iban": None, "bic": None} if accounts else {"iban": wrong_iban_of(grid), "bic": bic_of(grid)}


def _row_of(grid: Grid, one: Sum | None) -> str:
    return grid.rows[one.row].text if one else ""


def _text(one: Sum | Found | None) -> str | None:
    return one.text if one else None


def _charges(totals: Totals) -> list[PrintedCharge]:
    return [
        PrintedCharge(kind="charge" if one.kind == "shipping" else "allowance", reason=one.label, amount=one.text)
        for one in totals.charges
    ]
