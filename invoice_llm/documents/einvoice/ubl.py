"""UBL 2.1 Invoice and CreditNote. Paths as in the syntax binding CEN/TS 16931-3-2, BT numbers as in the schema."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from invoice_llm.documents.einvoice.codes import charge_kind, doc_type, iban_shaped
from invoice_llm.documents.einvoice.completing import with_total
from invoice_llm.documents.einvoice.source import Element
from invoice_llm.documents.einvoice.table import (
    Table,
    attribute,
    day,
    each,
    element_money,
    filled,
    joined,
    money,
    nested,
    number,
    paragraphs,
    text,
    texts,
)
from invoice_llm.invoice.schema import (
    Address,
    AllowanceCharge,
    Invoice,
    LineItem,
    Party,
    PaymentAccount,
    PrecedingInvoice,
    TaxId,
    TaxLine,
)

ADDRESS: Table = {
    "line1": text("StreetName"),
    "line2": text("AdditionalStreetName"),
    "city": text("CityName"),
    "postal_code": text("PostalZone"),
    "region": text("CountrySubentity"),
    "country_code": text("Country/IdentificationCode"),
}


def _address(element: Element) -> Address:
    return Address(**filled(element, ADDRESS))


PARTY: Table = {
    "name": text("PartyLegalEntity/RegistrationName", "PartyName/Name"),
    "trading_name": text("PartyName/Name"),
    "vat_id": lambda party: next((value for scheme, value in _tax_ids(party) if scheme == "VAT"), None),
    "tax_ids": lambda party: tuple(
        TaxId(scheme=scheme or "LOCAL", value=value) for scheme, value in _tax_ids(party) if scheme != "VAT"
    ),
    "legal_id": text("PartyLegalEntity/CompanyID"),
    "ids": texts("PartyIdentification/ID"),
    "address": nested("PostalAddress", _address),
    "email": text("Contact/ElectronicMail"),
    "phone": text("Contact/Telephone"),
    "website": text("WebsiteURI"),
}


def _tax_ids(party: Element) -> Iterator[tuple[str | None, str]]:
    """Scheme and value of each tax registration; a local tax number (BT-32) has any scheme but VAT."""
    for registration in party.findall("PartyTaxScheme"):
        scheme, value = text("TaxScheme/ID")(registration), text("CompanyID")(registration)
        if value is not None:
            yield ("VAT" if (scheme or "").upper() == "VAT" else _local(scheme)), value


def _local(scheme: str | None) -> str | None:
    return None if scheme in (None, "FC", "TAX", "LOC") else scheme


def _party(element: Element) -> Party:
    return Party(**filled(element, PARTY))


def _ship_to(delivery: Element) -> Party | None:
    values = filled(
        delivery,
        {
            "name": text("DeliveryParty/PartyName/Name"),
            "ids": texts("DeliveryLocation/ID"),
            "address": nested("DeliveryLocation/Address", _address),
        },
    )
    return Party(**values) if any(values.values()) else None


ACCOUNT: Table = {
    "account_name": text("PayeeFinancialAccount/Name"),
    "bic": text(
        "PayeeFinancialAccount/FinancialInstitutionBranch/ID",
        "PayeeFinancialAccount/FinancialInstitutionBranch/FinancialInstitution/ID",
    ),
    "reference": text("PaymentID"),
    "means": text("PaymentMeansCode"),
    "mandate_id": text("PaymentMandate/ID"),
}


def _account(element: Element) -> PaymentAccount:
    values = filled(element, ACCOUNT)
    if number_ := text("PayeeFinancialAccount/ID")(element):
        iban = iban_shaped(number_)
        values |= {"account_number": number_} if iban is None else {"iban": iban}
    return PaymentAccount(**values)


TAX: Table = {
    "tax_type": text("TaxCategory/TaxScheme/ID"),
    "category": text("TaxCategory/ID"),
    "rate": number("TaxCategory/Percent", "Percent"),
    "base": money("TaxableAmount"),
    "amount": money("TaxAmount"),
    "exemption_reason": text("TaxCategory/TaxExemptionReason"),
}
CHARGE: Table = {
    "reason": text("AllowanceChargeReason"),
    "amount": money("Amount"),
    "base": money("BaseAmount"),
    "percent": number("MultiplierFactorNumeric"),
    "tax_rate": number("TaxCategory/Percent"),
}


def _charge(element: Element) -> AllowanceCharge:
    is_charge = (text("ChargeIndicator")(element) or "").lower() in ("true", "1")
    kind = charge_kind(is_charge=is_charge, reason_code=text("AllowanceChargeReasonCode")(element))
    return AllowanceCharge(is_charge=is_charge, kind=kind, **filled(element, CHARGE))


LINE: Table = {
    "line_id": text("ID"),
    "description": text("Item/Name", "Item/Description"),
    "details": joined("Item/Description"),
    "item_code": text("Item/SellersItemIdentification/ID"),
    "buyer_item_code": text("Item/BuyersItemIdentification/ID"),
    "gtin": text("Item/StandardItemIdentification/ID"),
    "commodity_code": text("Item/CommodityClassification/ItemClassificationCode"),
    "quantity": number("InvoicedQuantity", "CreditedQuantity"),
    "unit": attribute("*[@unitCode]", "unitCode"),
    "unit_price": number("Price/PriceAmount"),
    "price_base_quantity": number("Price/BaseQuantity"),
    "gross_unit_price": number("Price/AllowanceCharge/BaseAmount"),
    "allowances_charges": each("AllowanceCharge", _charge),
    "line_total": money("LineExtensionAmount"),
    "tax_rate": number("Item/ClassifiedTaxCategory/Percent"),
    "tax_category": text("Item/ClassifiedTaxCategory/ID"),
    "period_start": day("InvoicePeriod/StartDate"),
    "period_end": day("InvoicePeriod/EndDate"),
    "po_line": text("OrderLineReference/LineID"),
}


def _lines(parent: Element, tag: str, parent_id: str | None = None) -> Iterator[LineItem]:
    """Lines, each followed by its sub-lines (XRechnung extension), whose amounts are part of the line above them."""
    for element in parent.findall(tag):
        kind = "item" if parent_id is None else "sub_item"
        line = LineItem.model_validate({"kind": kind, "parent_line_id": parent_id, **filled(element, LINE)})
        yield line
        yield from _lines(element, f"Sub{tag.removeprefix('Sub')}", line.line_id or "")


def _preceding(element: Element) -> PrecedingInvoice | None:
    number_ = text("ID")(element)
    return None if number_ is None else PrecedingInvoice(number=number_, issue_date=day("IssueDate")(element))


def _taxes(root: Element) -> tuple[TaxLine, ...]:
    """BG-23: of several totals the one in the document's currency has the taxes that count."""
    currency = text("DocumentCurrencyCode")(root)
    totals = root.findall("TaxTotal")
    own = [one for one in totals if attribute("TaxAmount", "currencyID")(one) in (currency, None)]
    parts = [part for one in own or totals for part in one.findall("TaxSubtotal")]
    return tuple(TaxLine(**filled(part, TAX)) for part in parts)


