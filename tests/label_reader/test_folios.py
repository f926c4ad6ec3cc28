"""Folios of hotels: payments stand as rows, the balance is nothing, rates are parted in a table below, and the house
has no company's form where its guest has one."""

from __future__ import annotations

import pytest

from invoice_llm.label_reader.reader import read_invoice

GERMAN = """\
                                   HOTEL ADLER
                          Hauptstr. 12 · 80331 München

Firma
Müller Consulting GmbH
Leopoldstr. 5
80802 München

Rechnung / Invoice
Rechnungsnr.    :  4711022                Zimmer / Room        :  312
Rechnungsdatum  :  14.03.24               Anreise / Arrival    :  12.03.24
Seite / Page    :  1 von 1                Abreise / Departure  :  14.03.24

Datum       Beschreibung                        Belastung EUR     Gutschrift EUR
12.03.24    Übernachtung                               119,00
12.03.24    City Tax                                     5,95
12.03.24    Frühstück                                   18,00
13.03.24    Übernachtung                               119,00
13.03.24    City Tax                                     5,95
13.03.24    Frühstück                                   18,00
14.03.24    Visa XXXXXXXXXXXX1234                                         285,90
            Total                                      285,90             285,90
            Balance                                      0,00 EUR

MwSt %        Netto        MwSt       Brutto
7,00         222,43       15,57       238,00
19,00         30,25        5,75        36,00
0,00          11,90        0,00        11,90
Total        264,58       21,32       285,90

Hotel Adler Betriebs GmbH · Geschäftsführer Karl Adler · HRB 12345 München · USt-IdNr. DE136695976
"""
BRITISH = """\
The Old Mill Hotel
14 River Street
Bath BA1 2AB
Tel 01225 555 0142

Mr J Carter                                       INVOICE
Brightwell Ltd
3 Queen Square                                    Room            204
Bristol BS1 4NT                                   Arrival         03-05-24
                                                  Departure       05-05-24
                                                  Invoice No.     104233
                                                  Page            1 of 1
                                                  Date            05-05-24

Date        Description                Reference         Charges        Credits
03-05-24    Accommodation                                 120.00
03-05-24    Dinner Restaurant          #412                28.50
04-05-24    Accommodation                                 120.00
05-05-24    Mastercard XXXXXXXX4411                                       268.50
                                       Total              268.50          268.50
                                       Balance              0.00 GBP

VAT Summary
Net Amount                             223.75
VAT 20%                                 44.75
Gross Amount                           268.50

VAT Reg No: GB 123 4567 82            Old Mill Hotels Ltd. Registered in England No. 01234567
"""
AMERICAN = """\
HARBORVIEW INN & SUITES
220 Ocean Avenue, Portland, ME 04101
Phone (207) 555-0188

GUEST FOLIO

Guest Name:   Dana Whitfield                Folio No.:      88213
Company:      Lakeside Software Inc.        Room No.:       417
Address:      90 Main Street                Arrival:        03/11/2024
              Burlington, VT 05401          Departure:      03/13/2024
                                            Invoice Date:   03/13/2024

Date          Description                    Charges       Payments
03/11/2024    Room Charge                     149.00
03/11/2024    State Occupancy Tax 9%           13.41
03/12/2024    Room Charge                     149.00
03/12/2024    State Occupancy Tax 9%           13.41
03/12/2024    Parking                          20.00
03/13/2024    Visa ************4481                           344.82
              Total                           344.82          344.82
              Balance Due                                     $ 0.00

All amounts in USD. Thank you for staying with us.
"""
DUTCH = """\
                         Hotel De Gouden Leeuw
                    Markt 4, 5211 JX 's-Hertogenbosch

Jansen Advies B.V.
Keizersgracht 100
1015 AA Amsterdam

FACTUUR
Factuurnummer     2024-3391             Kamer        18
Factuurdatum      03-10-2024            Aankomst     01-10-2024
                                        Vertrek      03-10-2024

Datum         Omschrijving              Aantal      Prijs     Bedrag
01-10-2024    Logies                         2     109,00     218,00
01-10-2024    Toeristenbelasting             2       4,50       9,00
02-10-2024    Ontbijt                        2      17,50      35,00

                              Totaal incl. btw           € 262,00
                              Betaald (PIN)              € 262,00
                              Openstaand                 €   0,00

BTW 9%  over  € 232,11          € 20,89
BTW 0%  over  €   9,00          €  0,00

De Gouden Leeuw Horeca B.V. | KvK 17123456 | BTW NL810433941B01
"""
SPANISH = """\
HOTEL PLAYA AZUL, S.L.
C.I.F. B29805314
Avda. del Mar, 22 - 29640 Fuengirola (Málaga)

                                        Cliente: Construcciones Vega S.A.
                                        CIF: A58818501
                                        C/ Mayor 3, 28013 Madrid

FACTURA Nº: 2024/00457            Fecha: 09/08/2024
Habitación: 305    Entrada: 07/08/2024   Salida: 09/08/2024

Fecha         Concepto              Cantidad      Precio       Total
07/08/2024    Alojamiento               1          85,00       85,00
08/08/2024    Alojamiento               1          85,00       85,00
08/08/2024    Parking                   1          15,00       15,00

Base imponible       % IVA       Cuota        Total
154,55               10          15,45        170,00
12,40                21           2,60         15,00

TOTAL FACTURA                                 185,00 €
Pagado con tarjeta                            185,00 €
Pendiente                                       0,00 €
"""
FRENCH = """\
HÔTEL DU PORT ***
8 quai des Bateliers
67000 STRASBOURG
Tél. : 03 88 00 00 12

                                                        SARL Dubois Conseil
                                                        12 rue de la Paix
                                                        75002 PARIS

FACTURE N° : F24-01822
Date : 16/02/2024                   Chambre : 21
Arrivée : 14/02/2024                Départ : 16/02/2024

Date          Désignation                 Qté      P.U. TTC       Montant TTC
14/02/2024    Chambre double               1         98,00             98,00
14/02/2024    Taxe de séjour               1          1,65              1,65
15/02/2024    Chambre double               1         98,00             98,00
15/02/2024    Taxe de séjour               1          1,65              1,65
15/02/2024    Petit déjeuner               2         12,00             24,00

                                            TOTAL TTC               223,30 €
                                            Règlement CB            223,30 €
                                            Solde                     0,00 €

Taux TVA       Base HT         TVA          TTC
10,00 %         200,00        20,00       220,00
0,00 %            3,30         0,00         3,30

SARL Hôtel du Port au capital de 8 000 € - RCS Strasbourg 422 334 455 - N° TVA FR40303265045
"""
PORTUGUESE = """\
HOTEL ATLÂNTICO
Atlântico Hotelaria, Lda
Rua da Praia 9, 2750-642 Cascais
NIF 501442600

Exmo(s) Sr(s)
Silva & Filhos, Lda
Av. da Liberdade 110
1250-146 Lisboa
NIF 502011378

Factura FT 2024/1877                       Data 2024-07-03
Quarto 112     Chegada 2024-07-01      Partida 2024-07-03

Data          Descrição             Débito       Crédito
2024-07-01    Alojamento             95,00
2024-07-01    Taxa turística          4,00
2024-07-02    Alojamento             95,00
2024-07-02    Taxa turística          4,00
2024-07-03    Multibanco                          198,00
              Total                 198,00        198,00
              Saldo                   0,00 EUR

Resumo IVA      Incidência      IVA       Total
6%              179,25        10,75      190,00
Isento            8,00         0,00        8,00
"""

