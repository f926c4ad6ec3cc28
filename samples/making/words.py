"""How each language writes amounts, dates and labels."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from samples.making.bill import Bill

NBSP = "\u00a0"
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_GROUPS = {"en": (",", "."), "us": (",", "."), "de": (".", ","), "fr": (NBSP, ",")}
_SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Invoice", "credit": "Credit note", "number": "Invoice number", "date": "Invoice date",
        "due": "Due date", "delivered": "Date of supply", "order": "Purchase order", "customer": "Customer no.",
        "to": "Bill to", "code": "Code", "text": "Description", "quantity": "Qty", "unit": "Unit",
        "price": "Unit price", "rate": "VAT %", "amount": "Amount", "sum": "Subtotal", "net": "Net total",
        "tax": "VAT {rate} %", "gross": "Total", "paid": "Paid", "previous": "Balance brought forward",
        "owed": "Amount due", "vat": "VAT no.", "bank": "Bank", "page": "Page {n}", "preceding": "Corrects invoice",
    },
    "us": {"rate": "Tax %", "tax": "Sales tax ({rate}%)", "gross": "Total", "order": "P.O. number", "vat": "EIN"},
    "de": {
        "title": "Rechnung", "credit": "Gutschrift", "number": "Rechnungsnummer", "date": "Rechnungsdatum",
        "due": "Zahlbar bis", "delivered": "Lieferdatum", "order": "Ihre Bestellung", "customer": "Kundennummer",
        "to": "", "code": "Art.-Nr.", "text": "Bezeichnung", "quantity": "Menge", "unit": "Einheit",
        "price": "Einzelpreis", "rate": "MwSt.", "amount": "Gesamtpreis", "sum": "Zwischensumme",
        "net": "Summe netto", "tax": "zzgl. {rate} % MwSt. auf {base}", "gross": "Rechnungsbetrag", "paid": "Anzahlung",
        "previous": "Saldo", "owed": "Zu zahlen", "vat": "USt-IdNr.", "bank": "Bank", "page": "Seite {n}",
        "preceding": "Zu Rechnung",
    },
    "fr": {
        "title": "Facture", "credit": "Avoir", "number": "Facture n°", "date": "Date de facture",
        "due": "Date d'échéance", "delivered": "Date de livraison", "order": "Votre commande",
        "customer": "N° client", "to": "Facturé à", "code": "Réf.", "text": "Désignation", "quantity": "Qté",
        "unit": "Unité", "price": "P.U. HT", "rate": "TVA", "amount": "Montant HT", "sum": "Sous-total HT",
        "net": "Total HT", "tax": "TVA {rate} %", "gross": "Total TTC", "paid": "Acompte versé",
        "previous": "Solde antérieur", "owed": "Net à payer", "vat": "N° TVA", "bank": "Banque", "page": "Page {n}",
        "preceding": "Annule la facture",
    },
}  # fmt: skip


class Words:
    """Labels and forms of one bill; ``own`` replaces labels a supplier words differently."""

    def __init__(self, bill: Bill, own: Mapping[str, str] | None = None) -> None:
        base = "en" if bill.language == "us" else bill.language
        self._labels = {**WORDS[base], **WORDS.get(bill.language, {}), **(own or {})}
        self._language, self._currency = bill.language, bill.currency

    def __getitem__(self, label: str) -> str:
        return self._labels[label]

    def number(self, value: Decimal, places: int = 2) -> str:
        group, mark = _GROUPS[self._language]
        plain = f"{value:,.{places}f}"
        return plain.translate({ord(","): group, ord("."): mark})

    def money(self, value: Decimal) -> str:
        sign = _SIGNS[self._currency]
        minus = "-" if value < 0 else ""
        if self._language in ("en", "us"):
            return f"{minus}{sign}{self.number(abs(value))}"
        return f"{self.number(value)} {sign}"

    def plain(self, value: Decimal) -> str:
        """A quantity or rate without needless zeros."""
        places = max(0, -int(value.normalize().as_tuple().exponent))
        return self.number(value, places)

    def day(self, value: date) -> str:
        forms = {"de": f"{value:%d.%m.%Y}", "fr": f"{value:%d/%m/%Y}"}
        month = _MONTHS[value.month - 1]
        forms |= {"en": f"{value.day} {month} {value.year}", "us": f"{month} {value.day}, {value.year}"}
        return forms[self._language]
