"""The buyer's order number under the usual labels of each language, beside the invoice's own number."""

from __future__ import annotations

import pytest

from invoice_llm.label_reader.reader import read_invoice
from invoice_llm.vocabulary.loading import languages

LABELS = {
    "en": ("Invoice number", "Order number", "Order No.", "PO", "PO number", "Your order no.", "Customer's order no."),
    "de": ("Rechnungsnummer", "Bestellnummer", "Bestell-Nr.", "Ihre Bestellung", "Ordernummer", "Ihre Order-Nr."),
    "fr": ("Facture n°", "N° de commande", "Commande n°", "Votre commande", "Réf. commande", "Bon de commande n°"),
    "it": ("Fattura n.", "Ordine n.", "N. ordine", "Vs. ordine", "Ordine d'acquisto n.", "Rif. ordine"),
    "es": ("Factura nº", "Nº de pedido", "Pedido nº", "Su pedido", "Orden de compra nº", "N.º pedido"),
    "pt": ("Fatura n.º", "Encomenda n.º", "N.º da encomenda", "Nota de encomenda n.º", "Sua encomenda"),
    "nl": ("Factuurnummer", "Ordernummer", "Ordernr.", "Bestelnummer", "Uw ordernummer", "Inkoopordernummer"),
    "da": ("Fakturanr.", "Ordrenr.", "Ordrenummer", "Jeres ordrenr.", "Rekvisitionsnr.", "Indkøbsordre"),
    "nb": ("Fakturanr.", "Ordrenr.", "Ordrenummer", "Deres ordre", "Bestillingsnr.", "Innkjøpsordre"),
    "sv": ("Fakturanummer", "Ordernummer", "Ordernr", "Ert ordernr", "Beställningsnummer", "Inköpsorder nr"),
    "fi": ("Laskun numero", "Tilausnumero", "Tilausnro", "Tilauksenne", "Ostotilaus nro", "Ostotilausnumero"),
    "pl": ("Faktura nr", "Nr zamówienia", "Numer zamówienia", "Zamówienie nr", "Zamówienie klienta", "Nr zam."),
    "cs": ("Číslo faktury", "Objednávka č.", "Číslo objednávky", "Vaše objednávka č.", "Obj. č.", "Č. objednávky"),
    "hu": ("Számlaszám", "Rendelésszám", "Megrendelés száma", "Megrendelésszám", "Rendelés szám", "Vevői rendelésszám"),
    "ro": ("Număr factură", "Comanda nr.", "Nr. comandă", "Nr. comenzii", "Comandă client nr.", "Comanda dvs."),
    "el": ("Αριθμός τιμολογίου", "Αρ. παραγγελίας", "Αριθμός παραγγελίας", "Παραγγελία", "Παραγγελία πελάτη"),
    "tr": ("Fatura No", "Sipariş No", "Sipariş Numarası", "Müşteri Sipariş No", "Satın Alma Sipariş No"),
}
"""The label of the invoice's number, then labels of the order's."""
OURS = {
    "en": "Our order no.",
    "de": "Unsere Bestellnummer",
    "fr": "Notre commande n°",
    "da": "Vores ordrenr.",
    "nb": "Vårt ordrenr.",
    "sv": "Vårt ordernummer",
    "nl": "Ons ordernummer",
    "el": "Αριθμός παραγγελίας μας",
}


def _paper(first: str, second: str) -> str:
    return f"{first:<30}AB-2026/77\n{second:<30}45802485"


def test_every_language_has_labels_in_these_tests() -> None:
    assert set(LABELS) == set(languages())


@pytest.mark.parametrize("code", LABELS)
def test_an_order_number_is_read_and_is_not_the_invoices(code: str) -> None:
    number, *orders = LABELS[code]
    papers = [text for order in orders for text in (_paper(number, order), f"{number}: AB-2026/77\n{order}: 45802485")]
    read = [read_invoice(paper) for paper in papers]
    found = {paper: (one.invoice_number, one.purchase_order) for paper, one in zip(papers, read, strict=True)}
    assert found == dict.fromkeys(papers, ("AB-2026/77", "45802485"))


@pytest.mark.parametrize("code", LABELS)
def test_an_order_number_alone_is_no_number_of_an_invoice(code: str) -> None:
    _, *orders = LABELS[code]
    assert [read_invoice(f"{order:<30}45802485").invoice_number for order in orders] == [None] * len(orders)


@pytest.mark.parametrize("code", OURS)
def test_the_sellers_own_order_number_is_not_the_buyers(code: str) -> None:
    assert read_invoice(_paper(LABELS[code][0], OURS[code])).purchase_order is None


def test_your_order_counts_before_an_order_number() -> None:
    text = f"{'Order number':<30}8812\n{'Your order no.':<30}45802485"
    assert read_invoice(text).purchase_order == "45802485"
