"""What a page bears and the reading does not explain: large words, a row below the total, a date of something else. A
person reads it before anybody pays."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache

from invoice_llm.documents.page import Box, Page, TextRow, Word
from invoice_llm.invoice.checks.company_names import company_key
from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement
from invoice_llm.invoice.tolerances import unit_of
from invoice_llm.label_reader.parties.names import has_form, name_in
from invoice_llm.reading.evidence.loud_text import is_other_paper, unknown_stamps, unknown_title
from invoice_llm.vocabulary.dates import find_dates
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.words import beside_words, pattern, strong_labels, weak_labels

_MOST_SHOWN = 60
_BELOW = 0.22
"""Part of a page below the total in which a row still belongs to the sums."""
_ALIGNED = 0.012
_FEWEST_PARTS = 3
"""Fewer rows below a total than this are no list of its details."""
_FOOT = 0.88
"""Below this part of a page stands its foot."""
_MINUS = r"\W*[-\u2212(]"
_WHOLE = re.compile(
    r"(?<![0-9.,])[0-9]{1,3}(?:[.,'’ \u00a0\u202f][0-9]{3})+(?![0-9.,])|(?<![0-9.,])[0-9]{3,}(?![0-9.,])"
)
"""An amount of a currency without cents."""
_CENTS = re.compile(r"[0-9][.,][0-9]{2}(?![0-9])")
_MOST_OF_LABEL = 7
_OTHER_DATES = ("due_date", "delivery_date", "other_date", "purchase_order", "delivery_note")


def unexplained(
    invoice: Invoice,
    evidence: Mapping[str, Evidence],
    pages: Sequence[Page],
    *,
    is_known: bool = False,
    kind_is_said: bool = False,
) -> list[Concern]:
    """Why a person has to look: a stamp or a title whose words nobody here knows, an amount below the total that no
    sum uses, a day that stands under the label of another one, a number that is cut off or two. ``is_known``: people
    decided on pages that are set like this one, so that only a stamp and the number are looked at. ``kind_is_said``: a
    reader with a good record says that it is an invoice, which outweighs a title, unless that is one of another paper.
    """
    stamps = [*_stamps(invoice, pages), *_odd_number(invoice)]
    if is_known:
        return stamps
    return [
        *stamps,
        *_title(invoice, pages, kind_is_said=kind_is_said),
        *_below_total(invoice, evidence, pages),
        *_other_day(invoice, evidence, pages),
        *_foot_of_another(invoice, pages),
    ]


def _stamps(invoice: Invoice, pages: Sequence[Page]) -> Iterator[Concern]:
    stamp = next(unknown_stamps(pages, _names(invoice)), None)
    if stamp is not None:
        yield Concern.saying(Reason.UNKNOWN_WORDS, Statement.STAMP_UNKNOWN, words=stamp.text[:_MOST_SHOWN])


def _title(invoice: Invoice, pages: Sequence[Page], *, kind_is_said: bool) -> Iterator[Concern]:
    title = unknown_title(pages, _names(invoice))
    if title is not None and not (kind_is_said and not is_other_paper(title.text)):
        yield Concern.saying(Reason.UNKNOWN_WORDS, Statement.TITLE_UNKNOWN, words=title.text[:_MOST_SHOWN])


def _names(invoice: Invoice) -> list[str]:
    parties = (invoice.seller, invoice.buyer)
    return [name for party in parties for name in (party.name, party.trading_name) if name]


def _below_total(invoice: Invoice, evidence: Mapping[str, Evidence], pages: Sequence[Page]) -> Iterator[Concern]:
    """``Loyalty credit  -46.00`` under the total: less may be due than anybody read."""
    spot = evidence.get("total_gross")
    if spot is None or spot.page is None or spot.bbox is None or spot.page > len(pages):
        return
    known, less, unused = _digits_of_sums(invoice), _digits_of_deductions(invoice), []
    for row in pages[spot.page - 1].rows:
        amount = _amount_below(row, spot.bbox, invoice)
        taken_off = bool(re.match(_MINUS, amount)) and (invoice.total_gross or 0) > 0
        if not amount or _is_other_currency(row, invoice) or _digits(amount) & (less if taken_off else known):
            continue
        if not _is_for_late_payers(row, amount, invoice):
            unused.append((row.text, amount))
    if sum(_cents(amount) for _, amount in unused) and not _is_breakdown(invoice, pages, spot.page, spot.bbox):
        yield Concern.saying(Reason.UNKNOWN_WORDS, Statement.ROW_UNUSED, words=unused[0][0][:_MOST_SHOWN])


def _is_breakdown(invoice: Invoice, pages: Sequence[Page], page: int, total: Box) -> bool:
    """``True`` where the rows below the total are its details, as on a bill for services: they add up to it once, or
    with their own sums twice. An instalment has its day beside it, and a deduction a minus."""
    places, rows = _places(invoice), [(row, total) for row in pages[page - 1].rows]
    nowhere: Box = (total[0], 0.0, total[2], 0.0)
    rows += [(row, nowhere) for later in pages[page:] for row in later.rows]
    found = [(row, _amount_below(row, box, invoice, within=1.0)) for row, box in rows]
    amounts = [(row, _cents(amount)) for row, amount in found if amount]
    if any(cents < 0 or any(find_dates(row.text)) for row, cents in amounts):
        return False
    parts = [cents for _, cents in amounts if cents]
    wholes = [int(abs(one) * 10**places) for one in (invoice.total_gross, invoice.total_net) if one]
    return len(parts) >= _FEWEST_PARTS and any(sum(parts) in (whole, 2 * whole) for whole in wholes)


def _is_for_late_payers(row: TextRow, amount: str, invoice: Invoice) -> bool:
    """``Total if paid after the due date``: more than the total, and only on a condition."""
    is_more = invoice.total_gross is not None and abs(_cents(amount)) > abs(invoice.total_gross) * 10 ** _places(
        invoice
    )
    return is_more and bool(pattern("rule").search(folded(row.text)))


def _cents(amount: str) -> int:
    """With its sign: what was put on and taken off again is nothing."""
    cents = int(next(iter(_digits(amount))))
    return -cents if re.search(r"[-\u2212]", amount) else cents


def _amount_below(row: TextRow, total: Box, invoice: Invoice, within: float = _BELOW) -> str:
    """The amount at the end of a row with words, in the column of the total and a little below it."""
    words, form = row.words, _CENTS if _places(invoice) else _WHOLE
    at = next((index for index in range(len(words) - 1, -1, -1) if form.search(words[index].text)), None)
    if at is None or not total[3] - _ALIGNED / 4 < words[at].box[1] < total[3] + within:
        return ""
    before, behind = (" ".join(word.text for word in part) for part in (words[:at], words[at + 1 :]))
    if not re.search(r"[^\W\d_]{3,}", before) or re.search(r"[^\W\d_]{4,}|%|[0-9]", behind):
        return ""
    left, right = words[at].box[0], words[at].box[2]
    shared = min(right, total[2]) - max(left, total[0])
    is_sentence = _CENTS.search(before) or len(before.split()) > _MOST_OF_LABEL
    return "" if is_sentence or shared < (right - left) / 2 else words[at].text


def _is_other_currency(row: TextRow, invoice: Invoice) -> bool:
    codes = re.findall(r"\b[A-Z]{3}\b", row.text)
    return any(code != invoice.currency for code in codes)


def _digits_of_sums(invoice: Invoice) -> set[str]:
    totals: list[Decimal | None] = [
        invoice.total_net, invoice.total_tax, invoice.total_gross, invoice.amount_due, invoice.paid_amount,
        invoice.rounding, invoice.previous_balance, invoice.sum_lines_net, invoice.allowance_total,
        invoice.charge_total,
    ]  # fmt: skip
    taxes = [amount for tax in invoice.taxes for amount in (tax.amount, tax.base)]
    amounts = [amount for amount in (*totals, *taxes) if amount is not None]
    pairs = [
        one + other for tax in invoice.taxes if (one := tax.amount) is not None and (other := tax.base) is not None
    ]
    return {digits for amount in (*amounts, *pairs) for digits in _printed(amount, invoice)} | {"0"}


def _digits_of_deductions(invoice: Invoice) -> set[str]:
    """What may stand below a total with a minus: a deposit that equals the net total is none of its own."""
    off = (invoice.paid_amount, invoice.allowance_total, invoice.rounding, invoice.previous_balance)
    told = {digits for amount in off if amount is not None for digits in _printed(amount, invoice)}
    return told | (_digits_of_sums(invoice) if invoice.amount_due == 0 else set()) | {"0"}


def _printed(amount: Decimal, invoice: Invoice) -> set[str]:
    return _digits(f"{amount:.{_places(invoice)}f}")


def _places(invoice: Invoice) -> int:
    """Decimals of the invoice's amounts: none where a currency is often printed whole, and is here."""
    return max(-int(unit_of(invoice).as_tuple().exponent), 0)


