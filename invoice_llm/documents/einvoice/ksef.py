"""KSeF FA(2) and FA(3) (Poland). Field numbers as in the logical structure of the Ministry of Finance.

Net and tax stand by rate in pairs of fields; ``P_15`` is the total. A correction states differences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from invoice_llm.documents.einvoice.codes import iban_shaped
from invoice_llm.documents.einvoice.completing import same_day_or_none, with_sums_of_taxes
from invoice_llm.documents.einvoice.source import Element
from invoice_llm.documents.einvoice.table import (
    Table,
    day,
    each,
    element_date,
    filled,
    money,
    nested,
    number,
    text,
    texts,
    total,
)
from invoice_llm.invoice.schema import (
    Address,
    AllowanceCharge,
    DocType,
    Invoice,
    LineItem,
    Party,
    PaymentAccount,
    PrecedingInvoice,
    TaxId,
    TaxLine,
)

_RATES: tuple[tuple[str, str | None, str | None, str], ...] = (
    ("P_13_1", "P_14_1", "23", "S"),
    ("P_13_2", "P_14_2", "8", "S"),
    ("P_13_3", "P_14_3", "5", "S"),
    ("P_13_4", "P_14_4", None, "S"),
    ("P_13_5", "P_14_5", None, "S"),
    ("P_13_6_1", None, "0", "Z"),
    ("P_13_6_2", None, "0", "K"),
    ("P_13_6_3", None, "0", "G"),
    ("P_13_7", None, "0", "E"),
    ("P_13_8", None, "0", "O"),
    ("P_13_9", None, "0", "AE"),
    ("P_13_10", None, "0", "AE"),
    ("P_13_11", None, None, "E"),
)
"""Base, tax, rate and category of each pair; ``None`` is a rate that the pair does not tell, or no tax."""
_LINE_RATES = {"zw": "E", "oo": "AE", "np": "O", "np I": "O", "np II": "AE", "0 KR": "Z", "0 WDT": "K", "0 EX": "G"}
_CORRECTIONS = ("KOR", "KOR_ZAL", "KOR_ROZ")
_MEANS = {"1": "10", "2": "48", "4": "20", "6": "58"}
"""Codes of UNTDID 4461 for the Polish ones: cash, card, cheque, transfer."""
_PAID = "Platnosc/Zaplacono"
_DOMESTIC = re.compile(r"\d{26}", re.ASCII)

ADDRESS: Table = {"line1": text("AdresL1"), "line2": text("AdresL2"), "country_code": text("KodKraju")}


def _vat_id(party: Element) -> str | None:
    if (nip := text("DaneIdentyfikacyjne/NIP")(party)) is not None:
        return f"PL{nip}"
    number_ = text("DaneIdentyfikacyjne/NrVatUE")(party)
    return None if number_ is None else f"{text('DaneIdentyfikacyjne/KodUE')(party) or ''}{number_}"


PARTY: Table = {
    "name": text("DaneIdentyfikacyjne/Nazwa", "DaneIdentyfikacyjne/PelnaNazwa"),
    "vat_id": _vat_id,
    "tax_ids": each("DaneIdentyfikacyjne/NrID", lambda one: TaxId(scheme="LOCAL", value=one.text or "")),
    "address": nested("Adres", lambda place: Address(**filled(place, ADDRESS))),
    "email": text("DaneKontaktowe/Email"),
    "phone": text("DaneKontaktowe/Telefon"),
}


def _rate(line: Element) -> Decimal | None:
    """Percent as a number, or as a word for no tax."""
    said = text("P_12")(line) or ""
    return Decimal(0) if said in _LINE_RATES else number("P_12")(line)


LINE: Table = {
    "line_id": text("NrWierszaFa", "NrWierszaZam"),
    "description": text("P_7", "P_7Z"),
    "item_code": text("Indeks"),
    "gtin": text("GTIN"),
    "commodity_code": text("CN", "PKWiU"),
    "quantity": number("P_8B", "P_8BZ"),
    "unit": text("P_8A", "P_8AZ"),
    "unit_price": number("P_9A", "P_9B", "P_9AZ"),
    "line_total": money("P_11", "P_11A", "P_11NettoZ"),
    "tax_rate": _rate,
    "tax_category": lambda line: _LINE_RATES.get(text("P_12")(line) or ""),
}


def _line(element: Element) -> LineItem:
    """A line that states what was before the correction counts against it."""
    values = filled(element, LINE)
    if off := money("P_10")(element):
        values["allowances_charges"] = (AllowanceCharge(is_charge=False, kind="discount", amount=off),)
    if text("StanPrzed")(element) == "1" and "line_total" in values:
        values["line_total"] = -values["line_total"]
        values["quantity"] = -values["quantity"] if "quantity" in values else None
    return LineItem.model_validate(values)


def _taxes(facts: Element) -> Iterator[TaxLine]:
    for base, tax, rate, category in _RATES:
        amount = money(base)(facts)
        if amount is not None:
            paid = money(tax)(facts) if tax else Decimal(0)
            percent = _percent(rate, amount, paid)
            yield TaxLine(category=category, rate=percent, base=amount, amount=paid)


def _percent(usual: str | None, base: Decimal, tax: Decimal | None) -> Decimal | None:
    """The first two pairs are for 23 and 22, 8 and 7 percent: the tax tells which."""
    if usual is None or not tax or not base:
        return None if usual is None else Decimal(usual)
    for rate in (Decimal(usual), Decimal(usual) - 1):
        if abs(base * rate / 100 - tax) < Decimal("0.02"):
            return rate
    return None


def _account(element: Element) -> PaymentAccount:
    """Accounts in Poland are written without the letters of their country."""
    said = "".join((text("NrRB")(element) or "").split())
    about = filled(element, {"bic": text("SWIFT"), "bank_name": text("NazwaBanku")})
    iban = iban_shaped(f"PL{said}" if _DOMESTIC.fullmatch(said) else said)
    return PaymentAccount(iban=iban, account_number=None if iban else said or None, **about)


def _accounts(facts: Element) -> tuple[PaymentAccount, ...]:
    """A factor's account counts alone: the claim was sold."""
    means = _MEANS.get(text("Platnosc/FormaPlatnosci")(facts) or "")
    told = facts.findall("Platnosc/RachunekBankowyFaktora") or facts.findall("Platnosc/RachunekBankowy")
    return tuple(_account(one).model_copy(update={"means": means}) for one in told)


