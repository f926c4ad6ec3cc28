"""Facturae 3.2, 3.2.1 and 3.2.2 (Spain), one ``Invoice``. Its total is net of income tax that the buyer withholds;
here the total is with all taxes, and what is to be paid is what is due."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from invoice_llm.documents.einvoice.codes import iban_shaped
from invoice_llm.documents.einvoice.completing import same_day_or_none
from invoice_llm.documents.einvoice.countries import two_letters
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
    TaxLine,
)

_TOTALS, _ISSUED = "InvoiceTotals", "InvoiceIssueData"
_INSTALMENTS = "PaymentDetails/Installment"
_TAXES = {"01": "VAT", "02": "IPSI", "03": "IGIC", "04": "IRPF"}
_MEANS = {"01": "10", "02": "59", "04": "58", "11": "20", "19": "48"}
"""Codes of UNTDID 4461 for the Spanish ones: cash, direct debit, transfer, cheque, card."""
_CORRECTIVE = ("OR", "CR")


def _country(place: Element) -> str | None:
    return two_letters(text("CountryCode")(place))


ADDRESS: Table = {
    "line1": text("Address"),
    "city": text("Town", "PostCodeAndTown"),
    "postal_code": text("PostCode"),
    "region": text("Province"),
    "country_code": _country,
}
PLACES = ("AddressInSpain", "OverseasAddress")


def _name(party: Element) -> str | None:
    person = (text(f"Individual/{part}")(party) for part in ("Name", "FirstSurname", "SecondSurname"))
    return text("LegalEntity/CorporateName")(party) or " ".join(filter(None, person)) or None


def _vat_id(party: Element) -> str | None:
    """A resident's number is written with or without the letters of the country."""
    said = text("TaxIdentification/TaxIdentificationNumber")(party)
    resident = text("TaxIdentification/ResidenceTypeCode")(party) == "R"
    return f"ES{said}" if said and resident and not said.startswith("ES") else said


def _address(party: Element) -> Address | None:
    kinds = ("LegalEntity", "Individual")
    found = (party.find(f"{kind}/{place}") for kind in kinds for place in PLACES)
    return next((Address(**filled(one, ADDRESS)) for one in found if one is not None), None)


PARTY: Table = {
    "name": _name,
    "trading_name": text("LegalEntity/TradeName"),
    "vat_id": _vat_id,
    "address": _address,
    "email": text("LegalEntity/ContactDetails/ElectronicMail", "Individual/ContactDetails/ElectronicMail"),
    "phone": text("LegalEntity/ContactDetails/Telephone", "Individual/ContactDetails/Telephone"),
    "website": text("LegalEntity/ContactDetails/WebAddress"),
}
TAX: Table = {
    "tax_type": lambda tax: _TAXES.get(text("TaxTypeCode")(tax) or "", "OTHER"),
    "rate": number("TaxRate"),
    "base": money("TaxableBase/TotalAmount"),
    "amount": money("TaxAmount/TotalAmount"),
}
DISCOUNT: Table = {
    "reason": text("DiscountReason"),
    "percent": number("DiscountRate"),
    "amount": money("DiscountAmount"),
}
CHARGE: Table = {"reason": text("ChargeReason"), "percent": number("ChargeRate"), "amount": money("ChargeAmount")}


def _discount(element: Element) -> AllowanceCharge:
    return AllowanceCharge(is_charge=False, kind="discount", **filled(element, DISCOUNT))


def _charge(element: Element) -> AllowanceCharge:
    return AllowanceCharge(is_charge=True, kind="other", **filled(element, CHARGE))


LINE: Table = {
    "description": text("ItemDescription"),
    "details": text("AdditionalLineItemInformation"),
    "item_code": text("ArticleCode"),
    "quantity": number("Quantity"),
    "unit_price": number("UnitPriceWithoutTax"),
    "line_total": money("GrossAmount", "TotalCost"),
    "tax_rate": number("TaxesOutputs/Tax/TaxRate"),
    "period_start": day("LineItemPeriod/StartDate"),
    "period_end": day("LineItemPeriod/EndDate"),
}


def _line(element: Element) -> LineItem:
    charges = (
        *each("DiscountsAndRebates/Discount", _discount)(element),
        *each("Charges/Charge", _charge)(element),
    )
    return LineItem(allowances_charges=charges, **filled(element, LINE))


