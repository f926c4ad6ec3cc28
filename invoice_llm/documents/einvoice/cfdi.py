"""CFDI 3.3 and 4.0 (Mexico), all of it in attributes. Taxes withheld take off from ``Total``, which is what is due."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from invoice_llm.documents.einvoice.source import Element
from invoice_llm.documents.einvoice.table import (
    Table,
    attribute,
    day_attribute,
    each,
    filled,
    money_attribute,
    number_attribute,
)
from invoice_llm.invoice.schema import (
    DocType,
    Invoice,
    LineItem,
    Party,
    PaymentAccount,
    PrecedingInvoice,
    TaxId,
    TaxLine,
)

_TRANSFERRED = "Impuestos/Traslados/Traslado"
_TAXES = {"001": "ISR", "002": "VAT", "003": "IEPS"}
_KINDS: dict[str | None, DocType] = {"I": "invoice", "E": "credit_note", "P": "receipt"}
"""Income, expense and payment; transport papers and payrolls are none of ours."""
_MEANS = {"01": "10", "02": "20", "03": "30", "04": "48", "28": "48"}
"""Codes of UNTDID 4461 for the Mexican ones: cash, cheque, transfer, card."""


def _percent(tax: Element) -> Decimal | None:
    """A rate is written as a share, 0.160000; a quota by the piece is none."""
    share = number_attribute(".", "TasaOCuota")(tax)
    is_rate = attribute(".", "TipoFactor")(tax) in ("Tasa", None)
    return (share * 100).normalize() + 0 if share is not None and is_rate else None


TAX: Table = {
    "tax_type": lambda tax: _TAXES.get(attribute(".", "Impuesto")(tax) or "", "OTHER"),
    "rate": _percent,
    "base": money_attribute(".", "Base"),
    "amount": money_attribute(".", "Importe"),
    "category": lambda tax: "E" if attribute(".", "TipoFactor")(tax) == "Exento" else None,
}


def _line_total(line: Element) -> Decimal | None:
    """The amount is before the line's discount."""
    amount, off = money_attribute(".", "Importe")(line), money_attribute(".", "Descuento")(line)
    return None if amount is None else amount - (off or 0)


LINE: Table = {
    "description": attribute(".", "Descripcion"),
    "item_code": attribute(".", "NoIdentificacion"),
    "commodity_code": attribute(".", "ClaveProdServ"),
    "quantity": number_attribute(".", "Cantidad"),
    "unit": lambda line: attribute(".", "Unidad")(line) or attribute(".", "ClaveUnidad")(line),
    "unit_price": number_attribute(".", "ValorUnitario"),
    "line_total": _line_total,
    "tax_rate": lambda line: next((_percent(tax) for tax in line.findall(_TRANSFERRED)), None),
}


def _party(path: str) -> Any:
    """Foreign parties have a number that stands for all of them."""

    def rule(root: Element) -> Party | None:
        party = root.find(path)
        if party is None:
            return None
        tax_ids = each(".", lambda one: TaxId(scheme="RFC", value=one.get("Rfc") or ""))(party)
        return Party(name=attribute(".", "Nombre")(party), tax_ids=tax_ids)

    return rule


def _number(root: Element) -> str | None:
    """Series and number, both optional; the register's own number names every one."""
    said = (attribute(".", "Serie")(root) or "") + (attribute(".", "Folio")(root) or "")
    uuid: str | None = attribute("Complemento/TimbreFiscalDigital", "UUID")(root)
    return said or uuid


def _net(root: Element) -> Decimal | None:
    amount, off = money_attribute(".", "SubTotal")(root), money_attribute(".", "Descuento")(root)
    return None if amount is None else amount - (off or 0)


def _gross(root: Element) -> Decimal | None:
    net, tax = _net(root), _tax(root)
    return None if net is None else net + (tax or 0) if tax is not None else money_attribute(".", "Total")(root)


def _tax(root: Element) -> Decimal | None:
    tax: Decimal | None = money_attribute("Impuestos", "TotalImpuestosTrasladados")(root)
    return tax


def _accounts(root: Element) -> tuple[PaymentAccount, ...]:
    means = _MEANS.get(attribute(".", "FormaPago")(root) or "")
    return (PaymentAccount(means=means),) if means else ()


def _preceding(element: Element) -> PrecedingInvoice | None:
    uuid = attribute(".", "UUID")(element)
    return None if uuid is None else PrecedingInvoice(number=uuid)


INVOICE: Table = {
    "doc_type": lambda root: _KINDS.get(attribute(".", "TipoDeComprobante")(root), "other"),
    "invoice_number": _number,
    "issue_date": day_attribute(".", "Fecha"),
    "currency": attribute(".", "Moneda"),
    "seller": _party("Emisor"),
    "buyer": _party("Receptor"),
    "preceding_invoices": each("CfdiRelacionados/CfdiRelacionado", _preceding),
    "lines": each("Conceptos/Concepto", lambda line: LineItem(**filled(line, LINE))),
    "taxes": each(_TRANSFERRED, lambda tax: TaxLine(**filled(tax, TAX))),
    "total_net": _net,
    "total_tax": _tax,
    "total_gross": _gross,
    "amount_due": money_attribute(".", "Total"),
    "payment_terms": attribute(".", "CondicionesDePago"),
    "payment_accounts": _accounts,
}


def invoice_from_cfdi(root: Element) -> Invoice:
    return Invoice.model_validate({"language": "es", **filled(root, INVOICE)})