def _total_tax(root: Element) -> Decimal | None:
    """BT-110: of several totals the one in the document's currency; BT-111 repeats it in the tax currency."""
    amounts = root.findall("TaxTotal/TaxAmount")
    currency = text("DocumentCurrencyCode")(root)
    own = [amount for amount in amounts if amount.get("currencyID") in (currency, None)]
    return next((value for amount in own or amounts if (value := element_money(amount)) is not None), None)


INVOICE: Table = {
    "type_code": text("InvoiceTypeCode", "CreditNoteTypeCode"),
    "invoice_number": text("ID"),
    "issue_date": day("IssueDate"),
    "due_date": day("DueDate", "PaymentMeans/PaymentDueDate", "PaymentTerms/PaymentDueDate"),
    "tax_point_date": day("TaxPointDate"),
    "delivery_date": day("Delivery/ActualDeliveryDate"),
    "period_start": day("InvoicePeriod/StartDate"),
    "period_end": day("InvoicePeriod/EndDate"),
    "currency": text("DocumentCurrencyCode"),
    "tax_currency": text("TaxCurrencyCode"),
    "seller": nested("AccountingSupplierParty/Party", _party),
    "buyer": nested("AccountingCustomerParty/Party", _party),
    "payee": nested("PayeeParty", _party),
    "ship_to": nested("Delivery", _ship_to),
    "po_numbers": texts("OrderReference/ID"),
    "buyer_reference": text("BuyerReference"),
    "contract_ref": text("ContractDocumentReference/ID"),
    "project_ref": text("ProjectReference/ID"),
    "delivery_note_ref": text("DespatchDocumentReference/ID"),
    "preceding_invoices": each("BillingReference/InvoiceDocumentReference", _preceding),
    "taxes": _taxes,
    "allowances_charges": each("AllowanceCharge", _charge),
    "sum_lines_net": money("LegalMonetaryTotal/LineExtensionAmount"),
    "allowance_total": money("LegalMonetaryTotal/AllowanceTotalAmount"),
    "charge_total": money("LegalMonetaryTotal/ChargeTotalAmount"),
    "total_net": money("LegalMonetaryTotal/TaxExclusiveAmount"),
    "total_tax": _total_tax,
    "total_gross": money("LegalMonetaryTotal/TaxInclusiveAmount"),
    "paid_amount": money("LegalMonetaryTotal/PrepaidAmount"),
    "rounding": money("LegalMonetaryTotal/PayableRoundingAmount"),
    "amount_due": money("LegalMonetaryTotal/PayableAmount"),
    "payment_terms": joined("PaymentTerms/Note"),
    "payment_accounts": each("PaymentMeans", _account),
    "notes": paragraphs("Note"),
}


def invoice_from_ubl(root: Element) -> Invoice:
    values: dict[str, Any] = filled(root, INVOICE)
    is_credit_note = root.tag == "CreditNote"
    lines = tuple(_lines(root, "CreditNoteLine" if is_credit_note else "InvoiceLine"))
    kind = "credit_note" if is_credit_note else doc_type(values.get("type_code"))
    invoice = Invoice.model_validate({"doc_type": kind, "lines": lines, **values})
    return with_total(invoice) if root.find("LegalMonetaryTotal/TaxInclusiveAmount") is None else invoice
