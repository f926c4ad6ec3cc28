"""Documents of our own making, as ``documents.layout.layout_text`` lays pages out."""

from __future__ import annotations

ENGLISH = """\
Alder & Finch Trading Ltd                                                        INVOICE
14 Wharf Street
Bristol BS1 4QA
VAT Reg No GB 823 4471 81

Bill to:                                                     Invoice no:                    AF-2026-00123
Northgate Hotels Ltd                                         Invoice date:                   2 March 2026
7 Castle Road                                                Due date:                       1 April 2026
Leeds LS1 2AB                                                PO number:                         PO-77812

Code        Description                                   Qty      Unit price          Amount
TW-100      Bath towel, white                              40            6.50          260.00
TW-200      Hand towel, white,                             25            3.20           80.00
            70 x 40 cm
SL-010      Slippers, box of 50                             2           45.00           90.00

                                                             Subtotal                          £430.00
                                                             VAT 20%                            £86.00
                                                             Total                             £516.00

Payment within 30 days. Bank: Severn Bank, IBAN GB33 BUKB 2020 1555 5555 55
"""

GERMAN = """\
Lindner Werkzeugbau GmbH - Hafenstr. 12 - 20457 Hamburg

Nordwind Logistik AG
Am Speicher 3
28195 Bremen

                                                        Rechnungsnummer:    RE-2026-0815
                                                        Rechnungsdatum:     05.03.2026
                                                        Kundennummer:       10442

Rechnung

Pos.   Bezeichnung                               Menge     Einzelpreis       Gesamt
1      Fräser 8 mm                            10 Stück           12,50       125,00
2      Montage vor Ort                         3,5 Std           80,00       280,00

                                                   Nettobetrag               405,00 €
                                                   zzgl. 19 % MwSt.           76,95 €
                                                   Gesamtbetrag              481,95 €

Zahlbar bis 04.04.2026 ohne Abzug.

Lindner Werkzeugbau GmbH     USt-IdNr.: DE136695976     IBAN: DE89 3704 0044 0532 0130 00
"""

FRENCH = """\
Papeterie du Lac SARL
3 rue des Lilas
74000 Annecy
N° TVA : FR 40 303 265 045

                                                     Facturé à :
                                                     Hôtel Bellevue SAS
                                                     12 avenue du Port
                                                     69001 Lyon

Facture n° : F2026-0042
Date de facture : 12/03/2026
Date d'échéance : 11/04/2026

Désignation                              Quantité       Prix unitaire HT        Montant HT
Ramette papier A4                              20                4,90 €           98,00 €
Stylo bille bleu                               50                0,80 €           40,00 €

                                                        Total HT                 138,00 €
                                                        TVA 20 %                  27,60 €
                                                        Total TTC                165,60 €
                                                        Acompte versé             50,00 €
                                                        Net à payer              115,60 €
"""

LETTER = """\
Severn Bank plc
1 Harbour Square
Bristol BS1 5XX

Dear customer,

Thank you for your visit on 3 March 2026. Our branch in Leeds will be closed from 9 March to 13 March.
We look forward to seeing you in our new offices.

Yours sincerely,
Jane Porter
"""

REMINDER = """\
Lindner Werkzeugbau GmbH - Hafenstr. 12 - 20457 Hamburg

Nordwind Logistik AG
Am Speicher 3
28195 Bremen

Zahlungserinnerung

Datum: 20.04.2026

Zu unserer Rechnung RE-2026-0815 vom 05.03.2026 konnten wir noch keinen Zahlungseingang feststellen.

                                                   Offener Betrag            481,95 €
"""
