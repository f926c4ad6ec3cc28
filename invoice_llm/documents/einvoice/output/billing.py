"""The lines of an invoice in UBL."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from invoice_llm.documents.einvoice.output.building import Part, basic, group
from invoice_llm.documents.einvoice.output.charging import allowance_charge, amount_leaf, category
from invoice_llm.documents.einvoice.totals import billed_lines
from invoice_llm.invoice.schema import Invoice, LineItem


def lines(invoice: Invoice, name: str) -> list[Part]:
    """The lines that bill something, each with its sub-lines in it."""
    billed = billed_lines(invoice)
    top = [line for line in billed if line.kind == "item" or line.parent_line_id is None]
    return [_line(line, str(number), name, invoice.currency, billed) for number, line in enumerate(top, start=1)]


def _line(line: LineItem, number: str, name: str, currency: str | None, billed: Sequence[LineItem]) -> Part:
    below = [one for one in billed if one.kind == "sub_item" and one.parent_line_id == line.line_id is not None]
    inner = f"Sub{name.removeprefix('Sub')}"
    quantity = "CreditedQuantity" if name.endswith("CreditNoteLine") else "InvoicedQuantity"
    return group(
        name,
        basic("ID", line.line_id or number),
        basic(quantity, line.quantity, unitCode=line.unit),
        amount_leaf("LineExtensionAmount", line.line_total if line.line_total is not None else Decimal(0), currency),
        group("InvoicePeriod", basic("StartDate", line.period_start), basic("EndDate", line.period_end)),
        group("OrderLineReference", basic("LineID", line.po_line)),
        [allowance_charge(one, currency) for one in line.allowances_charges],
        _item(line),
        _price(line, currency),
        [_line(one, f"{number}.{at}", inner, currency, billed) for at, one in enumerate(below, start=1)],
    )


def _item(line: LineItem) -> Part:
    return group(
        "Item",
        basic("Description", line.details),
        basic("Name", line.description or "-"),
        group("BuyersItemIdentification", basic("ID", line.buyer_item_code)),
        group("SellersItemIdentification", basic("ID", line.item_code)),
        group("StandardItemIdentification", basic("ID", line.gtin)),
        group("CommodityClassification", basic("ItemClassificationCode", line.commodity_code)),
        category("ClassifiedTaxCategory", line.tax_category, line.tax_rate),
    )


def _price(line: LineItem, currency: str | None) -> Part:
    if line.unit_price is None:
        return None
    gross = line.gross_unit_price
    discount = None
    if gross is not None:
        discount = group(
            "AllowanceCharge",
            basic("ChargeIndicator", False),
            amount_leaf("Amount", gross - line.unit_price, currency),
            amount_leaf("BaseAmount", gross, currency),
        )
    return group(
        "Price",
        amount_leaf("PriceAmount", line.unit_price, currency),
        basic("BaseQuantity", line.price_base_quantity),
        discount,
    )
