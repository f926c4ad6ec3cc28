"""A page on which two companies bear a VAT id and no label says who sends it."""

from __future__ import annotations

import pytest

from invoice_llm.invoice.schema import Party
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.evidence.rivals.two_labels import contested
from invoice_llm.reading.sheet import text_page

PAGE = """
{seller}Transport Zandrik N.V.                      Factuur
Dorpsplein 50
1017 GC Amsterdam
Btw-nummer NL427404538B01

Factuurnummer   INV-000144
Factuurdatum    17-02-2026
Artikel        Aantal      Prijs       Totaal
Deurklink           3     864,59     2.593,77
                  Subtotaal     EUR 2.593,77
                  BTW 21 %        EUR 544,69
                  Totaal        EUR 3.138,46
{foot}
"""
OTHER = "Elektra Wijkhoven N.V. Molenweg 78 3542 AD Utrecht Btw-nummer NL267363333B01"


@pytest.mark.parametrize(
    ("seller", "foot", "is_open"),
    [
        ("", OTHER, True),
        ("", "", False),
        ("NO ID", OTHER, True),
        ("Leverancier: ", OTHER, False),
        ("", OTHER.replace("Btw-nummer NL267363333B01", ""), False),
    ],
)
def test_the_supplier_is_open_where_a_third_vat_id_stands_on_the_page(seller: str, foot: str, is_open: bool) -> None:
    page = PAGE.format(seller=seller.replace("NO ID", ""), foot=foot)
    if seller == "NO ID":
        page = page.replace("Btw-nummer NL427404538B01", "")
    read = PageReading.of((text_page(page),))
    vat_id = "NL267363333B01" if seller == "NO ID" else "NL427404538B01"
    taken = Party(name="Transport Zandrik N.V.", vat_id=vat_id)
    invoice = read.labelled.invoice.model_copy(update={"seller": taken, "buyer": Party()})
    assert ("seller.name" in contested(invoice, read)) is is_open


FOOTED = """
Transport Zandrik N.V. - Dorpsplein 50 - 1017 GC Amsterdam
Elektra Wijkhoven N.V.                                Factuurnummer   INV-000144
Molenweg 78                                           Factuurdatum    17-02-2026
3542 AD Utrecht                                       Btw-nummer      NL267363333B01
{gap}
                  Totaal        EUR 3.138,46
{gap}
{foot}
"""
OWN_FOOT = "Transport Zandrik N.V.     Dorpsplein 50     Btw-nummer NL427404538B01"


@pytest.mark.parametrize(("foot", "is_open"), [(OWN_FOOT, False), ("Btw-nummer NL427404538B01", True)])
def test_a_supplier_that_stands_in_the_foot_with_its_vat_id_is_not_open(foot: str, is_open: bool) -> None:
    page = text_page(FOOTED.format(gap="\n" * 12, foot=foot))
    read = PageReading.of((page,))
    taken = Party(name="Transport Zandrik N.V.", vat_id="NL427404538B01")
    invoice = read.labelled.invoice.model_copy(update={"seller": taken, "buyer": Party()})
    assert ("seller.name" in contested(invoice, read)) is is_open


@pytest.mark.parametrize(
    ("label", "said", "is_open"), [("Klant:", True, False), ("Klant:", False, True), ("", True, True)]
)
def test_beside_a_labelled_customer_a_reader_with_a_good_record_says_who_sends_it(
    label: str, said: bool, is_open: bool
) -> None:
    page = PAGE.format(seller="", foot=OTHER)
    customer = f"\n{label}\nBrouwerij Hoekstra B.V.\nKade 4\n3011 AA Rotterdam\n\nFactuurnummer"
    read = PageReading.of((text_page(page.replace("\nFactuurnummer", customer)),))
    taken = Party(name="Transport Zandrik N.V.", vat_id="NL427404538B01")
    buyer = Party(name="Brouwerij Hoekstra B.V.")
    invoice = read.labelled.invoice.model_copy(update={"seller": taken, "buyer": buyer})
    assert ("seller.name" in contested(invoice, read, sender_is_said=said)) is is_open
