"""Labels beside a place, and what they say of the value that stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from invoice_llm.invoice.fields import type_at
from invoice_llm.invoice.paths import top
from invoice_llm.label_reader.labels import is_label
from invoice_llm.label_reader.parties.blocks import PARTY_KINDS
from invoice_llm.label_reader.parties.names import has_form, is_contact, is_place, is_title, name_in
from invoice_llm.reading.evidence.located import NOWHERE, Located
from invoice_llm.reading.evidence.page_index import Place
from invoice_llm.reading.evidence.roles import Role, contact_label, label_only, recipient_label, roles, sender_label
from invoice_llm.reading.evidence.structure import Structure
from invoice_llm.vocabulary.folding import folded

_PARTED = re.compile(r"[\d:;|=]")
"""What stands between two labels with the first one's value."""
_LABELS = (*PARTY_KINDS, "invoice_number", "issue_date", "due_date", "customer_number", "col_description")
_THREE_LETTERS = re.compile(r"[^\W\d_]{3}")
_CODE = re.compile(r"[0-9]{5}")
"""A postal code or a number of a register: part of an address, not of a name."""
_KEPT = 8192
"""Surroundings that are remembered: each place is weighed for several readings."""
_NEAR = 48
"""Characters left of a value in which its label is looked for: the rest of the row belongs to other values."""


@dataclass(frozen=True, slots=True)
class Label:
    """``side`` is 1 for a label of the field's own, -1 for another field's, 0 for none. ``proper``: one that means this
    field whatever stands around it."""

    side: int
    text: str | None = None
    distance: int | None = None
    proper: bool = False


_NONE = Label(0)


def best_place(path: str, places: Sequence[Place], structure: Structure) -> Located:
    """The place with the best label; of equals the last one of a total and the first one of anything else."""
    if not places:
        return NOWHERE
    labels = [label_of(path, place, structure) for place in places]
    best = max(label.side for label in labels)
    ranked = [at for at, label in enumerate(labels) if label.side == best]
    at = ranked[-1] if "total" in path else ranked[0]
    block = _block_of(path, places[at], structure)
    return Located(
        place=places[at],
        label=best,
        choices=len(places),
        block=block,
        label_text=labels[at].text,
        distance=labels[at].distance,
        proper=labels[at].proper,
    )


def _block_of(path: str, place: Place, structure: Structure) -> str | None:
    """The block of a place, or the table; none where a person's decision says which value stands there."""
    if structure.remembered.at(path, place) is not None:
        return None
    return "table" if place.row in structure.table else structure.block_at(place.row, place.quote)


def label_of(path: str, place: Place, structure: Structure) -> Label:
    """Label left of the place or over it, read for this field; words that a person confirmed are one."""
    if (spot := structure.remembered.at(path, place)) is not None:
        return Label(1, spot.label, 0, proper=True)
    if type_at(path) in ("name", "vat_id"):
        return _of_party(path, place, structure)
    return _of_role(path, place.before[-_NEAR:], place.above) if path in roles() else _NONE


@lru_cache(maxsize=_KEPT)
def _of_role(path: str, before: str, above: tuple[str, ...]) -> Label:
    role = roles()[path]
    for distance, text in enumerate((before, *above)):
        plain = folded(text)
        if role.others.search(plain) and not _names_mine_last(role, plain):
            return Label(-1, text, distance)
        if role.mine.search(plain):
            return Label(1, text, distance, proper=role.proper.search(plain) is not None)
        if text and distance and _THREE_LETTERS.search(text):
            break
    return _NONE


def _around(place: Place) -> Iterator[tuple[int, str]]:
    yield 0, place.before[-_NEAR:]
    yield from enumerate(place.above, start=1)


def _names_mine_last(role: Role, text: str) -> bool:
    """True where, of two labels in one text, the field's own stands nearer to the value. A word that goes with any
    field ('no', 'date', 'amount') counts only behind the other label's value: 'due date' is one label."""
    foreign = list(role.others.finditer(text))[-1].end()
    if any(own.start() >= foreign for own in role.proper.finditer(text)):
        return True
    last = max((own.start() for own in role.mine.finditer(text)), default=0)
    return last > foreign and _PARTED.search(text, foreign, last) is not None


def _of_party(path: str, place: Place, structure: Structure) -> Label:
    """A seller in a recipient's block or under its label is a mistake, and the other way round; a label is no name."""
    party = top(path)
    if type_at(path) == "name" and _is_no_company(place):
        return Label(-1, place.before[-_NEAR:] or place.quote, 0)
    if path == "seller.name" and not may_be_name(place.quote):
        return _NONE
    block = structure.block_at(place.row, place.quote)
    if block in ("seller", "buyer"):
        return Label(1 if block == party else -1, block)
    for distance, text in _around(place):
        if recipient_label().search(folded(text)):
            return Label(-1 if party == "seller" else 1, text, distance)
        if sender_label().search(folded(text)):
            return Label(1 if party == "seller" else -1, text, distance)
    return _NONE


def may_be_name(text: str) -> bool:
    """True where a text can be a company's or a person's name: no street, town, title or way of contact."""
    if is_title(text) or is_contact(text) or (is_place(text) and not has_form(text)) or _CODE.search(text):
        return False
    return name_in(text) is not None


def _is_no_company(place: Place) -> bool:
    """A label ('Buyer', 'Nabywca'), or the person to ask for."""
    if label_only().match(folded(place.quote)) or is_label(place.quote, _LABELS):
        return True
    above = place.above[0] if place.above else ""
    return contact_label().search(folded(place.before[-_NEAR:] or above)) is not None
