"""A line above the letterhead that names another company, in many languages."""

from __future__ import annotations

import pytest

from invoice_llm.invoice.schema import Invoice, Party
from invoice_llm.label_reader.page_parts import parts_of
from invoice_llm.label_reader.parties.seller_and_buyer import Parties
from invoice_llm.reading.concerns.parties.passed_over import passed_over

PAGE = """
{first}
{title}

{name}                                         {buyer}
Harbour Street 4                               Tallow Row Works Ltd
97070 Harbourton                               13 Mill Lane
Tel. +49 555 711027                            28195 Millton
{id}

Item                     Quantity    Unit price    Line total
Copy paper                      4        795.95      3,183.80
                                     Total         EUR 3,183.80
"""
LINES = [
    "Authorised distributor of Parkwell Hannover Ltd",
    "Mitglied der Interwerk Einkaufs GmbH & Co. KG",
    "Concessionaria Lamborgini Trattori S.p.A.",
    "Dealer van Pon Machines B.V.",
    "Grupa Polmax S.A.",
    "Membre du réseau Partnair SAS",
    "Auktoriserad återförsäljare för Volvek Maskin AB",
    "A Magyar Gépgyár Zrt. viszonteladója",
    "Osa Kesto Oyj -konsernia",
    "Zertifiziert durch DEKRA Certification GmbH",
]


@pytest.mark.parametrize("first", LINES)
@pytest.mark.parametrize("title", ["Invoice", "Faktura VAT", ""])
def test_a_company_above_the_letterhead_is_not_the_supplier(first: str, title: str) -> None:
    page = PAGE.format(first=first, title=title, name="Sandhorn Catering e.K.", buyer="Bill to", id="VAT DE571719500")
    parties = _parties(page)
    assert parties.seller.name == "Sandhorn Catering e.K."
    assert not list(passed_over(_read("Sandhorn Catering e.K."), parties))
    assert list(passed_over(_read(str(parties.passed_over)), parties))


def test_where_two_companies_show_an_address_and_an_id_a_person_decides() -> None:
    page = PAGE.format(first=LINES[1], title="Rechnung", name="Sandhorn Catering e.K.", buyer="", id="VAT DE571719500")
    page = page.replace("28195 Millton", "28195 Millton\n" + " " * 47 + "VAT DE889263883")
    assert list(passed_over(_read(LINES[1]), _parties(page)))


@pytest.mark.parametrize(
    "foot",
    [
        "Parkwell Hannover Ltd, 4 Harbour Street, Leeds LS9 0PX, VAT GB863916241",
        "www.parkwell.example",
    ],
)
def test_a_letterhead_whose_company_is_shown_at_the_foot_stays(foot: str) -> None:
    page = PAGE.format(first="Parkwell Hannover Ltd", title="Invoice", name="Sandhorn Catering e.K.", buyer="", id="")
    parties = _parties(f"{page}\n{foot}\n")
    assert parties.passed_over is None
    assert not list(passed_over(_read("Parkwell Hannover Ltd"), parties))


def test_a_letterhead_with_its_address_stays() -> None:
    page = PAGE.format(
        first="Parkwell Hannover Ltd", title="9 Quay Street, 44135 Quayton", name="Sandhorn Catering e.K.", buyer="",
        id="",
    )  # fmt: skip
    assert _parties(page).passed_over is None


def _parties(page: str) -> Parties:
    return parts_of(page).parties


def _read(name: str) -> Invoice:
    return Invoice(seller=Party(name=name))
