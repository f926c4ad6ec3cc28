"""UN/CEFACT Cross Industry Invoice: ZUGFeRD 1.0 and 2.x, Factur-X in all profiles, XRechnung.

Paths as in the syntax binding CEN/TS 16931-3-3. ZUGFeRD 1.0 (an earlier CII) differs in some names; those are brought
to today's before the tables are applied.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from invoice_llm.documents.einvoice.codes import charge_kind, doc_type, iban_shaped
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
    LineKind,
    Party,
    PaymentAccount,
    PrecedingInvoice,
    TaxId,
    TaxLine,
)

_SINCE_RENAMED = {
    "HeaderExchangedDocument": "ExchangedDocument",
    "SpecifiedSupplyChainTradeTransaction": "SupplyChainTradeTransaction",
    "ApplicableSupplyChainTradeAgreement": "ApplicableHeaderTradeAgreement",
    "ApplicableSupplyChainTradeDelivery": "ApplicableHeaderTradeDelivery",
    "ApplicableSupplyChainTradeSettlement": "ApplicableHeaderTradeSettlement",
    "SpecifiedSupplyChainTradeAgreement": "SpecifiedLineTradeAgreement",
    "SpecifiedSupplyChainTradeDelivery": "SpecifiedLineTradeDelivery",
    "SpecifiedSupplyChainTradeSettlement": "SpecifiedLineTradeSettlement",
    "ApplicablePercent": "RateApplicablePercent",
}


def _local_tax_id(element: Element) -> TaxId | None:
    value = text(".")(element)
    return None if value is None else TaxId(scheme="LOCAL", value=value)


ADDRESS: Table = {
    "line1": text("LineOne"),
    "line2": text("LineTwo"),
    "city": text("CityName"),
    "postal_code": text("PostcodeCode"),
    "region": text("CountrySubDivisionName"),
    "country_code": text("CountryID"),
}
PARTY: Table = {
    "name": text("Name"),
    "trading_name": text("SpecifiedLegalOrganization/TradingBusinessName"),
    "vat_id": text("SpecifiedTaxRegistration/ID[@schemeID='VA']"),
    "tax_ids": each("SpecifiedTaxRegistration/ID[@schemeID='FC']", _local_tax_id),
    "legal_id": text("SpecifiedLegalOrganization/ID"),
    "ids": texts("ID", "GlobalID"),
    "address": nested("PostalTradeAddress", lambda element: Address(**filled(element, ADDRESS))),
    "email": text("DefinedTradeContact/EmailURIUniversalCommunication/URIID"),
    "phone": text("DefinedTradeContact/TelephoneUniversalCommunication/CompleteNumber"),
    "website": text("DefinedTradeContact/URIUniversalCommunication/URIID"),
}


def _party(element: Element) -> Party:
    return Party(**filled(element, PARTY))


ACCOUNT: Table = {
    "account_number": text("PayeePartyCreditorFinancialAccount/ProprietaryID"),
    "account_name": text("PayeePartyCreditorFinancialAccount/AccountName"),
    "bic": text("PayeeSpecifiedCreditorFinancialInstitution/BICID"),
    "bank_name": text("PayeeSpecifiedCreditorFinancialInstitution/Name"),
    "means": text("TypeCode"),
}


def _accounts(settlement: Element) -> tuple[PaymentAccount, ...]:
    """One account a means of payment; what CII says once for all of them is repeated."""
    shared = filled(
        settlement,
        {
            "reference": text("PaymentReference"),
            "mandate_id": text("SpecifiedTradePaymentTerms/DirectDebitMandateID"),
        },
    )
    means = settlement.findall("SpecifiedTradeSettlementPaymentMeans")
    return tuple(PaymentAccount(**shared, **_iban(element), **filled(element, ACCOUNT)) for element in means)


def _iban(means: Element) -> dict[str, str]:
    account = text("PayeePartyCreditorFinancialAccount/IBANID")(means)
    return {} if account is None else {"iban": iban_shaped(account) or account}


TAX: Table = {
    "tax_type": text("TypeCode"),
    "category": text("CategoryCode"),
    "rate": number("RateApplicablePercent"),
    "base": money("BasisAmount"),
    "amount": money("CalculatedAmount"),
    "exemption_reason": text("ExemptionReason"),
}
CHARGE: Table = {
    "reason": text("Reason"),
    "amount": money("ActualAmount"),
    "base": money("BasisAmount"),
    "percent": number("CalculationPercent"),
    "tax_rate": number("CategoryTradeTax/RateApplicablePercent"),
}
SHIPPING: Table = {
    "reason": text("Description"),
    "amount": money("AppliedAmount"),
    "tax_rate": number("AppliedTradeTax/RateApplicablePercent"),
}


def _charge(element: Element) -> AllowanceCharge:
    is_charge = (text("ChargeIndicator/Indicator", "ChargeIndicator")(element) or "").lower() in ("true", "1")
    kind = charge_kind(is_charge=is_charge, reason_code=text("ReasonCode")(element))
    return AllowanceCharge(is_charge=is_charge, kind=kind, **filled(element, CHARGE))


def _charges(settlement: Element) -> tuple[AllowanceCharge, ...]:
    freight = settlement.findall("SpecifiedLogisticsServiceCharge")
    return (
        *(_charge(element) for element in settlement.findall("SpecifiedTradeAllowanceCharge")),
        *(AllowanceCharge(is_charge=True, kind="shipping", **filled(element, SHIPPING)) for element in freight),
    )


_DOCUMENT, _PRODUCT = "AssociatedDocumentLineDocument", "SpecifiedTradeProduct"
_AGREED, _DELIVERED, _SETTLED = (
    "SpecifiedLineTradeAgreement",
    "SpecifiedLineTradeDelivery",
    "SpecifiedLineTradeSettlement",
)


def _line_kind(line: Element) -> LineKind:
    """ZUGFeRD EXTENDED says which lines count; ZUGFeRD 1.0 has lines that are only a note."""
    match text(f"{_DOCUMENT}/LineStatusReasonCode")(line):
        case "GROUP":
            return "header"
        case "INFORMATION":
            return "info"
        case _:
            return "info" if line.find(_PRODUCT) is None else "item"


LINE: Table = {
    "line_id": text(f"{_DOCUMENT}/LineID"),
    "parent_line_id": text(f"{_DOCUMENT}/ParentLineID"),
    "kind": _line_kind,
    "description": text(f"{_PRODUCT}/Name", f"{_PRODUCT}/Description", f"{_DOCUMENT}/IncludedNote/Content"),
    "details": text(f"{_PRODUCT}/Description"),
    "item_code": text(f"{_PRODUCT}/SellerAssignedID"),
    "buyer_item_code": text(f"{_PRODUCT}/BuyerAssignedID"),
    "gtin": text(f"{_PRODUCT}/GlobalID"),
    "commodity_code": text(f"{_PRODUCT}/DesignatedProductClassification/ClassCode"),
    "quantity": number(f"{_DELIVERED}/BilledQuantity"),
    "unit": attribute(f"{_DELIVERED}/BilledQuantity", "unitCode"),
    "unit_price": number(f"{_AGREED}/NetPriceProductTradePrice/ChargeAmount"),
    "price_base_quantity": number(
        f"{_AGREED}/NetPriceProductTradePrice/BasisQuantity", f"{_AGREED}/GrossPriceProductTradePrice/BasisQuantity"
    ),
    "gross_unit_price": number(f"{_AGREED}/GrossPriceProductTradePrice/ChargeAmount"),
    "allowances_charges": each(f"{_SETTLED}/SpecifiedTradeAllowanceCharge", _charge),
    "line_total": money(
        f"{_SETTLED}/SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount",
        f"{_SETTLED}/SpecifiedTradeSettlementMonetarySummation/LineTotalAmount",
    ),
    "tax_rate": number(f"{_SETTLED}/ApplicableTradeTax/RateApplicablePercent"),
    "tax_category": text(f"{_SETTLED}/ApplicableTradeTax/CategoryCode"),
    "period_start": day(f"{_SETTLED}/BillingSpecifiedPeriod/StartDateTime/DateTimeString"),
    "period_end": day(f"{_SETTLED}/BillingSpecifiedPeriod/EndDateTime/DateTimeString"),
    "po_line": text(f"{_AGREED}/BuyerOrderReferencedDocument/LineID"),
}


def _preceding(element: Element) -> PrecedingInvoice | None:
    number_ = text("IssuerAssignedID", "ID")(element)
    issued = day("FormattedIssueDateTime/DateTimeString", "IssueDateTime/DateTimeString", "IssueDateTime")(element)
    return None if number_ is None else PrecedingInvoice(number=number_, issue_date=issued)


def _total_tax(transaction: Element) -> Decimal | None:
    """BT-110: of several totals the one in the document's currency; BT-111 repeats it in the tax currency."""
    amounts = list(transaction.iterfind(f"{_SETTLEMENT}/{_SUMS}/TaxTotalAmount"))
    currency = text(f"{_SETTLEMENT}/InvoiceCurrencyCode")(transaction)
    own = [amount for amount in amounts if amount.get("currencyID") in (currency, None)]
    return next((value for amount in own or amounts if (value := element_money(amount)) is not None), None)


