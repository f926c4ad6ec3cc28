"""What pictures on a page say against accepting the invoice: stamps, notes, another account. Their words count for
concerns alone and never for values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache, cached_property

from invoice_llm.documents.page import Page, PictureOnPage
from invoice_llm.invoice.checks.company_names import folded_name
from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement
from invoice_llm.label_reader.grid import grid_of
from invoice_llm.label_reader.parties.ids import ibans_in
from invoice_llm.label_reader.self_description import said_by
from invoice_llm.label_reader.self_statement import SelfStatement
from invoice_llm.label_reader.settlement import UNCLEAR
from invoice_llm.reading.concerns.self_described import self_concerns
from invoice_llm.reading.evidence.loud_text import is_known
from invoice_llm.reading.evidence.structure import Structure
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.loading import languages
from invoice_llm.vocabulary.words import pattern

_HEAD, _FOOT = 0.2, 0.88
"""Parts of the page's height between which a picture is no letterhead, nor the foot."""
_UPPER, _LOWER = 0.25, 0.75
"""The same for a picture that nobody read, above signatures and payment slips."""
_MOST_OF_PAGE = 0.4
"""Part of the page from which on a picture is its ground, as a letterhead or a pale pattern."""
_SQUARE = (0.9, 1.1)
"""Width by height of seals and codes."""
_SLANTED = 4.0
"""Degrees from which on words are stamped rather than set."""
_FEWEST_LETTERS = 3
_LAST_LATIN = "\u024f"
_SENTENCE, _MOST_LINES = range(5, 26), 3
"""Words of a note, and its lines at the most: payment slips have more."""
_LIKE = 0.85
"""Share of its characters in which an account that was misread is like the one that is meant."""
_MOST_SHOWN = 160
_ADDRESS_OF_WEB = re.compile(r"https?:|www\.|@|\.(?:com|net|org|eu|[a-z]{2})\b", re.IGNORECASE)


@dataclass(frozen=True)
class _Picture:
    """A picture with the words that were read in it, as it stands on its page."""

    on: PictureOnPage
    page: Page
    names: Sequence[str]
    language: str | None

    @property
    def middle(self) -> float:
        return (self.on.box[1] + self.on.box[3]) / 2

    @property
    def is_amid(self) -> bool:
        return _HEAD < self.middle < _FOOT

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines that do not belong to the name of a party."""
        known = {word for name in self.names for word in folded_name(name).split()}
        return tuple(line for line in self.on.lines or () if not known.issuperset(folded_name(line).split()))

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.lines).split())

    @property
    def is_read(self) -> bool:
        """``False`` where there are hardly any letters, or none of the language's own: engines take letters of an
        alphabet that they do not know for others."""
        letters = list(filter(str.isalpha, "".join(self.on.lines or ())))
        is_foreign = _has_own_letters(self.language) and not any(letter > _LAST_LATIN for letter in letters)
        return len(letters) >= _FEWEST_LETTERS and not is_foreign

    @property
    def is_ground(self) -> bool:
        """``True`` of a picture that lies below all of the text."""
        left, top, right, bottom = self.on.box
        return (right - left) * (bottom - top) >= _MOST_OF_PAGE

    @property
    def is_like_note(self) -> bool:
        """``True`` of a picture that shows words in the midst of the page and is no seal, no code and no ground."""
        left, top, right, bottom = self.on.box
        ratio = (right - left) * self.page.width / max((bottom - top) * self.page.height, 1.0)
        is_note = self.on.shows_words and not self.is_ground and not _SQUARE[0] < ratio < _SQUARE[1]
        return is_note and _UPPER < self.middle < _LOWER


def pictured(invoice: Invoice, page: Structure, pages: Sequence[Page]) -> list[Concern]:
    """Why a person has to look at an invoice whose pages bear pictures that say what these say; one a reason."""
    told = [concern for one in _pictures(invoice, pages) for concern in _concerns(one, invoice, page)]
    return list({concern.reason: concern for concern in reversed(told)}.values())[::-1]


def unread_pictures(invoice: Invoice, pages: Sequence[Page], numbers: Sequence[int]) -> list[Concern]:
    """Pages with a picture that shows words in their midst, which nobody could read. ``numbers`` are those of the
    pages in the file."""
    number_of = dict(zip((page.number for page in pages), numbers, strict=True))
    found = [number_of[one.page.number] for one in _pictures(invoice, pages) if one.is_like_note and not one.is_read]
    told = tuple(map(str, dict.fromkeys(found)))
    return [Concern.saying(Reason.MARKED_UP, Statement.PICTURE_UNREAD, pages=told)] if told else []


def _pictures(invoice: Invoice, pages: Sequence[Page]) -> Iterator[_Picture]:
    parties = (invoice.seller, invoice.buyer)
    names = [name for party in parties for name in (party.name, party.trading_name) if name]
    language = invoice.language
    yield from (_Picture(one, page, names, language) for page in pages for one in page.pictures)


def _concerns(one: _Picture, invoice: Invoice, page: Structure) -> Iterator[Concern]:
    if not one.lines:
        return
    said = _said(one.lines, invoice.language)
    states = [*self_concerns(invoice, replace(page, said=said, accounts=()))]
    due = invoice.amount_due if invoice.amount_due is not None else invoice.total_gross
    paid = next((state for state in said if state.state in ("paid", UNCLEAR)), None)
    if paid is not None and due and due > 0 and invoice.doc_type != "credit_note":
        about = {"words": paid.words, "due": f"{due:f}"}
        states.append(Concern.saying(Reason.PAID_UNCLEAR, Statement.PAID_BUT_DUE, "amount_due", **about))
    yield from states
    yield from _another_account(one, invoice)
    if not states and one.is_amid and not one.is_ground:
        yield from _unusual(one)


def _said(lines: Sequence[str], language: str | None) -> tuple[SelfStatement, ...]:
    """States that the words tell as text of the document's language would: each line, and all of them as one."""
    texts = dict.fromkeys(("\n".join(lines), " ".join(" ".join(lines).split())))
    grids = (replace(grid_of(text), told=language) for text in texts)
    return tuple(dict.fromkeys(one for grid in grids for one in said_by(grid, frozenset())))