def _account(element: Element) -> PaymentAccount:
    account = "AccountToBeCredited/"
    iban = iban_shaped(text(account + "IBAN")(element) or "")
    values = filled(element, {"account_number": text(account + "AccountNumber"), "bic": text(account + "BIC")})
    means = _MEANS.get(text("PaymentMeans")(element) or "")
    return PaymentAccount(iban=iban, means=means, **(values if iban is None else {"bic": values.get("bic")}))


def _accounts(root: Element, invoice: Element) -> tuple[PaymentAccount, ...]:
    """A factor's account counts alone: the claim was sold."""
    factor = "FileHeader/FactoringAssignmentData/PaymentDetails/Installment"
    return tuple(dict.fromkeys(map(_account, root.findall(factor) or invoice.findall(_INSTALMENTS))))


def _number(header: Element) -> str | None:
    """Series and number as they are printed: both together name the invoice."""
    series: str = text("InvoiceSeriesCode")(header) or ""
    number_: str | None = text("InvoiceNumber")(header)
    return number_ if number_ is None or number_.startswith(series) else series + number_


def _doc_type(invoice: Element) -> DocType:
    """A correction that takes off is a credit note; one that replaces the invoice, or adds to it, is an invoice."""
    corrects = text("InvoiceHeader/InvoiceClass")(invoice) in _CORRECTIVE
    return "credit_note" if corrects and (money(f"{_TOTALS}/InvoiceTotal")(invoice) or 0) < 0 else "invoice"


def _due_date(invoice: Element) -> Any:
    return same_day_or_none(list(map(element_date, invoice.findall(f"{_INSTALMENTS}/InstallmentDueDate"))))


def _gross(invoice: Element) -> Decimal | None:
    net = money(f"{_TOTALS}/TotalGrossAmountBeforeTaxes")(invoice)
    tax = money(f"{_TOTALS}/TotalTaxOutputs")(invoice)
    return None if net is None or tax is None else net + tax


def _preceding(element: Element) -> PrecedingInvoice | None:
    number_ = _number(element)
    return None if number_ is None else PrecedingInvoice(number=number_)


INVOICE: Table = {
    "doc_type": _doc_type,
    "invoice_number": nested("InvoiceHeader", _number),
    "issue_date": day(f"{_ISSUED}/IssueDate"),
    "due_date": _due_date,
    "tax_point_date": day(f"{_ISSUED}/OperationDate"),
    "period_start": day(f"{_ISSUED}/InvoicingPeriod/StartDate"),
    "period_end": day(f"{_ISSUED}/InvoicingPeriod/EndDate"),
    "currency": text(f"{_ISSUED}/InvoiceCurrencyCode"),
    "language": text(f"{_ISSUED}/LanguageName"),
    "preceding_invoices": each("InvoiceHeader/Corrective", _preceding),
    "po_numbers": texts("Items/InvoiceLine/ReceiverTransactionReference"),
    "lines": each("Items/InvoiceLine", _line),
    "taxes": each("TaxesOutputs/Tax", lambda element: TaxLine(**filled(element, TAX))),
    "allowances_charges": lambda invoice: (
        *each(f"{_TOTALS}/GeneralDiscounts/Discount", _discount)(invoice),
        *each(f"{_TOTALS}/GeneralSurcharges/Charge", _charge)(invoice),
    ),
    "sum_lines_net": money(f"{_TOTALS}/TotalGrossAmount"),
    "allowance_total": money(f"{_TOTALS}/TotalGeneralDiscounts"),
    "charge_total": money(f"{_TOTALS}/TotalGeneralSurcharges"),
    "total_net": money(f"{_TOTALS}/TotalGrossAmountBeforeTaxes"),
    "total_tax": money(f"{_TOTALS}/TotalTaxOutputs"),
    "total_gross": _gross,
    "paid_amount": money(f"{_TOTALS}/TotalPaymentsOnAccount"),
    "amount_due": money(f"{_TOTALS}/TotalExecutableAmount", f"{_TOTALS}/TotalOutstandingAmount"),
    "notes": texts("AdditionalData/InvoiceAdditionalInformation"),
}


def invoice_from_facturae(root: Element) -> Invoice:
    values: dict[str, Any] = {}
    for name, role in (("SellerParty", "seller"), ("BuyerParty", "buyer")):
        if (party := root.find(f"Parties/{name}")) is not None:
            values[role] = Party(**filled(party, PARTY))
    if (invoice := root.find("Invoices/Invoice")) is not None:
        values |= filled(invoice, INVOICE) | {"payment_accounts": _accounts(root, invoice)}
        values["po_numbers"] = tuple(dict.fromkeys(values["po_numbers"]))
    return Invoice.model_validate(values)
