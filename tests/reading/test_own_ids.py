"""Our own VAT ids on a page: they are never the supplier's, in whatever form they are printed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from invoice_llm.invoice.checks import OwnCompany
from invoice_llm.invoice.printed import PrintedParty
from invoice_llm.label_reader.parties.seller_and_buyer import Parties
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.own_ids import with_own_ids
from invoice_llm.reading.sheet import text_page

OURS, THEIRS = "DE789263888", "DE412837445"
OWN = OwnCompany(names=("Tannwald Maschinenbau GmbH",), vat_ids=(OURS,))
PAGE = f"""
Rechnung                              Rechnungsnummer   4711

USt-IdNr. {OURS}

Rechnung an
Tannwald Maschinenbau GmbH
Weg 1
12345 Stadt

Bezeichnung        Menge       Betrag
Winkel                 1       100,00

Gesamtbetrag            100,00 EUR

Wendal Technik GmbH, Gerberweg 14, 73033 Talheim, USt-IdNr. {THEIRS}
"""


def parties(seller: str | None, seller_id: str | None, buyer: str | None, buyer_id: str | None = None) -> Parties:
    return Parties(
        PrintedParty(name=seller, vat_id=seller_id, tax_id=None, address=None),
        PrintedParty(name=buyer, vat_id=buyer_id, tax_id=None, address=None),
    )


@pytest.mark.parametrize(
    ("known", "printed"),
    [
        ("NO948032716MVA", "NO948032716"),
        ("NO948032716MVA", "948 032 716"),
        ("NO948032716", "NO 948 032 716 MVA"),
        ("HU71154776", "71154776-2-42"),
        ("HU71154776", "71154776 2 42"),
        ("71154776-2-42", "HU71154776"),
        ("PL6770475050", "677-047-50-50"),
        ("ESA83310797", "A-83310797"),
        ("NL563237589B01", "563237589"),
        ("SE556658914801", "556658-9148"),
        ("FR34792981474", "792 981 474"),
        ("FR34792981474", "792 981 474 00012"),
        ("FI27466855", "2746685-5"),
        ("EL991084196", "GR 991084196"),
        ("CHE-123.456.788 MWST", "CHE 123 456 788"),
        ("GB604913303", "604 9133 03"),
    ],
)
def test_an_id_of_ours_is_known_in_every_form_of_its_country(known: str, printed: str) -> None:
    assert OwnCompany(vat_ids=(known,)).owns(printed)


@pytest.mark.parametrize(("known", "printed"), [("DE789263888", "PT789263888"), ("HU71154776", "71154777-2-42")])
def test_an_id_of_another_country_or_number_is_not_ours(known: str, printed: str) -> None:
    assert not OwnCompany(vat_ids=(known,)).owns(printed)


def test_an_id_of_ours_that_was_read_as_the_suppliers_is_the_buyers() -> None:
    told = with_own_ids(parties("Wendal Technik GmbH", OURS, "Tannwald Maschinenbau GmbH"), OWN, (OURS, THEIRS))
    assert (told.seller.vat_id, told.buyer.vat_id) == (THEIRS, OURS)


def test_a_tax_number_of_ours_is_not_kept_as_the_suppliers() -> None:
    read = parties("Wendal Technik GmbH", THEIRS, "Tannwald Maschinenbau GmbH")
    read = replace(read, seller=read.seller.model_copy(update={"tax_id": "789 263 888"}))
    told = with_own_ids(read, OWN, (THEIRS,))
    assert (told.seller.vat_id, told.seller.tax_id, told.buyer.vat_id) == (THEIRS, None, "789 263 888")


@pytest.mark.parametrize(
    "read",
    [
        parties("Tannwald Maschinenbau GmbH", OURS, "Wendal Technik GmbH"),
        parties("Wendal Technik GmbH", OURS, "Kerbolon GmbH"),
        parties("Wendal Technik GmbH", OURS, None),
    ],
)
def test_where_the_buyer_is_not_us_by_name_our_id_stays_for_a_person_to_see(read: Parties) -> None:
    assert with_own_ids(read, OWN, (OURS, THEIRS)) is read


def test_the_page_is_read_with_our_own_ids_in_mind() -> None:
    page = PageReading.of([text_page(PAGE)])
    assert page.labels.seller.vat_id == OURS
    known = replace(page, own=OWN)
    assert (known.labels.seller.vat_id, known.labels.buyer.vat_id) == (THEIRS, OURS)
    assert known.structure.parties.seller.vat_id == THEIRS
