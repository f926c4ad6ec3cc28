"""Candidates for the supplier: every company that the page names."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from invoice_llm.invoice.checks.company_names import folded_name
from invoice_llm.invoice.schema import Invoice
from invoice_llm.label_reader.parties.names import has_form, is_contact, is_place, is_title, name_in
from invoice_llm.reading.evidence.page_index import Place
from invoice_llm.reading.posterior.page_facts import Candidate, Candidates, Features, PageFacts
from invoice_llm.vocabulary.company_spelling import telling_words

_MOST = 40
_LONGEST_CELL = 90
_LONGEST_NAME = 70
_HEAD_ROWS = 8
_HEAD, _FOOT = 0.2, 0.75
_NEAR_ID, _NEAR_BANK = 5, 4
_MOST_PLACES = 8


def offered_companies(facts: PageFacts) -> Candidates:
    """Companies by their folded name: names with a legal form, names in blocks of parties, and
    names at the head of the page. Two spellings of one company are one candidate."""
    names: dict[str, str] = {}
    for name in _names(facts):
        if (key := folded_name(name)) and _words(key):
            names.setdefault(same_company(key, names), name)
    kept = dict(list(names.items())[:_MOST])
    return {key: Candidate(name, _features(facts, name, only=len(kept) == 1)) for key, name in kept.items()}


def claimed_company(invoice: Invoice) -> str | None:
    return folded_name(invoice.seller.name) or None if invoice.seller.name else None


def same_company(key: str, offered: Collection[str]) -> str:
    """The offered company that has all words of this one, or the other way round, legal forms aside: ``Kestrel`` is
    ``Kestrel Ltd``, and the trading name of ``Oravel Stays t/a Kestrel``. Of several, as of the two rows of a name
    that wraps, the one that shares most with it."""
    words = _words(key)
    if key in offered or not words:
        return key
    alike = [other for other in offered if (theirs := _words(other)) and (words <= theirs or theirs <= words)]
    return max(alike, key=lambda other: (len(words & _words(other)), len(other)), default=key)


def company_features(facts: PageFacts, key: str, name: str | None = None) -> Features:
    return _features(facts, name or key, only=False)


def _names(facts: PageFacts) -> Iterator[str]:
    for page in facts.pages:
        for row in page.rows:
            for cell in row.cells:
                text = " ".join(word.text for word in cell)
                name = name_in(text) if len(text) <= _LONGEST_CELL else None
                if name and len(name) < _LONGEST_NAME and (has_form(name) or _heads(page.number, row, facts, text)):
                    yield name
    for block in facts.structure.blocks:
        for line in block.cells[:3]:
            name = name_in(line.text)
            if name and (not is_place(name) or has_form(name)):
                yield name
    for party in (facts.structure.parties.seller, facts.structure.parties.buyer):
        if party.name:
            yield party.name


def _heads(page: int, row: object, facts: PageFacts, text: str) -> bool:
    """Among the first rows, and neither a street nor a title nor a way of contact."""
    first = facts.pages[0]
    return (
        page == first.number
        and any(row is one for one in first.rows[:_HEAD_ROWS])
        and not (is_place(text) or is_title(text) or is_contact(text))
    )


def _features(facts: PageFacts, name: str, *, only: bool) -> Features:
    spots = facts.places.text(name)[:_MOST_PLACES]
    structure, places = facts.structure, facts.places
    blocks = {structure.block_at(spot.row, spot.quote) for spot in spots}
    key = folded_name(name)
    ids = [place for vat_id in structure.vat_ids for place in places.text(vat_id)]
    return {
        **facts.located("seller.name", spots),
        "form": float(has_form(name)),
        "labelled_seller": float(key == folded_name(structure.parties.seller.name)),
        "labelled_buyer": float(key == folded_name(structure.parties.buyer.name)),
        "seller_block": float("seller" in blocks),
        "buyer_block": float("buyer" in blocks),
        "head": float(any(spot.page == 1 and spot.box[1] < _HEAD for spot in spots)),
        "foot": float(any(spot.box[1] > _FOOT for spot in spots)),
        "first_row": float(any(spot.page == 1 and spot.row <= 1 for spot in spots)),
        "large": float(any(places.is_large(spot) for spot in spots)),
        "address": float(places.in_address(name)),
        "near_id": float(any(_is_near(spot, one) for spot in spots for one in ids)),
        "near_bank": float(any(abs(spot.row - one.row) <= _NEAR_BANK for spot in spots for one in places.text("IBAN"))),
        "only": float(only),
    }


def _words(key: str) -> frozenset[str]:
    return frozenset(telling_words(key))


def _is_near(spot: Place, other: Place) -> bool:
    """Within a few rows and in the same column."""
    shares = spot.box[0] < other.box[2] and other.box[0] < spot.box[2] + 0.1
    return spot.page == other.page and abs(spot.row - other.row) <= _NEAR_ID and shares
