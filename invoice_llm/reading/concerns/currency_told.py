"""What else the currency of the amounts may be: by a sentence that names it, or by the supplier's country."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from invoice_llm.documents.page import Page, TextRow, spoken_on
from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.currency import CODES
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement
from invoice_llm.label_reader.amounts.labelled_amounts import Sum
from invoice_llm.vocabulary.currency import currency_words, meant_in, possible_currencies
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.loading import languages
from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.telling_words import TellingWords, telling
from invoice_llm.vocabulary.words import beside_words, listed_words, pattern

_MOST_WORDS = 16
_MOST_ROWS = 3
_FEW = 3
_SCALE, _STEM = 1000, 5
_WITH_CODE = re.compile(r"\b[A-Z]{3} {0,3}[0-9][0-9.,' ]*|[0-9][0-9.,']*  ?\b[A-Z]{3}(?!\w)")
"""An amount with the code of its currency."""
_DIGIT = re.compile("[0-9]")
_TOTALS = ("net", "tax", "gross", "due")


def currency_told(invoice: Invoice, pages: Sequence[Page]) -> list[Concern]:
    """``All amounts in US dollars`` or ``Please pay in GBP`` on a page whose amounts bear another sign: which one is
    meant, the page leaves open, as it does where all amounts are thousands. Rows with figures are left out where they
    may be read beside their amounts."""
    if not invoice.currency:
        return []
    text = _amounts_told(invoice.currency, pages) or _payment_told(invoice.currency, pages)
    return [Concern.saying(Reason.CURRENCY_UNCLEAR, Statement.CURRENCY_TOLD, "currency", words=text[:160])] * bool(text)


def _amounts_told(currency: str, pages: Sequence[Page]) -> str:
    """The text that says in which other currency the amounts are, or in how many of it."""
    if not _telling_amounts().may_be_in(spoken_on(pages)):
        return ""
    for page in pages:
        for row in page.rows:
            for text in row.texts if not _DIGIT.search(row.text) else ():
                told = set(_named(text)) if _speaks_of_amounts(text) else set()
                if told and (currency not in told or _thousands().search(folded(text))):
                    return text
    return ""


def _payment_told(currency: str, pages: Sequence[Page]) -> str:
    """The sentence that asks for payment in another currency, where none does in this one: a list of accounts, one
    for each currency, asks for nothing."""
    if not telling("asks_payment").may_be_in(spoken_on(pages)):
        return ""
    asked = [(text, set(_named(text)) & _usual()) for page in pages for text in _requests(page)]
    told = [(text, codes) for text, codes in asked if codes]
    return "" if any(currency in codes for _, codes in told) else next((text for text, _ in told), "")


def _requests(page: Page) -> Iterator[str]:
    """Short sentences about paying, also over the ends of rows, without the amounts in them."""
    rows = [row.text for row in page.rows]
    for at, text in enumerate(rows):
        sentences = [text]
        for below in rows[at + 1 : at + _MOST_ROWS]:
            if sentences[-1][-1:] in ".!:" or _DIGIT.search(text + below):
                break
            sentences.append(f"{sentences[-1]} {below}")
        for bare in (_WITH_CODE.sub(" ", sentence) for sentence in sentences):
            if 1 < len(bare.split()) <= _MOST_WORDS and pattern("asks_payment").search(folded(bare)):
                yield bare


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
    yield from (code for code in re.findall(r"(?<![\w-])[A-Z]{3}(?!\w|-[^a-zäö])", text) if code in CODES)
    plain = folded(text)
    yield from (_names()[found[0]] for found in _any_name().finditer(plain) if found[0] in _names())


@cache
def _usual() -> frozenset[str]:
    """Currencies of the languages; the codes of others are words in capitals as well: ``ALL``, ``TOP``."""
    return frozenset(code for language in languages().values() for code in language.currencies)


@cache
def _thousands() -> re.Pattern[str]:
    """A thousand, a million, and their forms: longer words by their beginnings."""
    spelled = {
        folded(word)[:_STEM]
        for language in languages().values()
        for value, words in language.number_words.items()
        for word in words
        if value >= _SCALE
    }
    ends = (word + r"[^\W\d_]*" if len(word) == _STEM else word for word in sorted(spelled))
    return re.compile(rf"(?<!\w)(?:{'|'.join(ends)})(?!\w)")


@cache
def _names() -> Mapping[str, str]:
    return {folded(name): code for name, code in currency_words().items()}


@cache
def _any_name() -> re.Pattern[str]:
    return re.compile(alternatives(_names()))


@cache
def _amounts() -> re.Pattern[str]:
    return re.compile(alternatives(_words_of_amounts()))


@cache
def _telling_amounts() -> TellingWords:
    return TellingWords.of(_words_of_amounts())


def _words_of_amounts() -> list[str]:
    return [*beside_words("total"), *listed_words("amounts")]


def currency_mixed(
    invoice: Invoice, sums: Sequence[Sum], pages: Sequence[Page], country: str | None = None
) -> list[Concern]:
    """Net in one currency and the total in another, with figures that are added up all the same. A sign of several
    currencies (``kr``) means that of the supplier's ``country``."""
    rows = [row for page in pages for row in page.rows]
    totals = (invoice.total_net, invoice.total_tax, invoice.total_gross, invoice.amount_due)
    amounts = {abs(amount) for amount in totals if amount}
    used = {one.row for one in sums if one.kind in _TOTALS and abs(one.value) in amounts and one.row < len(rows)}
    told = {codes for row in used if (codes := _codes_in(rows[row], country))}
    if len(told) < 2 or frozenset.intersection(*told):
        return []
    named = tuple(sorted("/".join(sorted(one)[:_FEW]) for one in told))
    return [Concern.saying(Reason.CURRENCY_UNCLEAR, Statement.CURRENCY_MIXED, "currency", codes=named)]


def _codes_in(row: TextRow, country: str | None) -> frozenset[str]:
    """What the currency may be in the last cell of a row, where the amount stands, or right before it."""
    cells = [" ".join(text.split()) for text in row.texts[-2:]]
    return possible_currencies(cells[-1], country=country) or possible_currencies(" ".join(cells), country=country)
