"""What the words beside a value say about its role. A value that is on the page may still be another one's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Role:
    """``mine`` are label words of the field, ``others`` those of fields that are easily taken for it."""

    mine: re.Pattern[str]
    others: re.Pattern[str]


def _role(mine: str, others: str = r"(?!)") -> Role:
    return Role(re.compile(mine, re.IGNORECASE), re.compile(others, re.IGNORECASE))


_NUMBER = r"(?:no|nr|num|number|numéro|numero|nummer|nº|n°|#|id|ref)"
_CUSTOMER = r"customer|client|kunden|kd\.?|klant|cliente|account|konto|compte|debitor"
_ORDER = r"\border|bestell|auftrag|commande|ordine|pedido|zamówieni|\bp\.?o\.?\b"
_DELIVERY = r"deliver|liefer|livraison|shipp|versand|leistung|service|lever"
_TAX_NUMBER = (
    r"\bvat|ust|steuer|tva|btw|\btax|siret|siren|kvk|\bnip\b|tel|phone|fax|iban|\bbic\b|swift|handelsreg|"
    r"hrb"
)
_DUE = (
    r"\bdue|fällig|zahlbar|échéance|echeance|verval|betaal|scadenza|vencimiento|termin|pay(?:able|"
    r"ment)? by|zahlungsziel"
)
_DATE = r"date|datum|issued|\bvom\b|\bdu\b|\ble\b|fecha|\bdata\b|wystawieni|dated"
_NET = (
    r"\bnet|netto|sub-?\s?total|sous-total|zwischensumme|\bht\b|h\.t|excl|before tax|imponibile|base|"
    r"taxable|ohne|subtotaal"
)
_TAX = (
    r"\bvat\b|\btax\b|mwst|\bust\b|umsatzsteuer|mehrwertsteuer|\btva\b|\bbtw\b|\biva\b|\bgst\b|steuer|"
    r"\bhst\b|\bpst\b|podatek"
)
_TOTAL = (
    r"total|totaal|gesamt|summe|brutto|gross|ttc|t\.t\.c|endbetrag|rechnungsbetrag|betrag|montant|incl|"
    r"inkl|amount|razem|suma|kwota"
)
_AMOUNT_DUE = (
    r"\bdue\b|balance|zahlbetrag|zu zahlen|à payer|a payer|te betalen|payable|to pay|pay\b|offen|"
    r"da pagare|a pagar|zapłaty|restbetrag"
)

ROLES: Mapping[str, Role] = {
    "invoice_number": _role(
        rf"invoice|rechnung|facture|factuur|fattura|factura|faktura|fatura|beleg|bill|credit|gutschrift|avoir|document|"
        rf"receipt|tax invoice|\b{_NUMBER}\b|#\s*$",
        rf"{_CUSTOMER}|{_ORDER}|{_DELIVERY}|{_TAX_NUMBER}|page|seite",
    ),
    "issue_date": _role(_DATE, rf"{_DUE}|{_DELIVERY}|{_ORDER}|period|zeitraum|période"),
    "due_date": _role(_DUE, _DELIVERY),
    "total_net": _role(_NET + "|" + _TOTAL, r"ttc|gross|brutto"),
    "total_tax": _role(_TAX, r"(?!)"),
    "total_gross": _role(_TOTAL + "|" + _AMOUNT_DUE, rf"{_NET}|total (?:tax|vat)|quantity|qty"),
    "amount_due": _role(_AMOUNT_DUE + "|" + _TOTAL, _NET),
    "sum_lines_net": _role(_NET + "|" + _TOTAL),
    "po_numbers[0]": _role(_ORDER + r"|your ref|ihr zeichen|reference"),
}
RECIPIENT = re.compile(
    r"\b(bill(?:ed)? to|invoice(?:d)? to|sold to|ship to|deliver to|customer|client|kunde|rechnung an|"
    r"rechnungsempfänger|"
    r"rechnungsadresse|lieferadresse|lieferanschrift|factur[ée]{1,2} [àa]|adress[ée]e? [àa]|destinataire|livr[ée] à|"
    r"factuuradres|bestemd voor|cliente|fatturato a|nabywca|buyer|recipient|attn|z\.? ?hd)\b",
    re.IGNORECASE,
)
SENDER = re.compile(
    r"\b(seller|supplier|vendor|from|verkäufer|lieferant|absender|vendeur|fournisseur|émetteur|emetteur|verkoper|"
    r"fornitore|sprzedawca|remit to|payable to|issued by|rechnungssteller)\b",
    re.IGNORECASE,
)
LABEL_ONLY = re.compile(
    r"^\W*(?:bill(?:ed)? to|ship to|sold to|invoice|rechnung|facture|buyer|seller|customer|supplier|"
    r"vendor|from|to|date|"
    r"total|name|company|nabywca|sprzedawca|kunde|client|page|original|copy|kopie|duplicate)\W*$",
    re.IGNORECASE,
)
