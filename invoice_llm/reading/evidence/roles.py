"""What the words beside a value say about its role. A value that is on the page may still be another one's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Role:
    """``mine`` are label words of the field, ``others`` those of fields that are easily taken for it.

    ``proper`` are those of ``mine`` that mean this field whatever stands before them: 'due date' is no invoice date
    and 'customer no' no invoice number, but 'tax invoice' is an invoice.
    """

    mine: re.Pattern[str]
    others: re.Pattern[str]
    proper: re.Pattern[str]


def _role(mine: str, others: str = r"(?!)", proper: str | None = None) -> Role:
    mine_first = mine if proper is None else f"{proper}|{mine}"
    patterns = (mine_first, others, mine if proper is None else proper)
    return Role(*(re.compile(pattern, re.IGNORECASE) for pattern in patterns))


_NUMBER = r"(?:no|nr|num|number|numéro|numero|nummer|nº|n°|#|id|ref)"
_CUSTOMER = r"customer|client|kunden|kd\.?|klant|cliente|account|konto|compte|debitor"
_INVOICE = (
    r"invoice|rechnung|facture|factuur|fattura|factura|faktura|fatura|beleg|bill|credit|gutschrift|avoir|document|"
    r"receipt"
)
_ORDER = r"\border|bestell|auftrag|commande|ordine|pedido|zamówieni|\bp\.?o\.?\b"
_DELIVERY = r"deliver|liefer|livraison|shipp|versand|leistung|service|lever"
_TAX_NUMBER = (
    r"\bvat|ust|steuer|tva|btw|\btax|siret|siren|kvk|\bnip\b|tel|phone|fax|iban|\bbic\b|swift|handelsreg|"
    r"hrb"
)
_DUE = (
    r"\bdue|fällig|zahlbar|échéance|echeance|verval|betaal|scadenza|vencimiento|termin|pay(?:able|"
    r"ment)? by|zahlungsziel|limite|płatn|platn|vencto|netto bis|net by|ohne abzug"
)
_EARLY = r"skonto|discount|escompte|korting|sconto|descuento|rabat"
"""A day up to which less is to be paid is no due date."""
_DATE = r"date|datum|issued|\bvom\b|\b(?:von|of|del|van|z dnia)\s*$|\bdu\b|\ble\b|fecha|\bdata\b|wystawieni|dated"
_ISSUED = rf"(?:{_INVOICE})s?[\s-]?(?:date|datum)|\bissued?\b|date de (?:la )?facture|wystawieni"
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
_GROSS = r"grand total|gross|brutto|ttc|t\.t\.c|endbetrag|incl|inkl"
_AMOUNT_DUE = (
    r"\bdue\b|balance|zahlbetrag|zu zahlen|à payer|a payer|te betalen|payable|to pay|pay\b|offen|"
    r"da pagare|a pagar|zapłaty|restbetrag"
)

_PAID = (
    r"\bpaid|payment|deposit|prepa|advance|credit|bezahlt|gezahlt|zahlung|anzahlung|abschlag|acompte|pay[ée]|r[ée]gl[ée]|"
    r"betaald|betaling|voldaan|voorschot|pagad|pagat|anticipo|acconto|zapłac|zalicz|mastercard|visa|amex|\bcash\b|\bbar\b"
)
_PREVIOUS = (
    r"previous|prior|past due|forward|opening|last|alter|vorherig|saldo|vortrag|pr[ée]c[ée]dent|ancien|vorig|anterior"
)

ROLES: Mapping[str, Role] = {
    "invoice_number": _role(
        rf"\b{_NUMBER}\b|#\s*$",
        rf"{_CUSTOMER}|{_ORDER}|{_DELIVERY}|{_TAX_NUMBER}|page|seite",
        _INVOICE,
    ),
    "issue_date": _role(_DATE, rf"{_DUE}|{_DELIVERY}|{_ORDER}|period|zeitraum|période", _ISSUED),
    "due_date": _role(_DUE, rf"{_DELIVERY}|{_EARLY}"),
    "total_net": _role(_TOTAL, r"ttc|gross|brutto", _NET),
    "total_tax": _role(_TAX, r"(?!)"),
    "total_gross": _role(_TOTAL, rf"{_NET}|total (?:tax|vat)|quantity|qty", rf"{_GROSS}|{_AMOUNT_DUE}"),
    "amount_due": _role(_TOTAL, _NET, _AMOUNT_DUE),
    "sum_lines_net": _role(_NET + "|" + _TOTAL),
    "paid_amount": _role(_PAID),
    "previous_balance": _role(_PREVIOUS),
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
CONTACT = re.compile(
    r"\b(contact(?: person| name)?|ansprechpartner(?:in)?|sachbearbeiter(?:in)?|bearbeiter(?:in)?|clerk|sales ?person|"
    r"account manager|c/o|interlocuteur|votre contact|contactpersoon|referente|persona de contacto|osoba kontaktowa|"
    r"wystawił|geschäftsführer(?:in)?|kontoinhaber|account holder|titulaire)\W*$",
    re.IGNORECASE,
)
"""Right before a person's name, which is no company's."""
LABEL_ONLY = re.compile(
    r"^\W*(?:bill(?:ed)? to|ship to|sold to|invoice|rechnung|facture|buyer|seller|customer|supplier|"
    r"vendor|from|to|date|"
    r"total|name|company|nabywca|sprzedawca|kunde|client|page|original|copy|kopie|duplicate)\W*$",
    re.IGNORECASE,
)