def _doc_type(facts: Element) -> DocType:
    """A correction that takes off is a credit note, one that adds a debit note."""
    if text("RodzajFaktury")(facts) not in _CORRECTIONS:
        return "invoice"
    return "debit_note" if (money("P_15")(facts) or 0) > 0 else "credit_note"


def _preceding(element: Element) -> PrecedingInvoice | None:
    number_ = text("NrFaKorygowanej")(element)
    issued = day("DataWystFaKorygowanej")(element)
    return None if number_ is None else PrecedingInvoice(number=number_, issue_date=issued)


def _paid(facts: Element) -> Decimal | None:
    if text(_PAID)(facts) == "1":
        return money("P_15")(facts)  # type: ignore[no-any-return]
    return total("Platnosc/ZaplataCzesciowa/KwotaZaplatyCzesciowej")(facts)  # type: ignore[no-any-return]


def _due(facts: Element) -> Decimal | None:
    return Decimal(0) if text(_PAID)(facts) == "1" else money("Rozliczenie/DoZaplaty")(facts)


def _due_date(facts: Element) -> Any:
    return same_day_or_none(list(map(element_date, facts.findall("Platnosc/TerminPlatnosci/Termin"))))


FACTS: Table = {
    "doc_type": _doc_type,
    "invoice_number": text("P_2"),
    "issue_date": day("P_1"),
    "due_date": _due_date,
    "delivery_date": day("P_6"),
    "period_start": day("OkresFa/P_6_Od"),
    "period_end": day("OkresFa/P_6_Do"),
    "currency": text("KodWaluty"),
    "po_numbers": texts("WarunkiTransakcji/Zamowienia/NrZamowienia"),
    "contract_ref": text("WarunkiTransakcji/Umowy/NrUmowy"),
    "preceding_invoices": each("DaneFaKorygowanej", _preceding),
    "taxes": lambda facts: tuple(_taxes(facts)),
    "total_gross": money("P_15"),
    "paid_amount": _paid,
    "amount_due": _due,
    "payment_accounts": _accounts,
}


def invoice_from_ksef(root: Element) -> Invoice:
    values: dict[str, Any] = {"language": "pl"}
    for name, role in (("Podmiot1", "seller"), ("Podmiot2", "buyer")):
        if (party := root.find(name)) is not None:
            values[role] = Party(**filled(party, PARTY))
    if (facts := root.find("Fa")) is not None:
        lines = facts.findall("FaWiersz") or facts.findall("Zamowienie/ZamowienieWiersz")
        values |= with_sums_of_taxes(filled(facts, FACTS)) | {"lines": tuple(map(_line, lines))}
        if any(line.find("P_11") is None and line.find("P_11A") is not None for line in lines):
            values["prices_include_tax"] = True
    return Invoice.model_validate(values)
