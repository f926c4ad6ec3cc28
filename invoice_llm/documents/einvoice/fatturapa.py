"""FatturaPA 1.2 (Italy), one ``FatturaElettronicaBody``. Paths as in the format's technical specifications, 1.2.2.

It names no net total and no total tax; the summary by rate (``DatiRiepilogo``) adds up to them.
"""

from __future__ import annotations

from typing import Any

from invoice_llm.documents.einvoice.codes import iban_shaped
from invoice_llm.documents.einvoice.completing import same_day_or_none, with_sums_of_taxes, with_total
from invoice_llm.documents.einvoice.source import Element
from invoice_llm.documents.einvoice.table import (
    Table,
    day,
    each,
    element_date,
    filled,
    found_at,
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

_HEADER, _BODY = "FatturaElettronicaHeader", "FatturaElettronicaBody"
_DOCUMENT = "DatiGenerali/DatiGeneraliDocumento"
_PAYMENTS = "DatiPagamento/DettaglioPagamento"
_CREDIT_NOTES, _DEBIT_NOTES = ("TD04", "TD08"), ("TD05", "TD09")
_MEANS = {"MP01": "10", "MP02": "20", "MP05": "58", "MP08": "48", "MP19": "59", "MP20": "59", "MP21": "59"}
"""Codes of UNTDID 4461 for the Italian ones: cash, cheque, transfer, card, direct debit."""

ADDRESS: Table = {
    "line1": lambda place: " ".join(filter(None, (text("Indirizzo")(place), text("NumeroCivico")(place)))) or None,
    "city": text("Comune"),
    "postal_code": text("CAP"),
    "region": text("Provincia"),
    "country_code": text("Nazione"),
}


def _name(party: Element) -> str | None:
    """A company's name, or a person's."""
    named = "DatiAnagrafici/Anagrafica/"
    person = " ".join(filter(None, (text(named + "Nome")(party), text(named + "Cognome")(party))))
    return text(named + "Denominazione")(party) or person or None


def _vat_id(party: Element) -> str | None:
    number_ = text("DatiAnagrafici/IdFiscaleIVA/IdCodice")(party)
    country = text("DatiAnagrafici/IdFiscaleIVA/IdPaese")(party) or "IT"
    return None if number_ is None else country + number_.removeprefix(country)


PARTY: Table = {
    "name": _name,
    "vat_id": _vat_id,
    "tax_ids": each("DatiAnagrafici/CodiceFiscale", lambda one: TaxId(scheme="CF", value=one.text or "")),
    "address": nested("Sede", lambda place: Address(**filled(place, ADDRESS))),
    "email": text("Contatti/Email"),
    "phone": text("Contatti/Telefono"),
}
TAX: Table = {
    "category": text("Natura"),
    "rate": number("AliquotaIVA"),
    "base": money("ImponibileImporto"),
    "amount": money("Imposta"),
    "exemption_reason": text("RiferimentoNormativo"),
}
CHARGE: Table = {"percent": number("Percentuale"), "amount": money("Importo")}
FUND: Table = {
    "reason": text("TipoCassa"),
    "percent": number("AlCassa"),
    "amount": money("ImportoContributoCassa"),
    "base": money("ImponibileCassa"),
    "tax_rate": number("AliquotaIVA"),
}
"""A contribution to a professional's pension fund, which is charged on top."""
LINE: Table = {
    "line_id": text("NumeroLinea"),
    "description": text("Descrizione"),
    "item_code": text("CodiceArticolo/CodiceValore"),
    "quantity": number("Quantita"),
    "unit": text("UnitaMisura"),
    "unit_price": number("PrezzoUnitario"),
    "line_total": money("PrezzoTotale"),
    "tax_rate": number("AliquotaIVA"),
    "tax_category": text("Natura"),
    "period_start": day("DataInizioPeriodo"),
    "period_end": day("DataFinePeriodo"),
}
ACCOUNT: Table = {
    "iban": lambda payment: iban_shaped(text("IBAN")(payment) or ""),
    "bic": text("BIC"),
    "account_name": text("Beneficiario"),
    "bank_name": text("IstitutoFinanziario"),
    "reference": text("CodicePagamento"),
    "means": lambda payment: _MEANS.get(text("ModalitaPagamento")(payment) or ""),
}


def _charge(element: Element) -> AllowanceCharge:
    is_charge = text("Tipo")(element) == "MG"
    kind = "other" if is_charge else "discount"
    return AllowanceCharge.model_validate({"is_charge": is_charge, "kind": kind, **filled(element, CHARGE)})


def _line(element: Element) -> LineItem:
    """A line of free text has neither quantity nor price."""
    bills = element.find("Quantita") is not None or number("PrezzoTotale")(element)
    charges = each("ScontoMaggiorazione", _charge)(element)
    values = {"kind": "item" if bills else "info", "allowances_charges": charges, **filled(element, LINE)}
    return LineItem.model_validate(values)


def _charges(body: Element) -> tuple[AllowanceCharge, ...]:
    funds = body.findall(f"{_DOCUMENT}/DatiCassaPrevidenziale")
    return (
        *each(f"{_DOCUMENT}/ScontoMaggiorazione", _charge)(body),
        *(AllowanceCharge(is_charge=True, kind="fee", **filled(one, FUND)) for one in funds),
    )


def _doc_type(body: Element) -> DocType:
    code = text(f"{_DOCUMENT}/TipoDocumento")(body)
    return "credit_note" if code in _CREDIT_NOTES else "debit_note" if code in _DEBIT_NOTES else "invoice"


def _preceding(element: Element) -> PrecedingInvoice | None:
    number_ = text("IdDocumento")(element)
    return None if number_ is None else PrecedingInvoice(number=number_, issue_date=day("Data")(element))


def _due_date(body: Element) -> Any:
    return same_day_or_none(list(map(element_date, body.findall(f"{_PAYMENTS}/DataScadenzaPagamento"))))


def _terms(body: Element) -> str | None:
    """The instalments, where there are several."""
    payments = body.findall(_PAYMENTS)
    told = [f"{text('DataScadenzaPagamento')(one)}: {text('ImportoPagamento')(one)}" for one in payments]
    return "\n".join(told) if len(told) > 1 else None


def _accounts(body: Element) -> tuple[PaymentAccount, ...]:
    accounts = (PaymentAccount(**filled(one, ACCOUNT)) for one in found_at(body, (_PAYMENTS,)))
    return tuple(dict.fromkeys(accounts))


BODY: Table = {
    "doc_type": _doc_type,
    "invoice_number": text(f"{_DOCUMENT}/Numero"),
    "issue_date": day(f"{_DOCUMENT}/Data"),
    "due_date": _due_date,
    "currency": text(f"{_DOCUMENT}/Divisa"),
    "po_numbers": texts("DatiGenerali/DatiOrdineAcquisto/IdDocumento"),
    "contract_ref": text("DatiGenerali/DatiContratto/IdDocumento"),
    "delivery_note_ref": text("DatiGenerali/DatiDDT/NumeroDDT"),
    "preceding_invoices": each("DatiGenerali/DatiFattureCollegate", _preceding),
    "lines": each("DatiBeniServizi/DettaglioLinee", _line),
    "taxes": each("DatiBeniServizi/DatiRiepilogo", lambda element: TaxLine(**filled(element, TAX))),
    "allowances_charges": _charges,
    "total_gross": money(f"{_DOCUMENT}/ImportoTotaleDocumento"),
    "rounding": money(f"{_DOCUMENT}/Arrotondamento"),
    "amount_due": total(f"{_PAYMENTS}/ImportoPagamento"),
    "payment_terms": _terms,
    "payment_accounts": _accounts,
    "notes": texts(f"{_DOCUMENT}/Causale"),
}


def invoice_from_fatturapa(root: Element) -> Invoice:
    values: dict[str, Any] = {"language": "it"}
    for name, role in (("CedentePrestatore", "seller"), ("CessionarioCommittente", "buyer")):
        if (party := root.find(f"{_HEADER}/{name}")) is not None:
            values[role] = Party(**filled(party, PARTY))
    if (body := root.find(_BODY)) is not None:
        values |= with_sums_of_taxes(filled(body, BODY))
    invoice = Invoice.model_validate(values)
    return with_total(invoice) if root.find(f"{_BODY}/{_DOCUMENT}/ImportoTotaleDocumento") is None else invoice
