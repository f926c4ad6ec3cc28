"""Labels that the page prints twice with different values beside them: which one is meant, only a person can tell.

For the values that no sum can confirm. Of two totals the one that adds up is right; of two invoice numbers under two
labels, or two bank accounts, either may be planted, or belong to another invoice in the same file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache

from invoice_llm.invoice.schema import Invoice
from invoice_llm.label_reader.parties.accounts import PrintedAccount
from invoice_llm.label_reader.parties.ids import has_check_digits
from invoice_llm.label_reader.parties.recipients import is_address_line
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.evidence.parties import is_sender_open
from invoice_llm.reading.parsing.convention import Convention
from invoice_llm.reading.parsing.origin import Origin
from invoice_llm.vocabulary.dates import find_dates, parse_date
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.patterns import as_printed
from invoice_llm.vocabulary.words import beside_words, listed_words, strong_labels

_NO = "no "
_COLUMN = "   "
_CELL = re.compile(r"\S+(?: \S+)*")
_FIGURE = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_][^\W\d_A-Z]{2}")


@cache
def _number() -> re.Pattern[str]:
    """A number beside the label of an invoice number: ``Rechnungsnummer``, ``invoice no``, ``faktura č.``, ``numéro de
    facture``."""
    words = [word for word in listed_words("number") if len(word) > 1]
    numbers, number = as_printed(f"*{word}" for word in words), as_printed(words)
    letters = "|".join(sorted({word for word in (*listed_words("number"), *beside_words("number")) if len(word) == 1}))
    behind = as_printed(label.removeprefix(_NO) for label in strong_labels("invoice_number") if label.startswith(_NO))
    return re.compile(
        rf"(?<!\w)(?:{_invoice_names()}[ -]{{0,2}}(?:(?:{numbers}|id\b)\.?|n[°º]|#|(?:{letters})\.)"
        rf"|{number}\.? {behind})"
        r"[ ]?[:.#]?[ ]{0,30}(?:n[°º] ?)?(?P<value>[\w/.-]*\d[\w/.-]*)",
        re.IGNORECASE,
    )


@cache
def _dated() -> re.Pattern[str]:
    """Pattern of a value beside the label of an invoice's date: a strong label that names the invoice."""
    name = re.compile(_invoice_names(), re.IGNORECASE)
    labels = [label for label in strong_labels("issue_date") if name.search(label)]
    return re.compile(rf"{as_printed(labels, anchored=True)}[ ]?[:.]?[ ]{{0,30}}(?P<value>\S.{{0,24}})", re.IGNORECASE)


def _invoice_names() -> str:
    """Alternatives of the words for an invoice, as the first part of a compound too."""
    names = {form for name in listed_words("invoice_name") for form in (name.lower(), folded(name))}
    return rf"(?:tax[ -]?)?(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})"


def contested(
    invoice: Invoice, page: PageReading, *, known_accounts: Collection[str] = (), sender_is_said: bool = False
) -> tuple[str, ...]:
    """The fields that are contested: number, date, currency, supplier, bank account. An account that is known to be
    this supplier's is not, nor a sender whom a reader with a good record names beside a customer with a label."""
    text, accounts = page.text, page.structure.accounts
    convention = page.remembered.over(page.habits.convention(invoice.language, Origin.of_invoice(invoice)))
    judged = {
        "invoice_number": _is_other_number(invoice, page),
        "issue_date": invoice.issue_date is not None and bool(set(_days(text, convention)) - {invoice.issue_date}),
        "currency": _is_other_currency(invoice, convention),
        "seller.name": is_sender_open(invoice, page.places(convention), page.structure, sender_is_said=sender_is_said),
        "payment_accounts[0].iban": not _is_known(invoice, known_accounts) and _is_other_account(invoice, accounts),
    }
    return tuple(field for field, is_contested in judged.items() if is_contested)


def _is_known(invoice: Invoice, accounts: Collection[str]) -> bool:
    known = {_folded(account) for account in accounts}
    return any(account.iban and _folded(account.iban) in known for account in invoice.payment_accounts)


def _is_other_number(invoice: Invoice, page: PageReading) -> bool:
    """True where another number is labelled; that of an invoice that is corrected or referred to is no rival, whichever
    reading has it."""
    preceding = (*invoice.preceding_invoices, *page.labelled.invoice.preceding_invoices)
    named = {_folded(one.number) for one in preceding}
    labelled = (found for found in _in_rows(_number(), page.text) if not _is_address(found))
    printed = {found["value"] for found in labelled if not any(find_dates(found["value"]))}
    numbers = set(map(_folded, printed)) - named - {""}
    own = _folded(invoice.invoice_number or "")
    return bool(own) and any(not _same(own, other) for other in numbers)


def _in_rows(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """What the pattern of a label with its value finds in the rows that have a figure."""
    return (found for row in text.split("\n") if _FIGURE.search(row) for found in pattern.finditer(row))


def _is_address(found: re.Match[str]) -> bool:
    """True of a postal code before the name of its town, or of a house's number and its street, that stands beside a
    label in a column of its own: the label's value stands below it."""
    row, begins = found.string, found.start("value")
    cell = _CELL.match(row, begins) if row.endswith(_COLUMN, 0, begins) else None
    return cell is not None and bool(_WORD.search(cell[0])) and is_address_line(cell[0])


def _is_other_currency(invoice: Invoice, convention: Convention) -> bool:
    """True where another currency than the one that was read stands beside the amounts."""
    beside = convention.currency
    return bool(invoice.currency and beside and invoice.currency != beside)


def _is_other_account(invoice: Invoice, accounts: Sequence[PrintedAccount]) -> bool:
    """True where another account stands in another line, also one that is closed; a bank's accounts side by side are
    all the supplier's, and nobody pays an invoice to one for deposits or donations. One for another currency is no
    rival of the one for the invoice's own."""
    rows: dict[str, int] = {}
    for one in accounts:
        if has_check_digits(one.plain) and one.owner != "set_apart":
            rows.setdefault(one.plain, one.row)
    own = {account.iban for account in invoice.payment_accounts if account.iban}
    meant = {one.plain: one.currency for one in accounts if one.currency}
    if all(meant.get(one) == invoice.currency for one in own):
        rows = {one: row for one, row in rows.items() if meant.get(one, invoice.currency) == invoice.currency}
    return any(row != rows[one] for one in own & set(rows) for row in rows.values())


def _days(text: str, convention: Convention) -> Iterator[object]:
    for found in _in_rows(_dated(), text):
        for start, end in list(find_dates(found["value"]))[:1]:
            day = parse_date(found["value"][start:end], order=convention.order, language=convention.language)
            if start == 0 and day is not None:
                yield day.value


def _same(one: str, other: str) -> bool:
    """A number that is printed in parts is found in part."""
    return one in other or other in one


def _folded(number: str) -> str:
    return re.sub(r"[\W_]", "", number).casefold()
