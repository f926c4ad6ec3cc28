"""More of our own documents, in the other languages and layouts."""

from __future__ import annotations

DUTCH = """\
Van Dijk Installatietechniek B.V.
Industrieweg 8
3542 AD Utrecht
KvK 30123456
BTW-nummer NL001234567B01

Restaurant De Molen
Kerkstraat 5
1017 GC Amsterdam

FACTUUR

Factuurnummer        2026-118
Factuurdatum         12-02-2026
Vervaldatum          14-03-2026
Uw ordernummer       B-4402

Aantal     Omschrijving                              Prijs        Bedrag     BTW
2          Kraan vervangen                         € 85,00      € 170,00     21%
4,5        Arbeidsuren                             € 62,50      € 281,25     21%

                                        Totaal excl. BTW        € 451,25
                                        BTW 21%                  € 94,76
                                        Te betalen              € 546,01

Gelieve te betalen op NL91 ABNA 0417 1643 00 t.n.v. Van Dijk Installatietechniek B.V.
"""

ITALIAN = """\
Officine Rossi S.r.l.
Via Garibaldi 21 - 20121 Milano
P.IVA IT01234567890

Spett.le
Bianchi Impianti S.p.A.
Via Roma 3
10121 Torino

Fattura n. 45/2026 del 15/01/2026
Scadenza: 14/02/2026

Descrizione                       Q.tà      Prezzo unit.      Importo
Manutenzione impianto                1          1.200,00     1.200,00
Filtro olio                          6             15,50        93,00

                                    Imponibile             € 1.293,00
                                    IVA 22%                  € 284,46
                                    Totale fattura         € 1.577,46
"""

SPANISH = """\
                                                                      FACTURA
Suministros Ibéricos S.L.                                             Nº factura: A-2026/33
C/ Mayor 14, 28013 Madrid                                             Fecha: 03/02/2026
CIF: B12345678                                                        Vencimiento: 05/03/2026

Cliente
Hotel Sol y Mar S.A.
Av. de la Playa 2
29601 Marbella
NIF: A87654321

Descripción                         Cantidad       Precio unitario         Importe
Toallas de baño                           50                7,20 €        360,00 €
Jabón líquido 5 L                         10               12,40 €        124,00 €

                                              Base imponible              484,00 €
                                              IVA 21%                     101,64 €
                                              TOTAL                       585,64 €

Forma de pago: transferencia a ES91 2100 0418 4502 0005 1332
"""

POLISH = """\
Faktura VAT nr FV/12/2026
Data wystawienia: 2026-01-20                         Termin płatności: 2026-02-03

Sprzedawca                                           Nabywca
Drukarnia Krakowska Sp. z o.o.                       Wydawnictwo Orzeł S.A.
ul. Długa 10                                         ul. Polna 4
31-146 Kraków                                        00-625 Warszawa
NIP: 6762345670                                      NIP: 5252345671

Lp.   Nazwa towaru / usługi          Ilość   J.m.   Cena netto   Wartość netto   VAT    Wartość brutto
1     Druk broszur A5                 500    szt.         2,40        1 200,00   23%          1 476,00
2     Oprawa                          100    szt.         1,10          110,00   23%            135,30

Razem netto                                                          1 310,00
Razem VAT                                                              301,30
Razem brutto                                                         1 611,30
Do zapłaty: 1 611,30 zł
"""

SWISS = """\
Muster Schreinerei AG
Dorfstrasse 7
3012 Bern
MWST-Nr. CHE-116.281.710 MWST

                                                  Gasthaus Bären
                                                  Herr Peter Keller
                                                  Bahnhofplatz 1
                                                  3600 Thun

Rechnung Nr. 2026-0077
Datum: 10.02.2026
Zahlbar bis: 12.03.2026

Menge   Einheit   Bezeichnung                        Preis CHF      Total CHF
3       Stk       Tisch Eiche massiv                  1'450.00       4'350.00
8       Std       Montage                                95.00         760.00

Zwischentotal                                                        5'110.00
8.1% MWST                                                              413.91
Total CHF                                                            5'523.91

IBAN CH93 0076 2011 6238 5295 7
"""

HOTEL = """\
Hotel Alpenblick
Inh. Maria Huber
Seestraße 3
82467 Garmisch-Partenkirchen
Steuernummer 119/123/45678

Firma
Nordlicht Software GmbH
Kieler Str. 9
24103 Kiel

Rechnung 4471                                        Garmisch, den 18.01.2026

Anreise 16.01.2026      Abreise 18.01.2026     Zimmer 12

Datum        Leistung                       Anzahl     Preis      Betrag
16.01.2026   Übernachtung                        2     98,00      196,00
16.01.2026   Frühstück                           2     14,00       28,00

                                   Gesamtbetrag                224,00 EUR
                                   enthaltene MwSt. 7 %         12,82 EUR
                                   enthaltene MwSt. 19 %         4,47 EUR
                                   bezahlt mit EC-Karte        224,00 EUR
"""

CREDIT_NOTE = """\
                                                         Hanse Elektro GmbH
                                                         Große Elbstraße 40
Hanse Elektro GmbH · Große Elbstraße 40 · 22767 Hamburg  22767 Hamburg
                                                         Tel.: 040 123456
Autohaus Petersen KG
Herrn Jens Petersen                                      Gutschrift Nr.: GS-1009
Flensburger Chaussee 8                                   Datum: 02.02.2026
24837 Schleswig                                          Kunden-Nr.: 2210
                                                         zur Rechnung: RE-5501

Gutschrift

Pos  Artikel-Nr.  Bezeichnung                  Menge   Einzelpreis EUR   Gesamtpreis EUR
1    LED-30       LED-Panel 30 W                   2             59,00           -118,00

                                  Summe netto                                    -118,00
                                  USt 19 %                                        -22,42
                                  Gutschriftsbetrag                              -140,42

Geschäftsführer: Ole Hansen · Amtsgericht Hamburg HRB 9999 · USt-IdNr. DE811128135
"""

AMERICAN = """\
BLUE RIDGE LANDSCAPING, INC.                                        INVOICE
PO Box 1120                                                         DATE          INVOICE #
Asheville, NC 28802                                                 1/15/2026     20418

BILL TO                                  SHIP TO
Mountain View HOA                        Mountain View HOA
Attn: Accounts Payable                   Clubhouse
55 Summit Dr                             60 Summit Dr
Asheville, NC 28804                      Asheville, NC 28804

P.O. NO.        TERMS         DUE DATE        REP
MV-9921         Net 30        2/14/2026       JH

QUANTITY   DESCRIPTION                            RATE         AMOUNT
12         Lawn mowing, common areas             85.00       1,020.00
1          Spring mulch, 20 yards               640.00         640.00T
                                        Subtotal            $1,660.00
                                        Sales Tax (7.0%)       $44.80
                                        Total               $1,704.80
                                        Payments/Credits     -$500.00
                                        Balance Due         $1,204.80
"""
