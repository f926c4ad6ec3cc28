"""Whom an invoice is addressed to, held against our own names."""

from __future__ import annotations

import pytest

from invoice_llm.documents.page import Page, TextRow, Word
from invoice_llm.invoice.checks import OwnCompany
from invoice_llm.invoice.schema import Invoice, Party
from invoice_llm.reading.concerns.addressee import addressee_concerns, unaddressed
from invoice_llm.reading.evidence.structure import structure_of

OURS = OwnCompany(names=("Halvorsen Pompy Sp. z o.o.", "Halvorsen Pumpen GmbH"), vat_ids=("PL5828442383",))
BILL = Invoice(seller=Party(name="Wendal Technik GmbH"))
HEAD = ("Wendal Technik GmbH", "Gerberweg 14, 73033 Talheim", "Rechnung 4711")


def asked(*lines: str, source: str = "text", bill: Invoice = BILL) -> bool:
    rows = tuple(
        TextRow((tuple(Word(word, (0.1, 0.1 + at / 50, 0.3, 0.11 + at / 50)) for word in line.split()),))
        for at, line in enumerate((*HEAD, *lines))
    )
    page = Page(1, 595, 842, rows, "ocr" if source == "ocr" else "text")
    return bool(unaddressed(bill, OURS, structure_of("\n".join((*HEAD, *lines))), [page]))


@pytest.mark.parametrize("lines", [(), ("Kontinental Energie Holding AG", "Ringstr. 1", "1010 Wien")])
def test_pages_without_a_name_of_ours_are_asked_about(lines: tuple[str, ...]) -> None:
    assert asked(*lines)


@pytest.mark.parametrize(
    "lines",
    [
        ("Halvorsen Pumpen GmbH", "24103 Kiel"),
        ("Kunde: HALVORSEN PUMPEN, Kiel",),
        ("Halvorsen", "Pumpen GmbH"),
        ("Halvorsen Pompy Sp.",),
        ("Halvorsen Pump",),
        ("Ihre USt-IdNr. PL 582 844 23 83",),
    ],
)
def test_pages_with_our_name_or_id_are_not(lines: tuple[str, ...]) -> None:
    assert not asked(*lines)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Ofaste Werkzeuge e.K.", True),
        ("Mijansas Sprzątanie Sp. z o.o.", True),
        ("Pumpen Handel GmbH", True),
        ("Halvorsen Pumpen", False),
        ("Halvorsen GmbH", False),
        ("HALVORSEN PUMPEN GMBH Werk 2", False),
        ("Einkauf, Frau Weber", False),
    ],
)
def test_data_for_another_company_are_told_though_they_have_our_vat_id(name: str, told: bool) -> None:
    bill = BILL.model_copy(update={"buyer": Party(name=name, vat_id="PL5828442383")})
    assert bool(addressee_concerns(bill, OURS, None)) is told


def test_where_the_goods_go_to_says_nothing_of_who_pays() -> None:
    assert asked("Lieferadresse: Halvorsen Pumpen GmbH, 24103 Kiel")


def test_a_name_that_ocr_spoiled_is_ours_on_a_scan_alone() -> None:
    assert not asked("Ha1vorsen Purnpen GmbH", source="ocr")
    assert asked("Ha1vorsen Purnpen GmbH")


def test_nobody_is_asked_without_own_names_or_by_our_own_invoice() -> None:
    assert not unaddressed(BILL, OwnCompany(), structure_of(""), [])
    assert not asked(bill=Invoice(seller=Party(name="Halvorsen Pumpen GmbH")))


@pytest.mark.parametrize(
    ("buyer", "ours"),
    [
        ("Halvorsen Pompy Sp.", True),
        ("Halvorsen Pump", True),
        ("Halvorsen", False),
        ("Halvorsen Pumpen AG", False),
        ("Halvorsen Pumpen Vertrieb", False),
    ],
)
def test_a_buyer_cut_by_the_edge_of_a_column_is_ours(buyer: str, ours: bool) -> None:
    bill = BILL.model_copy(update={"buyer": Party(name=buyer)})
    assert (addressee_concerns(bill, OURS, structure_of("")) == []) is ours


def named(name: str, vat_id: str | None, **more: str) -> list[str]:
    """The reasons to ask about a buyer of this name and id, as a page prints it."""
    bill = Invoice(seller=Party(name="Wendal Technik GmbH"), buyer=Party(name=name, vat_id=vat_id, **more))
    return [one.fields[0] for one in addressee_concerns(bill, OURS, structure_of("\n".join(HEAD)))]


@pytest.mark.parametrize("name", ["Emballages Kerbolon SAS", "Ofaste Werkzeuge e.K.", "Mijansas Sp. z o.o."])
def test_another_company_with_our_vat_id_is_somebody_else(name: str) -> None:
    assert named(name, "PL 582-844-23-83") == ["buyer.name"]


@pytest.mark.parametrize(
    "name", ["Halvorsen Pompy Sp. z o.o.", "Einkauf", "Anna Nowak", "Halvorsen Logistik GmbH", "Halvorson Pumpen GmbH"]
)
def test_a_person_and_another_spelling_of_our_name_with_our_vat_id_are_us(name: str) -> None:
    assert named(name, "5828442383") == []


@pytest.mark.parametrize("number", ["PL5261040828", "526-104-08-28"])
def test_our_name_with_the_vat_id_of_another_company_is_asked_about(number: str) -> None:
    assert named("Halvorsen Pompy Sp. z o.o.", number) == ["buyer.vat_id"]


@pytest.mark.parametrize("number", ["DE812524001", "1234567890", "PL5828442388", "812524001", None])
def test_an_id_of_another_country_a_misread_one_and_no_vat_id_are_not(number: str | None) -> None:
    assert named("Halvorsen Pompy Sp. z o.o.", number) == []
