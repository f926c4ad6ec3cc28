"""Who sells and who buys: by labels, by the sender's line, by what is left; in doubt nobody."""

from __future__ import annotations

import pytest

from invoice_llm.label_reader.parties.names import name_in
from invoice_llm.label_reader.reader import read_invoice

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


SHEET = """Handelsrechnung (380) Nr. 471102     vom   05.03.2026
  Währung:                            EUR

  Verkäufer
  Nummer:                             549910
  Name:                               Muster Handel
  Anschrift:                          Hauptstraße 20
                                      DE 80333 München
  Steuernummer:                       201/113/40209
  USt.-Id.-Nr.:                       DE123456789

  Käufer/Leistungsempfänger
  Nummer:                             GE2020211
  Name:                               Kunden AG Mitte
  Anschrift:                          Kundenstraße 15

  Bemerkung                           Rechnung gemäß Bestellung vom 01.03.2026.
"""


def test_a_name_beside_the_word_name_is_that_of_the_block() -> None:
    read = read_invoice(SHEET)
    assert (read.seller.name, read.buyer.name) == ("Muster Handel", "Kunden AG Mitte")


def test_the_number_at_the_tax_office_is_no_vat_id() -> None:
    read = read_invoice(SHEET)
    assert (read.seller.tax_id, read.seller.vat_id) == ("201/113/40209", "DE123456789")


def test_the_date_behind_the_number_may_stand_in_the_next_cell_and_an_order_s_date_is_another() -> None:
    assert read_invoice(SHEET).issue_date == "05.03.2026"


def test_an_iban_that_does_not_check_is_read_as_printed() -> None:
    assert read_invoice("Rechnung Nr. 1\n\nIBAN: DE12 1234 4321 9876 00 BIC: XYZADEFF").iban == "DE12 1234 4321 9876 00"


def test_a_name_beside_the_title_is_the_seller_s() -> None:
    text = "Coppergate            INVOICE\n                      # 23413\n\nBill To:\nJane Smith\n"
    assert read_invoice(text).seller.name == "Coppergate"


def test_whose_account_it_is_sold_it() -> None:
    text = """Annonces en ligne

                                    Dupont Conseil
                                    27 rue Henri Rolland
                                    69100 Villeurbanne

Facture n° 2026089083
Total TTC :                         56,02 €
Virement : BANQUE POPULAIRE - Titulaire du compte : NETPAPIER

NETPAPIER  Siège social : 16 rue Mollien - 92100 BOULOGNE
"""
    assert read_invoice(text).seller.name == "NETPAPIER"


@pytest.mark.parametrize(
    "town", ["BS1 4QA Bristol", "Bristol BS1 4QA", "010011 Bucuresti", "4000 Bern", "T12 W8HP Cork"]
)
def test_a_recipient_without_a_label_is_the_address_that_is_not_the_sender_s(town: str) -> None:
    text = (
        "Tallow Lane Electrical Ltd                       Invoice\n42 Castle Road\nLS1 2AB Leeds\n"
        f"VAT number: GB840923180\n\nHarbour Lane Supplies Ltd\n7 Wharf Street\n{town}\n\nInvoice no: 45630"
    )
    read = read_invoice(text)
    assert (read.seller.name, read.buyer.name) == ("Tallow Lane Electrical Ltd", "Harbour Lane Supplies Ltd")


def test_rows_of_another_column_part_the_recipient_s_address_from_the_sender_s() -> None:
    text = (
        "Tallow Lane Electrical Ltd                       Invoice\n42 Castle Road\nLS1 2AB Leeds\n"
        "VAT number: GB840923180\n"
        "                                                 Order date:      24/12/2025\n"
        "                                                 Invoice no:      45630\n"
        "Harbour Lane Supplies Ltd                        Invoice date:    16/01/2026\n"
        "7 Wharf Street                                   Payment due:     23/01/2026\nBristol BS1 4QA\n"
    )
    assert read_invoice(text).buyer.name == "Harbour Lane Supplies Ltd"


def test_a_short_label_may_say_in_brackets_what_else_it_is() -> None:
    read = read_invoice("TAX INVOICE\n\nBuyer (Bill to)\nTarang Pumps Ltd\nPlot 9\n\nInvoice No: 77\nTotal  10.00")
    assert read.buyer.name == "Tarang Pumps Ltd"
