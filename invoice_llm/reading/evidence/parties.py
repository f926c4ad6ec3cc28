"""Identification of the invoice's sender: what shows it where no label does, and what shows that the parties were read
the wrong way round."""

from __future__ import annotations

from dataclasses import replace

from invoice_llm.invoice.checks.company_ids import folded_id
from invoice_llm.invoice.checks.company_names import company_key, folded_name
from invoice_llm.invoice.schema import Invoice
from invoice_llm.label_reader.parties.names import has_form, is_title, name_in
from invoice_llm.reading.evidence.labels import may_be_name
from invoice_llm.reading.evidence.located import Located
from invoice_llm.reading.evidence.page_index import Place, Places
from invoice_llm.reading.evidence.structure import Structure

_SHOWN = ("letterhead", "ids")
_BLOCK = 6
"""Rows of one block: a letterhead, or a footer with bank and registration."""
_LETTERHEAD = 0.2
"""The part of the first page, from its top, in which a name without a label is the sender's."""
_FOOTER = 0.75
"""Where the foot of a page begins: its columns, side by side, are all the sender's."""


def judge_parties(found: dict[str, Located], invoice: Invoice, places: Places, structure: Structure) -> None:
    """Weigh the places of seller and buyer against each other, in ``found``."""
    if "seller.name" in found:
        spot = _as_sender(found["seller.name"], found.get("buyer.name"), invoice, places)
        if spot.label_text in _SHOWN and (
            _another_has_an_id(invoice, places, structure)
            or _buyer_heads(spot, found.get("buyer.name"), invoice, places)
        ):
            spot = found["seller.name"]
        found["seller.name"] = spot
    for path, ours, theirs in (
        ("seller", structure.parties.seller, structure.parties.buyer),
        ("buyer", structure.parties.buyer, structure.parties.seller),
    ):
        for name, folded in (("name", folded_name), ("vat_id", folded_id)):
            value = folded(getattr(getattr(invoice, path), name))
            other, own = folded(getattr(theirs, name)), folded(getattr(ours, name))
            key = f"{path}.{name}"
            if key in found and value and value == other != own:
                found[key] = replace(found[key], label=-1, label_text="the other party's")


def is_sender_open(invoice: Invoice, places: Places, structure: Structure, *, sender_is_said: bool = False) -> bool:
    """True where no label says who sends the invoice and a VAT id that is neither party's stands on the page, as of a
    customer on top whose supplier is named in the foot alone. Where another company is the customer by its label, a
    reader's word decides (``sender_is_said``)."""
    name = invoice.seller.name
    spots = places.text(name) if name else []
    if not spots or any(structure.block_at(spot.row, spot.quote) == "seller" for spot in spots):
        return False
    vat_id = invoice.seller.vat_id
    if sender_is_said and vat_id is not None and _has_labelled_buyer(invoice, places, structure):
        return False
    if vat_id is None or _is_in_foot_with_id(spots, places.text(vat_id)):
        return False
    return _another_has_an_id(invoice, places, structure) or any(
        _is_of_another(place.before, invoice) for place in places.text(vat_id)
    )


def _has_labelled_buyer(invoice: Invoice, places: Places, structure: Structure) -> bool:
    """True where a block under a buyer's label names a company that is not the seller."""
    buyer, seller = invoice.buyer.name, company_key(invoice.seller.name)
    if not buyer or company_key(buyer) == seller:
        return False
    return any(structure.block_at(spot.row, spot.quote) == "buyer" for spot in places.text(buyer))


def _is_in_foot_with_id(named: list[Place], ids: list[Place]) -> bool:
    """True where the name stands in the foot of a page with its VAT id: that is the sender's, and one on top is its
    customer's."""
    return any(
        _is_near(name, own) and min(name.box[1], own.box[1]) > _FOOTER and has_form(name.quote)
        for name in named
        for own in ids
    )


