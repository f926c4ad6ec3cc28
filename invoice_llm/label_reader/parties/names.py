"""What is a name of a company, and what never is."""

from __future__ import annotations

import re

from invoice_llm.invoice.amounts import find_amounts
from invoice_llm.invoice.dates import find_dates
from invoice_llm.label_reader.labels import is_label

FORM = re.compile(
    r"(?<![\w&])(?<![0-9] )(?:GmbH(?: ?& ?Co\.? ?(?:KGaA|KG|OHG))?|gGmbH|mbH|AG(?: ?& ?Co\.? ?KG)?"
    r"|UG(?: ?\(haftungsbeschränkt\))?|KGaA|KG|OHG|GbR|e\. ?K(?:fm|fr)?\.?|e\. ?V\.|a\. ?G\.|eG|SE|"
    r"Ltd\.?|Limited|LLC|L\.L\.C\.|LLP|PLC|plc|Inc\.?|Incorporated|Corp\.?|Corporation|Co\.|Company|Pty\.? Ltd\.?"
    r"|Pvt\.? Ltd\.?|Pte\.? Ltd\.?|"
    r"SARL|S\.?A\.?R\.?L\.?|SAS|S\.A\.S\.?|SASU|EURL|S\.A\.U\.?|S\.L\.U\.?|S\.à ?r\.l\.?|e\.U\.|GesmbH"
    r"|Ges\.m\.b\.H\.|Ltda\.?|PLLC|d\.o\.o\.|Oyj|ASA|SNC|SCI|S\.A\.|SA|Sàrl|B\.?V\.?|N\.?V\.?|V\.?O\.?F\.?|BVBA"
    r"|SPRL|"
    r"S\.?L\.?U?\.?|S\.r\.l\.?|Srl|SRL|S\.p\.A\.?|SpA|S\.n\.c\.?|S\.a\.s\.?|Sp\. ?z ?o\. ?o\.?|S\.K\.A\.|Lda\.?"
    r"|LDA|Unipessoal|A/S|ApS|AB|Oy|AS|Kft\.?|s\.r\.o\.?|a\.s\.)"
    r"(?![\w&])"
)  # fmt: skip
_TITLES = re.compile(
    r"^\W*(?:(?:tax |sales |retail |proforma |pro forma |commercial |project |original |vat )?(?:invoices?|bill"
    r"|receipt|statement|credit note|credit memo|quotation|estimate)|"
    r"[^\W\d_]*rechnung|gutschrift|lieferschein|angebot|quittung|mahnung|[^\W\d_]*korrektur|facture|avoir|devis"
    r"|recu|reçu|factuur|creditnota|factura|fattura|faktura(?: vat)?|fatura|"
    r"original|copy|kopie|duplicate|page|seite|logo\b.*|paid|bezahlt|welcome|thank you.*|dear|sehr geehrte.*|date"
    r"|visualisierung.*|lesbarmachung.*"
    r"|datum|tel|fax|stylesheet.*)\b\W*",
    re.IGNORECASE,
)  # fmt: skip
_CONTACT = re.compile(
    r"@|www\.|https?:|\btel\b|\bfax\b|\bphone\b|\bfon\b|telefon|e-?mail|\+[0-9]{2}|�|✉|☎", re.IGNORECASE
)
_PLACE = re.compile(
    r"^(?:[A-Z]{1,2}-)?[0-9]{4,5}\b|\b[0-9]{1,4}[a-z]?$|^[0-9]+[,\s]|\b(?:street|road|avenue|lane|drive|blvd"
    r"|suite|floor|box|rue|chemin|"
    r"[^\W\d_]*stra(?:ß|ss)e|[^\W\d_]*str\.|[^\W\d_]*weg|platz|allee|plaza|strada|calle|avenida|rua|ulica|straat"
    r"|laan|plein|via|ul\.)\b",
    re.IGNORECASE,
)
_SALUTATION = re.compile(
    r"^(?:herrn?|frau|firma|fa\.|mr\.?|mrs\.?|ms\.?|mme|m\.|monsieur|madame|an|attn\.?:?|attention|z\. ?hd\.?.*"
    r"|c/o|to)$",
    re.IGNORECASE,
)
_ATTENTION = re.compile(
    r"^(?:attn\.?|attention|c/o|z\. ?hd\.?|dhr\.|mevr\.)\s*:?\s+(?=\S)|^(?:attn|name|company|firma|nom"
    r"|raison sociale)\s*:\s*",
    re.IGNORECASE,
)
_PARTING = re.compile(r"\s+[-–—*]\s+(?=[^-–—]*[0-9@])|\s*[|•●·]\s*|\s{2,}")
_NEVER_FIRST = frozenset({"AB", "AS", "SE", "AG", "KG", "SL", "NV", "BV", "Co.", "Company", "SA"})
_NUMBERED = re.compile(
    r"^(?:GLN|ILN|ID|Nummer|Numéro|Number|No|Nr|Lief|Kunden|Globale Nummer|Ref|Code|SIRET|SIREN|DUNS"
    r"|[^\W\d_]+-?Nr|(?:USt|MwSt|VAT|TVA|BTW|P\.?IVA|Tax|Steuer|St)[ .-]*(?:Id(?:ent)?|Reg|No|Nr|Nummer|Number)"
    r"[ .-]*(?:No|Nr|Nummer|Number)?)\b[.:]*"
    r"(?:\s+[0-9]|$)",
    re.IGNORECASE,
)
_KINDS = (
    "seller", "buyer", "other_party", "invoice_number", "issue_date", "due_date", "other_date", "delivery_date",
    "purchase_order",
    "customer_number", "other_number", "net", "tax", "gross", "due", "paid", "col_description", "col_quantity",
    "col_price", "shipping",
)  # fmt: skip
_CODE = re.compile(r"^[^:]{2,40}\s?:\s*\S")


def has_form(text: str) -> bool:
    found = FORM.search(text)
    return bool(found and not (found.start() == 0 and found[0] in _NEVER_FIRST))


def name_in(text: str) -> str | None:
    """The name of a company or a person that a line of an address begins with, or ``None``."""
    if text.startswith(":"):
        return None
    text = _ATTENTION.sub("", text.strip()).strip(" ,;:|•●·*-–")
    text = _PARTING.split(text, maxsplit=1)[0].strip(" ,;:")
    if form := FORM.search(text):
        text = _cut_behind(text, form.end())
    if re.match(r"^[0-9.,]+ \S{1,4}$", text):
        return None
    if not 2 < len(text) <= 70 or not re.search(r"[^\W\d_]{2}", text):
        return None
    if _CONTACT.search(text) or _SALUTATION.match(text) or _CODE.match(text) or _TITLES.fullmatch(text):
        return None
    if (
        _NUMBERED.match(text)
        or is_label(text, _KINDS)
        or find_dates(text)
        or re.match(r"^(?:page|seite) ", text, re.IGNORECASE)
    ):
        return None
    return text


def is_place(text: str) -> bool:
    """Whether a line looks like a street, a town with its code, or the like."""
    return bool(_PLACE.search(text)) or bool(
        re.search(r"[0-9]", text) and not find_amounts(text) and not has_form(text)
    )


def is_title(text: str) -> bool:
    return bool(_TITLES.match(text))


def is_contact(text: str) -> bool:
    return bool(_CONTACT.search(text))


def _cut_behind(text: str, end: int) -> str:
    """``Acme GmbH, Weg 1``: what stands behind the form after a comma is the address."""
    behind = text[end:]
    if re.match(r"\s*,|\s+(?:[-–(]|au capital|with|is|sold|[0-9])", behind):
        return text[:end]
    return text