def _another_account(one: _Picture, invoice: Invoice) -> Iterator[Concern]:
    """Accounts none of which is the invoice's; in a letterhead or a foot only where the invoice names one."""
    told = [_plain(account.iban) for account in invoice.payment_accounts if account.iban]
    shown = list(dict.fromkeys(_plain(iban) for iban in ibans_in("\n".join((*one.lines, one.text)))))
    if not shown or (not told and not one.is_amid) or any(_alike(iban, other) for iban in shown for other in told):
        return
    path = "payment_accounts[0].iban"
    yield Concern.saying(Reason.PAYEE_UNCLEAR, Statement.PICTURE_ACCOUNT, path, ends=shown[0][-4:])


def _unusual(one: _Picture) -> Iterator[Concern]:
    """Words that nobody knows in a slanted stamp, and a sentence about the payment or the document."""
    text = one.text
    words = re.findall(r"[^\W\d_]{2,}", text)
    is_stamp = one.on.slant >= _SLANTED and not is_known(text, one.names)
    if is_stamp:
        yield Concern.saying(Reason.UNKNOWN_WORDS, Statement.STAMP_UNKNOWN, words=text[:_MOST_SHOWN])
    elif len(words) in _SENTENCE and len(one.lines) <= _MOST_LINES and _is_about_payment(text):
        yield Concern.saying(Reason.UNKNOWN_WORDS, Statement.SAYS_STATE, words=text[:_MOST_SHOWN])


def _is_about_payment(text: str) -> bool:
    plain = folded(text)
    if _ADDRESS_OF_WEB.search(text):
        return False
    return bool(pattern("pay").search(plain) and pattern("document", "invoice", "bank_words").search(plain))


@cache
def _has_own_letters(language: str | None) -> bool:
    """Check for a language of the vocabulary that is written in other letters than Latin ones."""
    known = languages().get(language or "")
    words = [] if known is None else known.status.get("void", ())
    return any(letter > _LAST_LATIN for word in words for letter in word)


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _LIKE


def _plain(iban: str) -> str:
    return re.sub(r"\s", "", iban).upper()