# Number, date, seller, buyer, total, tax, paid and due, as printed.
READ = [
    (GERMAN, "4711022 14.03.24|HOTEL ADLER|Müller Consulting GmbH|285,90 21,32 285,90 0,00"),
    (BRITISH, "104233 05-05-24|The Old Mill Hotel|Brightwell Ltd|268.50 44.75 268.50 0.00"),
    (AMERICAN, "88213 03/13/2024|HARBORVIEW INN & SUITES|Lakeside Software Inc.|344.82 None 344.82 0.00"),
    (DUTCH, "2024-3391 03-10-2024|De Gouden Leeuw Horeca B.V.|Jansen Advies B.V.|262,00 20,89 262,00 0,00"),
    (SPANISH, "2024/00457 09/08/2024|HOTEL PLAYA AZUL, S.L.|Construcciones Vega S.A.|185,00 None 185,00 0,00"),
    (FRENCH, "F24-01822 16/02/2024|HÔTEL DU PORT|SARL Dubois Conseil|223,30 20,00 223,30 0,00"),
    (PORTUGUESE, "FT 2024/1877 2024-07-03|Atlântico Hotelaria, Lda|Silva & Filhos, Lda|198,00 10,75 198,00 0,00"),
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_a_folio_is_read_with_its_payment_its_balance_and_its_house(text: str, expected: str) -> None:
    read = read_invoice(text)
    amounts = (read.total_gross, read.total_tax, read.paid_amount, read.amount_due)
    head = f"{read.invoice_number} {read.issue_date}|{read.seller.name}|{read.buyer.name}"
    assert f"{head}|{' '.join(map(str, amounts))}" == expected


def test_what_a_table_of_rates_has_below_its_heads_is_one_rate_s_and_no_total() -> None:
    read = read_invoice(GERMAN)
    assert (read.total_net, read.total_tax) == ("264,58", "21,32")
    assert [(tax.rate, tax.base, tax.amount) for tax in read.taxes] == [
        ("7,00", "222,43", "15,57"),
        ("19,00", "30,25", "5,75"),
        ("0,00", "11,90", "0,00"),
    ]


def test_a_last_row_that_is_free_of_tax_is_not_the_sum_of_the_table() -> None:
    assert read_invoice(PORTUGUESE).total_net is None


@pytest.mark.parametrize("cell", ["Nr. R-20931", "No. R-20931", "# R-20931"])
def test_a_number_may_stand_in_a_cell_with_its_word(cell: str) -> None:
    assert read_invoice(f"Rechnung            {cell}\nDatum: 22.11.2024").invoice_number == "R-20931"
