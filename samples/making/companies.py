"""Companies that do not exist; their VAT ids and accounts pass the check digits. Vendors A and B as in ``prompts/``."""

from __future__ import annotations

from samples.making.bill import Party

SPARKLE = Party(
    name="Larkmead Cleaning Services Ltd", address=("14 Osier Lane", "Reading RG1 4QT", "United Kingdom"), country="GB",
    vat_id="GB 612 3400 41", iban="GB45 NWBK 6016 1384 7209 15", bic="NWBKGB2L", bank="Thames & Vale Bank",
    phone="+44 118 496 0172", email="accounts@larkmead.example",
)  # fmt: skip
HALDEN = Party(
    name="Halden & Moore Consulting Ltd", address=("3 Quayside Court", "Bristol BS1 6XN", "United Kingdom"),
    country="GB", vat_id="GB 612 3400 54", iban="GB50 LOYD 3096 3442 1788 06", bic="LOYDGB2L", bank="Severn Bank",
    phone="+44 117 496 0330", email="billing@haldenmoore.example",
)  # fmt: skip
VENDOR_A = Party(
    name="Alder & Finch Trading Ltd", address=("Unit 6, Foundry Park", "Leeds LS11 8PL", "United Kingdom"),
    country="GB", vat_id="GB 823 4471 81", iban="GB33 BUKB 2020 1555 5555 55", bic="BUKBGB22", bank="Aire Bank",
    phone="+44 113 496 0881", email="ledger@alderfinch.example",
)  # fmt: skip
VENDOR_B = Party(
    name="Brückner Werkzeuge GmbH", address=("Schmiedegasse 12", "42651 Solingen"), country="DE",
    vat_id="DE 811 569 869", iban="DE02 1203 0000 0000 2020 51", bic="BYLADEM1001", bank="Bergische Kontobank",
    phone="Tel. +49 212 555 0140", email="buchhaltung@brueckner.example",
)  # fmt: skip
ROTHE = Party(
    name="Rothe & Sohn Gebäudetechnik", address=("Lindenallee 88", "04177 Leipzig"), country="DE",
    vat_id="DE290417005", iban="DE40 5001 0517 5407 3249 06", bic="INGDDEFFXXX", bank="Pleiße Bank",
    phone="Tel. +49 341 555 0199", email="info@rothe-sohn.example",
)  # fmt: skip
MARKT = Party(
    name="Obsthof Wendelin Krause e.K.", address=("Am Deich 5", "21720 Grünendeich"), country="DE",
    vat_id="DE290417013", iban="DE65 7015 0000 1004 7182 09", bic="SSKMDEMMXXX", bank="Altländer Bank",
    phone="Tel. +49 4142 555 077", email="hof@krause-obst.example",
)  # fmt: skip
PAPYRUS = Party(
    name="Papeterie Dufresnoy SARL", address=("27 rue des Tanneurs", "37000 Tours", "France"), country="FR",
    vat_id="FR 18 528317001", iban="FR76 3000 4008 2800 0123 4598 008", bic="BNPAFRPP", bank="Banque de Touraine",
    phone="Tél. 02 55 50 01 44", email="compta@dufresnoy.example",
)  # fmt: skip
ATELIER = Party(
    name="Atelier Numérique Morvan SAS", address=("9 quai des Forges", "58000 Nevers", "France"), country="FR",
    vat_id="FR 72 528317019", iban="FR76 2004 1010 0505 0001 3026 052", bic="PSSTFRPP", bank="Banque du Nivernais",
    phone="Tél. 03 55 50 02 18", email="facturation@morvan.example",
)  # fmt: skip
PINE = Party(
    name="Pine Hollow Analytics LLC", address=("410 Juniper Street, Suite 200", "Boulder, CO 80302", "USA"),
    country="US", tax_id="84-0912375", phone="+1 303 555 0164", email="ar@pinehollow.example",
)  # fmt: skip
TRANS = Party(
    name="Kestrel Courier Network", address=("PO Box 2210",), country="",
    tax_id="C 48213", email="billing@kestrel.example",
)  # fmt: skip

NORTHGATE = Party(
    name="Northgate Foods plc", address=("Accounts Payable", "200 Harbour Road", "Hull HU1 2AB", "United Kingdom"),
    country="GB",
)  # fmt: skip
SEEBURG = Party(
    name="Seeburg Maschinenbau AG", address=("Kreditorenbuchhaltung", "Hafenstraße 31", "24103 Kiel"), country="DE",
    vat_id="DE290417021", email="rechnung@seeburg.example",
)  # fmt: skip
VALMONT = Party(
    name="Cartonnages Valmont SA", address=("Service comptabilité", "115 avenue Jean Jaurès", "69007 Lyon"),
    country="FR", vat_id="FR 96 528317027",
)  # fmt: skip
