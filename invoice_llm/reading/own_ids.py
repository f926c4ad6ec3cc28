"""Our own VAT ids on a page, whoever read it: an id of ours is never the supplier's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from invoice_llm.invoice.checks import OwnCompany
from invoice_llm.invoice.printed import PrintedParty
from invoice_llm.invoice.schema import Party
from invoice_llm.label_reader.parties.seller_and_buyer import Parties


def with_own_ids(parties: Parties, own: OwnCompany, printed: Iterable[str]) -> Parties:
    """The parties where ours is the buyer's name and ours the id that was read as the supplier's: the id goes to the
    buyer, and the supplier has the first of ``printed`` that is nobody's. Where the supplier's name is ours as well, or
    the buyer is somebody else, the two may have been read the wrong way round, which is for a person to see."""
    seller, buyer = parties.seller, parties.buyer
    wrong = [number for number in (seller.vat_id, seller.tax_id) if number and own.owns(number)]
    if not wrong or not _is_ours(own, buyer) or _is_ours(own, seller):
        return parties
    theirs = buyer.vat_id or wrong[0]
    vat_id = next(_others(own, printed, theirs), None) if own.owns(seller.vat_id) else seller.vat_id
    tax_id = None if own.owns(seller.tax_id) else seller.tax_id
    return Parties(
        seller.model_copy(update={"vat_id": vat_id, "tax_id": tax_id}), buyer.model_copy(update={"vat_id": theirs})
    )


def _others(own: OwnCompany, printed: Iterable[str], theirs: str) -> Iterator[str]:
    return (number for number in printed if not own.owns(number) and number != theirs)


def _is_ours(own: OwnCompany, party: PrintedParty) -> bool:
    return own.is_named(Party(name=party.name)) or own.is_addressed(party.name) or own.is_cut(party.name)
