"""Addressee of an invoice, held against our own company."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache

from invoice_llm.documents.page import Page, TextRow
from invoice_llm.invoice.checks import OwnCompany
from invoice_llm.invoice.checks.company_ids import bare_id, folded_id, id_country, is_vat_id_of
from invoice_llm.invoice.checks.company_names import bare_name, folded_name
from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice, Party
from invoice_llm.invoice.statements import Statement
from invoice_llm.label_reader.parties.likeness import may_hold_for, names_a_company
from invoice_llm.label_reader.parties.names import has_form, is_company
from invoice_llm.reading.evidence.structure import Structure
from invoice_llm.vocabulary.company_spelling import telling_words
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.words import strong_labels

_ALIKE = 0.75
"""Words of a page that was read by OCR are ours from this likeness on."""
_MISREAD = 2
"""Signs of an id of ours on a page that may be another one's by a misreading."""
_CARE_OF = re.compile(r"(?<!\w)c ?[/.] ?o(?!\w)")


def addressee_concerns(invoice: Invoice, own: OwnCompany, page: Structure | None) -> list[Concern]:
    """A buyer that is certainly somebody else, by its name or by its VAT id, whichever of both is ours. One that was
    not read is no contradiction, nor is a person or a department with our name in the same address or with our id.
    ``page`` is ``None`` for exact data."""
    name = invoice.buyer.name
    if not own.names or not name or own.seen_in(invoice.seller):
        return []
    if numbers := _other_vat_id(invoice, own, as_printed=page is not None):
        return [Concern.saying(Reason.BUYER_NOT_US, Statement.BUYER_ID_OTHER, "buyer.vat_id", number=numbers)]
    if page is None and _is_another_company(invoice.buyer, own):
        return [Concern.saying(Reason.BUYER_NOT_US, Statement.BUYER_OTHER, "buyer.name", name=name)]
    names = (name, invoice.buyer.trading_name)
    if own.is_named(invoice.buyer) or any(map(own.is_addressed, names)) or own.is_cut(name):
        return []
    is_ours = own.seen_in(invoice.buyer) and (not _has_form(name) or _is_of_our_group(own, name))
    if is_ours or (page is not None and not is_company(name) and _stands_with_us(own, page)):
        return []
    return [Concern.saying(Reason.BUYER_NOT_US, Statement.BUYER_OTHER, "buyer.name", name=name)]


def unaddressed(invoice: Invoice, own: OwnCompany, page: Structure, pages: Sequence[Page]) -> list[Concern]:
    """Pages that bear none of our names and ids: the invoice is somebody else's, or nobody's. A name that stands where
    the goods go to says nothing of who pays."""
    if not own.names or not pages or own.seen_in(invoice.seller) or own.seen_in(invoice.buyer):
        return []
    digits = folded_id(" ".join(row.text for one in pages for row in one.rows))
    if any(number in digits for one in (*own.vat_ids, *own.ids) if (number := bare_id(one))):
        return []
    elsewhere = {cell.text for block in page.blocks if block.kind == "other_party" for cell in block.cells}
    if any(_is_ours(own, line) for one in pages for line in _lines(one, elsewhere)):
        return []
    if any(_is_misread(own, one, elsewhere) for one in pages if one.source == "ocr" or one.is_layer):
        return []
    return [Concern.saying(Reason.BUYER_NOT_US, Statement.BUYER_NONE, "buyer.name")]


def names_us(own: OwnCompany, texts: Collection[str]) -> bool:
    """True where one of the texts bears a name of ours."""
    return any(_is_ours(own, text) for text in texts)


def _is_ours(own: OwnCompany, line: str) -> bool:
    plain = f" {folded_name(line)} "
    return any(f" {bare} " in plain for bare in _bare_names(own.names)) or own.is_cut(line)