def _digits(amount: str) -> set[str]:
    return {re.sub(r"[^0-9]", "", amount).lstrip("0") or "0"}


def _other_day(invoice: Invoice, evidence: Mapping[str, Evidence], pages: Sequence[Page]) -> Iterator[Concern]:
    """The only date of a page is no invoice date where its label says that it is the date of something else."""
    spot = evidence.get("issue_date")
    if invoice.issue_date is None or spot is None or spot.page is None or spot.bbox is None or spot.page > len(pages):
        return
    label = _label_of(pages[spot.page - 1], spot.bbox)
    if label and _is_of_something_else(label):
        yield Concern.saying(Reason.OTHER_LABELLED, Statement.DATE_OF_OTHER, "issue_date", words=label[:_MOST_SHOWN])


def _label_of(page: Page, box: Box) -> str:
    """The words before a value in its own cell, or else the cell to its left."""
    for row in page.rows:
        for index, cell in enumerate(row.cells):
            if any(_same_place(word, box) for word in cell):
                before = [word.text for word in cell if word.box[2] <= box[0] + _ALIGNED / 4]
                left = [word.text for word in row.cells[index - 1]] if index else []
                return " ".join(before or left)
    return ""


def _same_place(word: Word, box: Box) -> bool:
    return word.box[0] < box[2] and box[0] < word.box[2] and abs(word.box[1] - box[1]) < _ALIGNED / 4


