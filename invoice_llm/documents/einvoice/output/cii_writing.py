"""An invoice as Cross Industry Invoice XML, the data of Factur-X and ZUGFeRD in their profile EN 16931.

Paths as in the syntax binding CEN/TS 16931-3-3, in the order of the profile's schema. What the schema asks for and an
invoice lacks gets what follows from the rest, as in UBL (:mod:`invoice_llm.documents.einvoice.output.writing`). Lines
that bill nothing and addresses as printed have no place here; sub-lines stand as lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from invoice_llm.documents.einvoice.output.charging import REASON_CODES
from invoice_llm.documents.einvoice.output.cii_building import (
    QDT,
    Part,
    branch,
    cross_industry_invoice,
    indicator,
    leaf_element,
    moment,
)
from invoice_llm.documents.einvoice.output.writing import TYPE_CODES
from invoice_llm.documents.einvoice.signs import credited
from invoice_llm.documents.einvoice.totals import billed_lines, due_amount, written_taxes, written_total_tax
from invoice_llm.invoice.paths import first
from invoice_llm.invoice.schema import Address, AllowanceCharge, Invoice, LineItem, Party, PaymentAccount, TaxLine

PROFILE = "urn:cen.eu:en16931:2017"
_CREDIT_TRANSFER = "30"
_NO_UNIT = "C62"
"""UN/ECE Recommendation 20: one."""


def cii(invoice: Invoice) -> bytes | None:
    """The document; ``None`` for what is no invoice, credit note, debit note or proforma."""
    if invoice.doc_type not in TYPE_CODES:
        return None
    invoice = credited(invoice)
    guideline = branch("GuidelineSpecifiedDocumentContextParameter", leaf_element("ID", PROFILE))
    transaction = (*_lines(invoice), _agreement(invoice), _delivery(invoice), _settlement(invoice))
    return cross_industry_invoice(guideline, _head(invoice), transaction)


def _head(invoice: Invoice) -> Iterator[Part]:
    yield leaf_element("ID", invoice.invoice_number or "unknown")
    yield leaf_element("TypeCode", invoice.type_code or TYPE_CODES[invoice.doc_type])
    yield moment("IssueDateTime", invoice.issue_date)
    yield from (branch("IncludedNote", leaf_element("Content", note)) for note in invoice.notes)


def _lines(invoice: Invoice) -> Iterator[Part]:
    for number, line in enumerate(billed_lines(invoice), start=1):
        yield branch(
            "IncludedSupplyChainTradeLineItem",
            branch("AssociatedDocumentLineDocument", leaf_element("LineID", line.line_id or str(number))),
            _product(line),
            _agreed(line),
            branch(
                "SpecifiedLineTradeDelivery",
                leaf_element("BilledQuantity", _quantity(line), unitCode=line.unit or _NO_UNIT),
            ),
            _settled(line, invoice),
        )


def _product(line: LineItem) -> Part:
    classified = branch("DesignatedProductClassification", leaf_element("ClassCode", line.commodity_code, listID="HS"))
    return branch(
        "SpecifiedTradeProduct",
        leaf_element("GlobalID", line.gtin, schemeID="0160"),
        leaf_element("SellerAssignedID", line.item_code),
        leaf_element("BuyerAssignedID", line.buyer_item_code),
        leaf_element("Name", line.description or "-"),
        leaf_element("Description", line.details),
        classified,
    )


def _agreed(line: LineItem) -> Part:
    per = leaf_element("BasisQuantity", line.price_base_quantity)
    gross = line.gross_unit_price
    return branch(
        "SpecifiedLineTradeAgreement",
        branch("BuyerOrderReferencedDocument", leaf_element("LineID", line.po_line)),
        branch("GrossPriceProductTradePrice", leaf_element("ChargeAmount", gross)),
        branch("NetPriceProductTradePrice", leaf_element("ChargeAmount", _price(line)), per),
    )


def _quantity(line: LineItem) -> Decimal:
    """The quantity, which the schema asks for: one where none was read."""
    return Decimal(1) if line.quantity is None else line.quantity


def _price(line: LineItem) -> Decimal:
    """The price, which the schema asks for: without one, what one piece of the line's amount comes to."""
    if line.unit_price is not None:
        return line.unit_price
    total, pieces = line.line_total or Decimal(0), _quantity(line)
    return round(total / pieces, 8).normalize() if pieces else total


def _category(rate: Decimal | None, invoice: Invoice) -> str:
    """UNTDID 5305: standard or zero rate; without a rate, standard where the invoice has a tax, else outside its
    scope."""
    if rate is None:
        return "S" if written_total_tax(invoice) else "O"
    return "S" if rate else "Z"