@cache
def _bare_names(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(filter(None, map(bare_name, names)))


def _lines(page: Page, elsewhere: Collection[str]) -> Iterator[str]:
    """Cells, rows, and cells with the one below them: a name may be torn by the end of a row or by a gap."""
    for at, row in enumerate(page.rows):
        cells = [text for text in _texts(row) if text not in elsewhere and not _is_elsewhere(text)]
        yield from cells
        yield " ".join(cells)
        for below in page.rows[at + 1 : at + 2]:
            behind = [text for text in _texts(below) if text not in elsewhere and not _is_elsewhere(text)]
            yield from (f"{one} {other}" for one in cells for other in behind)


def _texts(row: TextRow) -> list[str]:
    return [" ".join(word.text for word in cell) for cell in row.cells]


def _is_elsewhere(text: str) -> bool:
    """``Deliver to: ...``: a label of another party, with what stands behind it."""
    return bool(_other_labels().match(folded(text)))


@cache
def _other_labels() -> re.Pattern[str]:
    return re.compile(alternatives(strong_labels("other_party"), anchored=True))


def _is_misread(own: OwnCompany, page: Page, elsewhere: Collection[str]) -> bool:
    """A line whose words are nearly those of a name of ours."""
    names = [set(bare.split()) for bare in _bare_names(own.names)]
    lines = [set(folded_name(line).split()) for line in _lines(page, elsewhere)]
    words = set[str]().union(*lines)
    near = {word: {one for one in words if _is_near(word, one)} for word in set[str]().union(*names)}
    return any(all(near[word] & line for word in name) for name in names for line in lines)


def _is_near(word: str, other: str) -> bool:
    if abs(len(word) - len(other)) > 1 + len(word) // 5:
        return False
    return SequenceMatcher(None, word, other).ratio() >= _ALIKE


def _has_form(name: str) -> bool:
    return is_company(name) or has_form(name)


def _is_of_our_group(own: OwnCompany, name: str) -> bool:
    """The word that a name of ours begins with, or nearly that word: another spelling or another company of ours."""
    words = telling_words(folded_name(name))
    first = {told[0] for one in own.names if (told := telling_words(folded_name(one)))}
    return any(_is_near(word, one) for one in first for word in words)


def _other_vat_id(invoice: Invoice, own: OwnCompany, *, as_printed: bool) -> str | None:
    """The buyer's VAT id where it is of a country in which we have another one. ``as_printed``: without the letters of
    its country it is of the one whose check digits it has, and a sign or two may be misread."""
    number = invoice.buyer.vat_id
    if not number or own.owns(number):
        return None
    ours = [one for one in own.vat_ids if _is_of_one_country(number, one, as_printed=as_printed)]
    if not ours or (as_printed and any(_is_misread_id(number, one) for one in ours)):
        return None
    return number


def _is_of_one_country(number: str, known: str, *, as_printed: bool) -> bool:
    one, other = id_country(number), id_country(known)
    return one == other if one or not other else as_printed and is_vat_id_of(other, number)


def _is_misread_id(number: str, known: str) -> bool:
    one, other = bare_id(number), bare_id(known)
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) <= _MISREAD


def _is_another_company(buyer: Party, own: OwnCompany) -> bool:
    """A buyer whose name has nothing of ours, whatever ids are given with it. A name without a legal form may be that
    of a department or a person, unless ours are without one as well."""
    names = [name for name in (buyer.name, buyer.trading_name) if name]
    if any(own.is_addressed(name) or own.is_cut(name) for name in names):
        return False
    if any(may_hold_for(name, ours) for name in names for ours in own.names):
        return False
    return any(map(names_a_company, names)) or not any(map(names_a_company, own.names))


def _stands_with_us(own: OwnCompany, page: Structure) -> bool:
    """Our name stands in the buyer's address, and not as the one in whose care it is."""
    lines = [cell.text for block in page.blocks if block.kind == "buyer" for cell in block.cells]
    return any(own.is_addressed(line) and not _CARE_OF.search(folded(line)) for line in lines)
