"""Who sells and who buys: by labels, by the sender's line, by what is left; in doubt nobody."""

from __future__ import annotations

import pytest

from invoice_llm.embedded.names import name_in
from invoice_llm.embedded.reader import read_invoice

LETTER = """Schreinerei Eiche GmbH · Waldweg 7 · 79100 Freiburg

Herrn
Peter Maier
Lindenallee 4
79104 Freiburg

Rechnung Nr. 2024-087 vom 14.05.2024
Summe netto  100,00 €
"""

RIGHT_HAND_ADDRESS = """SARL Blanc & Fils
8 rue des Lilas
31000 Toulouse
N° TVA : FR40123456789

                                              Mairie de Colombes
                                              Place du Marché
                                              31770 Colombes

Facture n° FA-2024-031
"""

BOTH_IDS = """Verkäufer:
Stahl AG
Ring 1
12345 Stadt
USt-IdNr. DE123456788

Käufer / Buyer:
Holz KG
Weg 2
54321 Dorf
USt-IdNr. DE987654321

Rechnung Nr. 12
"""


def test_the_line_of_the_sender_is_the_seller_and_who_stands_below_it_the_buyer() -> None:
    read = read_invoice(LETTER)
    assert (read.seller.name, read.buyer.name) == ("Schreinerei Eiche GmbH", "Peter Maier")


def test_the_only_other_address_is_the_buyer() -> None:
    read = read_invoice(RIGHT_HAND_ADDRESS)
    assert (read.seller.name, read.buyer.name) == ("SARL Blanc & Fils", "Mairie de Colombes")


def test_two_other_addresses_leave_the_buyer_open() -> None:
    second = "\nMagasin Nord\nRue du Port 3\n59000 Lille\n\nFacture n°"
    assert read_invoice(RIGHT_HAND_ADDRESS.replace("\nFacture n°", second)).buyer.name is None


def test_each_vat_id_belongs_to_the_block_it_stands_in() -> None:
    read = read_invoice(BOTH_IDS)
    assert (read.seller.vat_id, read.buyer.vat_id) == ("DE123456788", "DE987654321")


def test_without_a_seller_on_the_page_there_is_none() -> None:
    read = read_invoice("INVOICE\n\nBill to:\nOak Ltd\n1 Mill Lane\n\nInvoice No: 77\nTotal  10.00")
    assert (read.seller.name, read.buyer.name) == (None, "Oak Ltd")


@pytest.mark.parametrize(
    "line",
    [
        "Bill to:",
        "Nabywca",
        "INVOICE",
        "Tel. +49 30 1234",
        "www.acme.example",
        "Herrn",
        ": true",
        "308,500 KG",
        "12/03/2024",
    ],
)
def test_a_label_a_title_or_a_number_is_no_name(line: str) -> None:
    assert name_in(line) is None
