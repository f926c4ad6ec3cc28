"""What a page bears and the reading does not explain: large words, a row below the total, a date of something else. A
person reads it before anybody pays."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from invoice_llm.documents.page import Page
from invoice_llm.invoice.checks.company_names import company_key
from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement
from invoice_llm.label_reader.parties.names import has_form, name_in
from invoice_llm.reading.concerns.amount_in_words import amount_in_words
from invoice_llm.reading.concerns.currency_told import currency_told
from invoice_llm.reading.concerns.id_of_another import id_of_another
from invoice_llm.reading.concerns.kind_told import kind_doubted, kind_told
from invoice_llm.reading.concerns.named_below import named_below
from invoice_llm.reading.concerns.numbers.number_series import lacks_series
from invoice_llm.reading.concerns.numbers.placeholder import stands_for_none
from invoice_llm.reading.concerns.other_day import other_day
from invoice_llm.reading.concerns.parties.torn_name import is_torn
from invoice_llm.reading.concerns.sign_marked import sign_marked
from invoice_llm.reading.concerns.tax_denied import tax_denied
from invoice_llm.reading.concerns.unexplained_amounts import unexplained_amounts
from invoice_llm.reading.concerns.unfilled import unfilled
from invoice_llm.reading.evidence.beside import page_of
from invoice_llm.reading.evidence.joined_title import joined_title
from invoice_llm.reading.evidence.loud_text import is_other_paper, loud_heads, unknown_stamps, unknown_title
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.words import pattern

_MOST_SHOWN = 60
_FOOT = 0.88
"""Below this part of a page stands its foot."""
_GLUED = re.compile(r"[\u0370-\u04ff]{4}[A-Za-z0-9]|[a-z\u00df-\u017f]{5}[A-Z]")
"""A word of Greek or Cyrillic letters, or of small ones, that a number follows without a gap."""
_ADDRESS_BEHIND = re.compile(r"[0-9]+\D+[0-9]{4,}")
"""A street with its number and a town with its code."""
_FLUSH, _CLOSE = 0.004, 0.6
_LARGER, _SAME_PRINT = 1.1, 0.03
"""Letters that are larger than most of the page, and of two rows alike."""


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
    stamps = [*_stamps(invoice, pages), *_odd_number(invoice, pages), *_odd_name(invoice, pages), *unfilled(pages)]
    stamps += [*tax_denied(invoice, pages), *amount_in_words(invoice, pages), *currency_told(invoice, pages)]
    stamps += [*kind_told(invoice, evidence, pages), *kind_doubted(invoice, pages)]
    stamps += sign_marked(invoice, evidence, pages)
    if is_known:
        return stamps
    return [
        *stamps,
        *_title(invoice, pages, kind_is_said=kind_is_said),
        *unexplained_amounts(invoice, evidence, pages),
        *other_day(invoice, evidence, pages),
        *_sender(invoice, evidence, pages),
    ]


def against_data(invoice: Invoice, pages: Sequence[Page]) -> list[Concern]:
    """The same for the page that exact data came with, whose values need no proof: stamps, titles of other papers, and
    words that deny what the data say."""
    title = unknown_title(pages, loud_heads(pages), _names(invoice))
    papers = [title] if title is not None and is_other_paper(title.text) else []
    return [
        *_stamps(invoice, pages),
        *(
            Concern.saying(Reason.UNKNOWN_WORDS, Statement.TITLE_UNKNOWN, words=one.text[:_MOST_SHOWN])
            for one in papers
        ),
        *tax_denied(invoice, pages),
        *amount_in_words(invoice, pages),
        *currency_told(invoice, pages),
        *kind_doubted(invoice, pages),
    ]


def _stamps(invoice: Invoice, pages: Sequence[Page]) -> Iterator[Concern]:
    stamp = next(unknown_stamps(pages, _names(invoice)), None)
    if stamp is not None:
        yield Concern.saying(Reason.UNKNOWN_WORDS, Statement.STAMP_UNKNOWN, words=stamp.text[:_MOST_SHOWN])


def _title(invoice: Invoice, pages: Sequence[Page], *, kind_is_said: bool) -> Iterator[Concern]:
    heads, names = loud_heads(pages), _names(invoice)
    title = unknown_title(pages, heads, names) or joined_title(heads, names)
    if title is not None and not (kind_is_said and not is_other_paper(title.text)):
        yield Concern.saying(Reason.UNKNOWN_WORDS, Statement.TITLE_UNKNOWN, words=title.text[:_MOST_SHOWN])


def _names(invoice: Invoice) -> list[str]:
    parties = (invoice.seller, invoice.buyer)
    return [name for party in parties for name in (party.name, party.trading_name) if name]


def _odd_number(invoice: Invoice, pages: Sequence[Page]) -> Iterator[Concern]:
    """A number that goes on in the next row, two numbers in one cell, one that is printed over the end of its label, as
    far as their letters tell them apart, one whose series stands apart from it, or a text that is no number."""
    number = (invoice.invoice_number or "").strip()
    is_odd = re.search(r"[/–-]$|[,;]| / ", number) or _GLUED.search(number) or (number and stands_for_none(number))
    if is_odd or lacks_series(number, pages):
        yield Concern(Reason.UNPARSABLE_VALUE, ("invoice_number",))


def _sender(invoice: Invoice, evidence: Mapping[str, Evidence], pages: Sequence[Page]) -> list[Concern]:
    """The first sign that another company than the one that was read is the supplier."""
    return (
        list(_name_in_two_rows(invoice, evidence, pages))
        or list(_foot_of_another(invoice, pages))
        or list(named_below(invoice, evidence, pages))
        or id_of_another(invoice, evidence, pages)
    )


def _odd_name(invoice: Invoice, pages: Sequence[Page]) -> Iterator[Concern]:
    """A supplier's name that goes on behind the form of the company, with an address or a number, or in another row."""
    name = invoice.seller.name or ""
    if (has_form(name) and _ADDRESS_BEHIND.search(name)) or is_torn(name, pages):
        yield Concern(Reason.UNPARSABLE_VALUE, ("seller.name",))


def _name_in_two_rows(invoice: Invoice, evidence: Mapping[str, Evidence], pages: Sequence[Page]) -> Iterator[Concern]:
    """A name in large print right below a row of the same print that says nothing known: it may begin there, as in a
    narrow column."""
    spot = evidence.get("seller.name")
    page = page_of(spot, pages)
    if page is None or spot is None or spot.bbox is None or not has_form(invoice.seller.name or ""):
        return
    left, top, _, bottom = spot.bbox
    high = bottom - top
    usual = median(word.box[3] - word.box[1] for row in page.rows for word in row.words)
    for cell in (cell for row in page.rows for cell in row.cells):
        gap, above = top - cell[0].box[3], cell[0].box[3] - cell[0].box[1]
        is_near = abs(cell[0].box[0] - left) <= _FLUSH and -high / 2 < gap < high * _CLOSE and cell[0].box[1] < top
        is_alike = high >= _LARGER * usual and abs(above - high) <= _SAME_PRINT * high
        if is_near and is_alike and _may_begin_a_name(" ".join(word.text for word in cell)):
            yield Concern(Reason.UNPARSABLE_VALUE, ("seller.name",))
            return


def _may_begin_a_name(text: str) -> bool:
    is_heading = pattern("heading", "heading_start").search(folded(text))
    return bool(re.fullmatch(r"[^\W\d_a-z][^0-9:]+", text)) and not is_heading


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
            yield Concern.saying(Reason.OTHER_LABELLED, Statement.COMPANY_AT_FOOT, "seller.name", foot=named)
            return