def _settled(line: LineItem, invoice: Invoice) -> Part:
    """The only tax of an invoice is that of its lines where they name none."""
    tax = invoice.taxes[0] if len(invoice.taxes) == 1 and line.tax_rate is None else TaxLine()
    rate = line.tax_rate if line.tax_rate is not None else tax.rate
    return branch(
        "SpecifiedLineTradeSettlement",
        branch(
            "ApplicableTradeTax",
            leaf_element("TypeCode", "VAT"),
            leaf_element("CategoryCode", line.tax_category or tax.category or _category(rate, invoice)),
            leaf_element("RateApplicablePercent", rate),
        ),
        branch(
            "BillingSpecifiedPeriod", moment("StartDateTime", line.period_start), moment("EndDateTime", line.period_end)
        ),
        [_charge(one) for one in line.allowances_charges],
        branch(
            "SpecifiedTradeSettlementLineMonetarySummation",
            leaf_element("LineTotalAmount", line.line_total if line.line_total is not None else Decimal(0)),
        ),
    )


def _agreement(invoice: Invoice) -> Part:
    return branch(
        "ApplicableHeaderTradeAgreement",
        leaf_element("BuyerReference", invoice.buyer_reference),
        _party("SellerTradeParty", invoice.seller),
        _party("BuyerTradeParty", invoice.buyer),
        branch("BuyerOrderReferencedDocument", leaf_element("IssuerAssignedID", next(iter(invoice.po_numbers), None))),
        branch("ContractReferencedDocument", leaf_element("IssuerAssignedID", invoice.contract_ref)),
        branch("SpecifiedProcuringProject", *_project(invoice.project_ref)),
    )


def _project(number: str | None) -> Iterator[Part]:
    """A project has a name besides its number, which nobody read."""
    if number:
        yield leaf_element("ID", number)
        yield leaf_element("Name", "Project reference")


def _party(name: str, party: Party) -> Part:
    local = sorted(party.tax_ids, key=lambda one: one.scheme != "LOCAL")[:1]
    numbers = [("VA", party.vat_id), *(("FC", one.value) for one in local)]
    return branch(
        name,
        [leaf_element("ID", number) for number in party.ids],
        leaf_element("Name", party.name or "-"),
        branch(
            "SpecifiedLegalOrganization",
            leaf_element("ID", party.legal_id),
            leaf_element("TradingBusinessName", party.trading_name),
        ),
        branch(
            "DefinedTradeContact",
            branch("TelephoneUniversalCommunication", leaf_element("CompleteNumber", party.phone)),
            branch("EmailURIUniversalCommunication", leaf_element("URIID", party.email)),
        ),
        _address(party.address),
        [
            branch("SpecifiedTaxRegistration", leaf_element("ID", number, schemeID=scheme))
            for scheme, number in numbers
            if number
        ],
    )


def _address(address: Address) -> Part:
    """The schema asks for a country; without one there is no address."""
    if address.country_code is None:
        return None
    return branch(
        "PostalTradeAddress",
        leaf_element("PostcodeCode", address.postal_code),
        leaf_element("LineOne", address.line1),
        leaf_element("LineTwo", address.line2),
        leaf_element("CityName", address.city),
        leaf_element("CountryID", address.country_code),
        leaf_element("CountrySubDivisionName", address.region),
    )


def _delivery(invoice: Invoice) -> Part:
    return branch(
        "ApplicableHeaderTradeDelivery",
        None if invoice.ship_to is None else _party("ShipToTradeParty", invoice.ship_to),
        branch("ActualDeliverySupplyChainEvent", moment("OccurrenceDateTime", invoice.delivery_date)),
        branch("DespatchAdviceReferencedDocument", leaf_element("IssuerAssignedID", invoice.delivery_note_ref)),
        always=True,
    )


def _settlement(invoice: Invoice) -> Part:
    return branch(
        "ApplicableHeaderTradeSettlement",
        leaf_element("PaymentReference", first(invoice, "payment_accounts[].reference")),
        leaf_element("TaxCurrencyCode", invoice.tax_currency),
        leaf_element("InvoiceCurrencyCode", invoice.currency or "XXX"),
        None if invoice.payee is None else _party("PayeeTradeParty", invoice.payee),
        [_means(one) for one in invoice.payment_accounts],
        [_tax(one, invoice) for one in written_taxes(invoice)] or [_no_tax(invoice)],
        _period(invoice.period_start, invoice.period_end),
        [_charge(one) for one in invoice.allowances_charges],
        branch(
            "SpecifiedTradePaymentTerms",
            leaf_element("Description", invoice.payment_terms),
            moment("DueDateDateTime", invoice.due_date),
            leaf_element("DirectDebitMandateID", first(invoice, "payment_accounts[].mandate_id")),
        ),
        _sums(invoice),
        [
            branch(
                "InvoiceReferencedDocument",
                leaf_element("IssuerAssignedID", one.number),
                moment("FormattedIssueDateTime", one.issue_date, namespace=QDT),
            )
            for one in invoice.preceding_invoices
        ],
    )


