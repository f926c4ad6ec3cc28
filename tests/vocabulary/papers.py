"""An invoice of our own making in each language, as it is printed there, and what has to be read from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from invoice_llm.vocabulary.loading import languages

Cells = Sequence[tuple[int, str]]
"""Texts of a row, each with the column of characters in which it begins."""
_LINES = ((Decimal(4), Decimal("1250.00")), (Decimal(2), Decimal("117.25")))
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Paper:
    """``heads`` are those of description, quantity, price and amount. ``rate`` is in percent."""

    title: str
    seller: str
    sellers_name: str
    buyer: str
    buyers_name: str
    number: tuple[str, str]
    issued: tuple[str, str]
    due: tuple[str, str]
    heads: tuple[str, str, str, str]
    goods: tuple[str, str]
    net: str
    tax: str
    gross: str
    currency: str
    rate: int

    def rows(self, code: str) -> list[Cells]:
        """The page from the top."""
        return [
            [(0, self.title)],
            [],
            [(0, self.seller), (50, self.buyer)],
            [(0, self.sellers_name), (50, self.buyers_name)],
            [],
            *([(0, label), (30, value)] for label, value in (self.number, self.issued, self.due)),
            [],
            list(zip((0, 40, 54, 72), self.heads, strict=True)),
            *(self._line(code, at) for at in range(len(_LINES))),
            [],
            *(self._total(code, label, value) for label, value in self._totals()),
        ]

    def amounts(self, code: str) -> tuple[str, str, str]:
        """Net, tax and gross as printed."""
        net, tax, gross = (written(code, value) for _, value in self._totals())
        return net, tax, gross

    def _line(self, code: str, at: int) -> Cells:
        quantity, price = _LINES[at]
        texts = (self.goods[at], str(quantity), written(code, price), written(code, quantity * price))
        return list(zip((0, 40, 54, 72), texts, strict=True))

    def _totals(self) -> list[tuple[str, Decimal]]:
        net = sum((quantity * price for quantity, price in _LINES), Decimal(0))
        tax = (net * self.rate / 100).quantize(_CENT)
        return [(self.net, net), (self.tax, tax), (self.gross, net + tax)]

    def _total(self, code: str, label: str, value: Decimal) -> Cells:
        return [(40, label), (72, f"{written(code, value)} {self.currency}")]


def written(code: str, value: Decimal) -> str:
    """An amount as the language writes it."""
    habits = languages()[code].numbers
    marks = {",": habits.grouping[0], ".": habits.decimal}
    return "".join(marks.get(sign, sign) for sign in f"{value:,.2f}")


PAPERS: dict[str, Paper] = {
    "en": Paper(
        "INVOICE", "Seller", "Harbour Timber Ltd", "Bill to", "Old Mill Joinery Ltd",
        ("Invoice number", "HT-2044"), ("Invoice date", "2 March 2026"), ("Due date", "1 April 2026"),
        ("Description", "Quantity", "Unit price", "Amount"), ("Oak board", "Delivery by lorry"),
        "Subtotal", "VAT 20 %", "Total incl VAT", "GBP", 20,
    ),
    "de": Paper(
        "Rechnung", "Verkäufer", "Hafenholz GmbH", "Käufer", "Tischlerei Mühle GmbH",
        ("Rechnungsnummer", "HH-2044"), ("Rechnungsdatum", "2. März 2026"), ("Fällig am", "01.04.2026"),
        ("Bezeichnung", "Menge", "Einzelpreis", "Betrag"), ("Eichenbrett", "Anlieferung"),
        "Nettobetrag", "USt 19 %", "Gesamtbetrag", "EUR", 19,
    ),
    "fr": Paper(
        "FACTURE", "Vendeur", "Bois du Port SARL", "Acheteur", "Menuiserie du Moulin SAS",
        ("Numéro de facture", "BP-2044"), ("Date de facture", "2 mars 2026"), ("Date d'échéance", "01/04/2026"),
        ("Désignation", "Quantité", "Prix unitaire", "Montant HT"), ("Planche de chêne", "Port par camion"),
        "Total HT", "TVA 20 %", "Total TTC", "EUR", 20,
    ),
    "nl": Paper(
        "FACTUUR", "Verkoper", "Havenhout B.V.", "Afnemer", "Timmerbedrijf De Molen B.V.",
        ("Factuurnummer", "HH-2044"), ("Factuurdatum", "2 maart 2026"), ("Vervaldatum", "01-04-2026"),
        ("Omschrijving", "Aantal", "Prijs", "Bedrag"), ("Eiken plank", "Vracht per wagen"),
        "Totaal excl. btw", "Btw 21 %", "Totaal incl. btw", "EUR", 21,
    ),
    "es": Paper(
        "FACTURA", "Vendedor", "Maderas del Puerto S.L.", "Cliente", "Carpintería El Molino S.L.",
        ("Número de factura", "MP-2044"), ("Fecha de emisión", "2 de marzo de 2026"),
        ("Fecha de vencimiento", "01/04/2026"),
        ("Descripción", "Cantidad", "Precio unitario", "Importe"), ("Tabla de roble", "Porte en camión"),
        "Base imponible", "IVA 21 %", "Total factura", "EUR", 21,
    ),
    "it": Paper(
        "FATTURA", "Fornitore", "Legnami del Porto S.r.l.", "Cliente", "Falegnameria Mulino S.r.l.",
        ("Numero fattura", "LP-2044"), ("Data fattura", "2 marzo 2026"), ("Scadenza", "01/04/2026"),
        ("Descrizione", "Quantità", "Prezzo unitario", "Importo"), ("Tavola di rovere", "Consegna con camion"),
        "Imponibile", "IVA 22 %", "Totale fattura", "EUR", 22,
    ),
    "pl": Paper(
        "Faktura VAT", "Sprzedawca", "Drewno Portowe Sp. z o.o.", "Nabywca", "Stolarnia Młyn Sp. z o.o.",
        ("Nr faktury", "DP-2044"), ("Data wystawienia", "2 marca 2026"), ("Termin płatności", "01.04.2026"),
        ("Nazwa towaru", "Ilość", "Cena netto", "Wartość netto"), ("Deska dębowa", "Przewóz ciężarówką"),
        "Razem netto", "VAT 23 %", "Razem brutto", "PLN", 23,
    ),
    "pt": Paper(
        "FATURA", "Fornecedor", "Madeiras do Porto Lda", "Adquirente", "Carpintaria do Moinho Lda",
        ("Fatura nº", "MP-2044"), ("Data de emissão", "2 de março de 2026"), ("Data de vencimento", "01/04/2026"),
        ("Descrição", "Quantidade", "Preço unitário", "Valor"), ("Tábua de carvalho", "Entrega de camião"),
        "Total líquido", "IVA 23 %", "Total da fatura", "EUR", 23,
    ),
    "sv": Paper(
        "FAKTURA", "Säljare", "Hamnträ AB", "Köpare", "Kvarnsnickeriet AB",
        ("Fakturanummer", "HT-2044"), ("Fakturadatum", "2 mars 2026"), ("Förfallodatum", "2026-04-01"),
        ("Benämning", "Antal", "À-pris", "Belopp"), ("Ekplanka", "Körning med lastbil"),
        "Summa exkl. moms", "Moms 25 %", "Summa inkl. moms", "SEK", 25,
    ),
    "da": Paper(
        "FAKTURA", "Sælger", "Havnetræ ApS", "Køber", "Møllens Snedkeri A/S",
        ("Fakturanr.", "HT-2044"), ("Fakturadato", "2. marts 2026"), ("Forfaldsdato", "01-04-2026"),
        ("Beskrivelse", "Antal", "Stk. pris", "Beløb"), ("Egeplanke", "Kørsel med lastbil"),
        "I alt ekskl. moms", "Moms 25 %", "I alt inkl. moms", "DKK", 25,
    ),
    "nb": Paper(
        "FAKTURA", "Selger", "Havnetre AS", "Kjøper", "Møllens Snekkeri AS",
        ("Fakturanummer", "HT-2044"), ("Fakturadato", "2. mars 2026"), ("Forfallsdato", "01.04.2026"),
        ("Beskrivelse", "Antall", "Enhetspris", "Beløp"), ("Eikeplanke", "Kjøring med lastebil"),
        "Sum eks. mva", "Mva 25 %", "Sum inkl. mva", "NOK", 25,
    ),
    "cs": Paper(
        "Faktura – daňový doklad", "Dodavatel", "Přístavní dřevo s.r.o.", "Odběratel", "Truhlářství Mlýn s.r.o.",
        ("Faktura č.", "PD-2044"), ("Datum vystavení", "2. března 2026"), ("Datum splatnosti", "1. 4. 2026"),
        ("Označení dodávky", "Množství", "Cena za MJ", "Celkem bez DPH"), ("Dubové prkno", "Dovoz nákladním vozem"),
        "Základ daně", "DPH 21 %", "Celkem s DPH", "CZK", 21,
    ),
    "fi": Paper(
        "LASKU", "Myyjä", "Satamapuu Oy", "Ostaja", "Myllyn Puusepät Oy",
        ("Laskun numero", "SP-2044"), ("Laskun päiväys", "2. maaliskuuta 2026"), ("Eräpäivä", "1.4.2026"),
        ("Kuvaus", "Määrä", "Yksikköhinta", "Summa"), ("Tammilankku", "Ajo kuorma-autolla"),
        "Veroton yhteensä", "ALV 24 %", "Yhteensä sis. ALV", "EUR", 24,
    ),
    "hu": Paper(
        "SZÁMLA", "Eladó", "Kikötői Faáru Kft.", "Vevő", "Malom Asztalos Kft.",
        ("Számla sorszáma", "KF-2044"), ("Számla kelte", "2026. március 2."), ("Fizetési határidő", "2026.04.01."),
        ("Megnevezés", "Mennyiség", "Egységár", "Nettó érték"), ("Tölgyfa deszka", "Fuvar teherautóval"),
        "Nettó összesen", "ÁFA 27 %", "Bruttó végösszeg", "HUF", 27,
    ),
    "ro": Paper(
        "FACTURĂ", "Furnizor", "Lemnul Portului S.R.L.", "Cumpărător", "Tâmplăria Morii S.R.L.",
        ("Număr factură", "LP-2044"), ("Data emiterii", "2 martie 2026"), ("Data scadenței", "01.04.2026"),
        ("Denumirea produselor", "Cantitate", "Preț unitar", "Valoare"), ("Scândură de stejar", "Drum cu camionul"),
        "Total fără TVA", "TVA 19 %", "Total cu TVA", "RON", 19,
    ),
    "el": Paper(
        "ΤΙΜΟΛΟΓΙΟ", "Προμηθευτής", "Ξυλεία Λιμένος ΑΕ", "Πελάτης", "Ξυλουργείο Μύλος ΕΠΕ",
        ("Αριθμός τιμολογίου", "ΞΛ-2044"), ("Ημερομηνία έκδοσης", "2 Μαρτίου 2026"), ("Πληρωτέο έως", "01/04/2026"),
        ("Περιγραφή", "Ποσότητα", "Τιμή μονάδας", "Αξία"), ("Σανίδα δρυός", "Μεταφορά με φορτηγό"),
        "Καθαρή αξία", "ΦΠΑ 24 %", "Συνολική αξία", "EUR", 24,
    ),
    "tr": Paper(
        "FATURA", "Satıcı", "Liman Kereste A.Ş.", "Alıcı", "Değirmen Marangozluk Ltd. Şti.",
        ("Fatura No", "LK-2044"), ("Fatura tarihi", "2 Mart 2026"), ("Son ödeme tarihi", "01.04.2026"),
        ("Açıklama", "Miktar", "Birim fiyat", "Tutar"), ("Meşe tahta", "Kamyonla teslimat"),
        "Ara toplam", "KDV %20", "Genel toplam", "TRY", 20,
    ),
}  # fmt: skip
