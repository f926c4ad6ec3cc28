"""What else the currency of the amounts may be: by a sentence that names it, or by the supplier's country."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from invoice_llm.documents.page import Page, TextRow
from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.currency import CODES
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement
from invoice_llm.label_reader.amounts.labelled_amounts import Sum
from invoice_llm.vocabulary.currency import currency_words, find_currency, meant_in
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.words import beside_words, listed_words, pattern

_MOST_WORDS = 16
_TOTALS = ("net", "tax", "gross", "due")


def currency_told(invoice: Invoice, pages: Sequence[Page]) -> list[Concern]:
    """``All amounts in US dollars`` on a page whose amounts bear another sign: which one is meant, the page leaves
    open. Rows with figures are left out, since those are read beside their amounts."""
    for page in pages:
        for row in page.rows:
            for cell in row.cells if not re.search(r"[0-9]", row.text) else ():
                text = " ".join(word.text for word in cell)
                told = set(_named(text)) if _speaks_of_amounts(text) else set()
                if told and invoice.currency and invoice.currency not in told:
                    says = Statement.CURRENCY_TOLD
                    return [Concern.saying(Reason.CURRENCY_UNCLEAR, says, "currency", words=text[:160])]
    return []


def sign_of_another(invoice: Invoice, text: str, country: str | None) -> list[Concern]:
    """``£`` on an invoice from Egypt: the sign alone does not say which currency is meant."""
    found = meant_in(country, invoice.currency or "", text)
    if found is None:
        return []
    sign, other = found
    return [Concern.saying(Reason.CURRENCY_UNCLEAR, Statement.SIGN_SHARED, "currency", sign=sign, other=other)]


def _speaks_of_amounts(text: str) -> bool:
    words = text.split()
    if not 2 < len(words) <= _MOST_WORDS:
        return False
    plain = folded(text)
    return bool(_amounts().search(plain)) and not pattern("rule").search(plain)


def _named(text: str) -> Iterator[str]:
    """Currencies by their code in brackets or alone, and by their name."""
    yield from (code for code in re.findall(r"(?<![\w-])[A-Z]{3}(?![\w-])", text) if code in CODES)
    plain = folded(text)
    yield from (_names()[found[0]] for found in _any_name().finditer(plain) if found[0] in _names())


@cache
def _names() -> Mapping[str, str]:
    return {folded(name): code for name, code in currency_words().items()}


@cache
def _any_name() -> re.Pattern[str]:
    return re.compile(alternatives(_names()))


@cache
def _amounts() -> re.Pattern[str]:
    return re.compile(alternatives([*beside_words("total"), *listed_words("amounts")]))


def currency_mixed(invoice: Invoice, sums: Sequence[Sum], pages: Sequence[Page]) -> list[Concern]:
    """Net in one currency and the total in another, with figures that are added up all the same."""
    rows = [row for page in pages for row in page.rows]
    totals = (invoice.total_net, invoice.total_tax, invoice.total_gross, invoice.amount_due)
    amounts = {abs(amount) for amount in totals if amount}
    used = [one for one in sums if one.kind in _TOTALS and abs(one.value) in amounts and one.row < len(rows)]
    codes = {code for one in used if (code := _code_in(rows[one.row]))}
    if len(codes) < 2:
        return []
    return [Concern.saying(Reason.CURRENCY_UNCLEAR, Statement.CURRENCY_MIXED, "currency", codes=tuple(sorted(codes)))]


def _code_in(row: TextRow) -> str | None:
    """The currency in the last cell of a row, where the amount stands, or right before it."""
    cells = [" ".join(" ".join(word.text for word in cell).split()) for cell in row.cells[-2:]]
    return find_currency(cells[-1]) or find_currency(" ".join(cells))