def _paid(root: Element) -> Decimal | None:
    """BT-113. Factur-X MINIMUM has no place for it: there it is what the total is more than what is due (BR-CO-16)."""
    sums = f"SupplyChainTradeTransaction/{_SETTLEMENT}/{_SUMS}"
    profile = text("ExchangedDocumentContext/GuidelineSpecifiedDocumentContextParameter/ID")(root) or ""
    gross: Decimal | None = money(f"{sums}/GrandTotalAmount")(root)
    due: Decimal | None = money(f"{sums}/DuePayableAmount")(root)
    if "minimum" not in profile.lower() or gross is None or due is None or gross == due:
        return None
    return gross - due


_AGREEMENT, _DELIVERY, _SETTLEMENT = (
    "ApplicableHeaderTradeAgreement",
    "ApplicableHeaderTradeDelivery",
    "ApplicableHeaderTradeSettlement",
)
_SUMS = "SpecifiedTradeSettlementHeaderMonetarySummation"
_TERMS = "SpecifiedTradePaymentTerms"
_ORDER, _CONTRACT = "BuyerOrderReferencedDocument", "ContractReferencedDocument"

DOCUMENT: Table = {
    "type_code": text("TypeCode"),
    "invoice_number": text("ID"),
    "issue_date": day("IssueDateTime/DateTimeString", "IssueDateTime"),
    "notes": paragraphs("IncludedNote/Content"),
    "language": lambda document: (text("LanguageID")(document) or "")[:2].lower() or None,
}
TRANSACTION: Table = {
    "due_date": day(f"{_SETTLEMENT}/{_TERMS}/DueDateDateTime/DateTimeString"),
    "tax_point_date": day(f"{_SETTLEMENT}/ApplicableTradeTax/TaxPointDate/DateString"),
    "delivery_date": day(f"{_DELIVERY}/ActualDeliverySupplyChainEvent/OccurrenceDateTime/DateTimeString"),
    "period_start": day(f"{_SETTLEMENT}/BillingSpecifiedPeriod/StartDateTime/DateTimeString"),
    "period_end": day(f"{_SETTLEMENT}/BillingSpecifiedPeriod/EndDateTime/DateTimeString"),
    "currency": text(f"{_SETTLEMENT}/InvoiceCurrencyCode"),
    "tax_currency": text(f"{_SETTLEMENT}/TaxCurrencyCode"),
    "seller": nested(f"{_AGREEMENT}/SellerTradeParty", _party),
    "buyer": nested(f"{_AGREEMENT}/BuyerTradeParty", _party),
    "payee": nested(f"{_SETTLEMENT}/PayeeTradeParty", _party),
    "ship_to": nested(f"{_DELIVERY}/ShipToTradeParty", _party),
    "po_numbers": texts(f"{_AGREEMENT}/{_ORDER}/IssuerAssignedID", f"{_AGREEMENT}/{_ORDER}/ID"),
    "buyer_reference": text(f"{_AGREEMENT}/BuyerReference"),
    "contract_ref": text(f"{_AGREEMENT}/{_CONTRACT}/IssuerAssignedID", f"{_AGREEMENT}/{_CONTRACT}/ID"),
    "project_ref": text(f"{_AGREEMENT}/SpecifiedProcuringProject/ID"),
    "delivery_note_ref": text(
        f"{_DELIVERY}/DespatchAdviceReferencedDocument/IssuerAssignedID",
        f"{_DELIVERY}/DeliveryNoteReferencedDocument/IssuerAssignedID",
        f"{_DELIVERY}/DeliveryNoteReferencedDocument/ID",
    ),
    "preceding_invoices": each(f"{_SETTLEMENT}/InvoiceReferencedDocument", _preceding),
    "lines": each("IncludedSupplyChainTradeLineItem", lambda element: LineItem(**filled(element, LINE))),
    "taxes": each(f"{_SETTLEMENT}/ApplicableTradeTax", lambda element: TaxLine(**filled(element, TAX))),
    "allowances_charges": nested(_SETTLEMENT, _charges),
    "sum_lines_net": money(f"{_SETTLEMENT}/{_SUMS}/LineTotalAmount"),
    "allowance_total": money(f"{_SETTLEMENT}/{_SUMS}/AllowanceTotalAmount"),
    "charge_total": money(f"{_SETTLEMENT}/{_SUMS}/ChargeTotalAmount"),
    "total_net": money(f"{_SETTLEMENT}/{_SUMS}/TaxBasisTotalAmount"),
    "total_tax": _total_tax,
    "total_gross": money(f"{_SETTLEMENT}/{_SUMS}/GrandTotalAmount"),
    "paid_amount": money(f"{_SETTLEMENT}/{_SUMS}/TotalPrepaidAmount"),
    "rounding": money(f"{_SETTLEMENT}/{_SUMS}/RoundingAmount"),
    "amount_due": money(f"{_SETTLEMENT}/{_SUMS}/DuePayableAmount"),
    "payment_terms": joined(f"{_SETTLEMENT}/{_TERMS}/Description"),
    "payment_accounts": nested(_SETTLEMENT, _accounts),
}


def invoice_from_cii(root: Element) -> Invoice:
    _bring_up_to_date(root)
    values: dict[str, Any] = {}
    for section, table in (("ExchangedDocument", DOCUMENT), ("SupplyChainTradeTransaction", TRANSACTION)):
        if (element := root.find(section)) is not None:
            values |= filled(element, table)
    if (paid := _paid(root)) is not None:
        values.setdefault("paid_amount", paid)
    return Invoice.model_validate({"doc_type": doc_type(values.get("type_code")), **values})


def _bring_up_to_date(root: Element) -> None:
    for element in root.iter():
        element.tag = _SINCE_RENAMED.get(str(element.tag), element.tag)
    settlement = root.find(f"SupplyChainTradeTransaction/{_SETTLEMENT}")
    if settlement is not None and (sums := settlement.find("SpecifiedTradeSettlementMonetarySummation")) is not None:
        sums.tag = _SUMS
