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