def _period(start: date | None, end: date | None) -> Part:
    return branch("BillingSpecifiedPeriod", moment("StartDateTime", start), moment("EndDateTime", end))


def _means(account: PaymentAccount) -> Part:
    return branch(
        "SpecifiedTradeSettlementPaymentMeans",
        leaf_element("TypeCode", account.means or _CREDIT_TRANSFER),
        branch(
            "PayeePartyCreditorFinancialAccount",
            leaf_element("IBANID", account.iban),
            leaf_element("AccountName", account.account_name),
            leaf_element("ProprietaryID", account.account_number),
        ),
        branch("PayeeSpecifiedCreditorFinancialInstitution", leaf_element("BICID", account.bic)),
    )


def _tax(tax: TaxLine, invoice: Invoice) -> Part:
    base = tax.base if tax.base is not None else _base(tax, invoice)
    return branch(
        "ApplicableTradeTax",
        leaf_element("CalculatedAmount", tax.amount),
        leaf_element("TypeCode", tax.tax_type),
        leaf_element("ExemptionReason", tax.exemption_reason),
        leaf_element("BasisAmount", base if base is not None else Decimal(0)),
        leaf_element("CategoryCode", tax.category or _category(tax.rate, invoice)),
        moment("TaxPointDate", invoice.tax_point_date, "DateString"),
        leaf_element("RateApplicablePercent", tax.rate),
    )


def _base(tax: TaxLine, invoice: Invoice) -> Decimal | None:
    """Amount that the tax was taken of: the net total where it is the only one, else by its amount and its rate."""
    if len(invoice.taxes) > 1 and tax.rate and tax.amount is not None:
        return round(tax.amount * 100 / tax.rate, 2)
    return invoice.total_net


def _no_tax(invoice: Invoice) -> Part:
    """The schema asks for one tax at least; where the tax is a sum alone, it stands over the net total."""
    total = invoice.total_tax or Decimal(0)
    return _tax(TaxLine(amount=total), invoice)


def _charge(charge: AllowanceCharge) -> Part:
    if charge.amount is None:
        return None
    return branch(
        "SpecifiedTradeAllowanceCharge",
        indicator("ChargeIndicator", charge.is_charge),
        leaf_element("CalculationPercent", charge.percent),
        leaf_element("BasisAmount", charge.base),
        leaf_element("ActualAmount", charge.amount),
        leaf_element("ReasonCode", REASON_CODES.get(charge.kind) if charge.is_charge else None),
        leaf_element("Reason", charge.reason),
        *_charge_tax(charge),
    )


def _charge_tax(charge: AllowanceCharge) -> Iterator[Part]:
    if charge.tax_rate is not None:
        yield branch(
            "CategoryTradeTax",
            leaf_element("TypeCode", "VAT"),
            leaf_element("CategoryCode", "S" if charge.tax_rate else "Z"),
            leaf_element("RateApplicablePercent", charge.tax_rate),
        )


def _sums(invoice: Invoice) -> Part:
    currency = invoice.currency or "XXX"
    lines = sum((line.line_total or Decimal(0) for line in billed_lines(invoice)), Decimal(0))
    gross = invoice.total_gross if invoice.total_gross is not None else due_amount(invoice)
    net = invoice.total_net if invoice.total_net is not None else gross - (written_total_tax(invoice) or Decimal(0))
    return branch(
        "SpecifiedTradeSettlementHeaderMonetarySummation",
        leaf_element("LineTotalAmount", invoice.sum_lines_net if invoice.sum_lines_net is not None else lines),
        leaf_element("ChargeTotalAmount", invoice.charge_total),
        leaf_element("AllowanceTotalAmount", invoice.allowance_total),
        leaf_element("TaxBasisTotalAmount", net),
        leaf_element("TaxTotalAmount", written_total_tax(invoice), currencyID=currency),
        leaf_element("RoundingAmount", invoice.rounding),
        leaf_element("GrandTotalAmount", gross),
        leaf_element("TotalPrepaidAmount", invoice.paid_amount),
        leaf_element("DuePayableAmount", due_amount(invoice)),
    )