def _is_of_another(before: str, invoice: Invoice) -> bool:
    """True where a company that is neither party stands before the VAT id in its row: it is this one's."""
    named = name_in(before)
    if named is None or not has_form(named):
        return False
    known = [company_key(party.name) for party in (invoice.seller, invoice.buyer)]
    return not any(one and (one in company_key(named) or company_key(named) in one) for one in known)


def _as_sender(spot: Located, buyer: Located | None, invoice: Invoice, places: Places) -> Located:
    """A sender seldom has a label. What shows it: its name in a web or mail address, beside its own ids or bank, or as
    the letterhead of a page that has its recipient elsewhere. None of it where it shows the buyer as well."""
    name = invoice.seller.name
    if spot.place is None or spot.label != 0 or spot.block == "table" or name is None or not may_be_name(name):
        return spot
    if _is_letterhead(spot.place, buyer, places):
        shown = "letterhead"
    elif places.in_address(name) and not places.in_address(invoice.buyer.name or ""):
        shown = "address"
    elif _beside_ids(name, invoice, places):
        shown = "ids"
    else:
        return spot
    return replace(spot, label=1, label_text=shown)


def _is_letterhead(place: Place, buyer: Located | None, places: Places) -> bool:
    """On top of the first page, and larger than the text, above the buyer, or with the buyer under a label."""
    if place.page != 1 or place.box[1] >= _LETTERHEAD or not _is_first(place):
        return False
    if buyer is None or buyer.place is None or buyer.label < 0:
        return False
    return buyer.label > 0 or places.is_large(place) or buyer.place.box[1] > place.box[3]


def _is_first(place: Place) -> bool:
    """True where the place begins its block, as a name does and a town or a country does not; a company's form says as
    much."""
    above = place.above[0] if place.above else ""
    return has_form(place.quote) or not above or is_title(above)


def _beside_ids(name: str, invoice: Invoice, places: Places) -> bool:
    """True where an occurrence of the name stands within a few rows above the seller's VAT id or bank account: in the
    same column, or both in the foot of the page."""
    ids = [invoice.seller.vat_id, *(account.iban for account in invoice.payment_accounts)]
    own = [place for value in ids if value for place in places.text(value)]
    return any(_is_near(named, place) for named in filter(_is_first, places.text(name)) for place in own)


def _buyer_heads(seller: Located, buyer: Located | None, invoice: Invoice, places: Places) -> bool:
    """True where the buyer as it was read has no label and stands above the seller in the letterhead: it may be the
    sender as well. Not where the seller stands in the foot of the page."""
    if any(place.box[1] > _FOOTER for place in places.text(invoice.seller.name or "")):
        return False
    if buyer is None or buyer.place is None or seller.place is None or buyer.label > 0 or buyer.place.page != 1:
        return False
    return buyer.place.box[1] < _LETTERHEAD and buyer.place.row < seller.place.row and _is_first(buyer.place)


def _another_has_an_id(invoice: Invoice, places: Places, structure: Structure) -> bool:
    """True where the page prints a VAT id that is neither party's as it was read and does not stand below the buyer's
    name: the sender may be a third company."""
    known = {folded_id(party.vat_id) for party in (invoice.seller, invoice.buyer)}
    own = {folded_id(one.value) for party in (invoice.seller, invoice.buyer) for one in party.tax_ids}
    buyers = places.text(invoice.buyer.name) if invoice.buyer.name else []
    others = [one for one in structure.vat_ids if folded_id(one) not in known | own]
    return any(not any(_is_near(named, at) for named in buyers for at in places.text(one)) for one in others)


def _is_near(named: Place, place: Place) -> bool:
    if abs(named.row - place.row) > _BLOCK or named.page != place.page:
        return False
    shares = named.box[0] < place.box[2] and place.box[0] < named.box[2] + 0.1
    return (shares and named.row <= place.row) or min(named.box[1], place.box[1]) > _FOOTER