def _is_of_something_else(label: str) -> bool:
    plain = folded(label).strip(" .:")
    parts = re.split(r" *[/|] *", plain)
    if (
        any(map(_issue_labels().fullmatch, parts))
        or pattern("invoice", "invoice_name", "page").search(plain)
        or "," in label
    ):
        return False
    if _issued().search(plain):
        return False
    return bool(_other_labels().search(plain) or (_day_words().search(plain) and len(plain.split()) > 1))


@cache
def _issue_labels() -> re.Pattern[str]:
    return re.compile(alternatives([*strong_labels("issue_date"), *weak_labels("issue_date")]))


@cache
def _issued() -> re.Pattern[str]:
    return re.compile(alternatives(beside_words("issued")))


@cache
def _other_labels() -> re.Pattern[str]:
    return re.compile(alternatives(strong_labels(*_OTHER_DATES)))


@cache
def _day_words() -> re.Pattern[str]:
    return re.compile(alternatives(beside_words("date_noun")))


def _odd_number(invoice: Invoice) -> Iterator[Concern]:
    """A number that goes on in the next row, or two numbers in one cell."""
    number = (invoice.invoice_number or "").strip()
    if re.search(r"[/–-]$|[,;]| / ", number):
        yield Concern(Reason.UNPARSABLE_VALUE, ("invoice_number",))


def _foot_of_another(invoice: Invoice, pages: Sequence[Page]) -> Iterator[Concern]:
    """A company in the foot of a page whose only other company has no VAT id: the one on top may be the customer."""
    seller, buyer = invoice.seller, invoice.buyer
    if not pages or not seller.name or seller.vat_id or buyer.name:
        return
    for row in pages[0].rows:
        first = re.split(r"[·|•,;]", row.text)[0].strip()
        is_foot = bool(row.words) and row.words[0].box[1] > _FOOT
        named = name_in(first) if is_foot and has_form(first) else None
        if named and company_key(named) != company_key(seller.name):
            yield Concern(Reason.OTHER_LABELLED, ("seller.name",))
            return
