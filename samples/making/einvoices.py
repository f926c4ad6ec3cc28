"""The same bill as e-invoice data: CII for Factur-X, UBL for XRechnung. Both keep to EN 16931."""

from __future__ import annotations

from datetime import date
from xml.sax.saxutils import escape

from samples.making.bill import Bill, Line, Party, Tax

_CII = "urn:un:unece:uncefact:data:standard:"
_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_UNITS = {"": "C62"}


def cii(bill: Bill) -> bytes:
    """Cross Industry Invoice, profile EN 16931."""
    lines = "".join(_cii_line(number, line) for number, line in enumerate(bill.lines, 1))
    taxes = "".join(_cii_tax(tax) for tax in bill.taxes)
    order = (
        f"<ram:BuyerOrderReferencedDocument><ram:IssuerAssignedID>{bill.order}</ram:IssuerAssignedID>"
        "</ram:BuyerOrderReferencedDocument>"
        if bill.order
        else ""
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice xmlns:rsm="{_CII}CrossIndustryInvoice:100" \
xmlns:ram="{_CII}ReusableAggregateBusinessInformationEntity:100" xmlns:udt="{_CII}UnqualifiedDataType:100">
<rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>urn:cen.eu:en16931:2017</ram:ID>\
</ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>
<rsm:ExchangedDocument><ram:ID>{bill.number}</ram:ID><ram:TypeCode>380</ram:TypeCode><ram:IssueDateTime>\
{_stamp(bill.issued)}</ram:IssueDateTime></rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction>
{lines}<ram:ApplicableHeaderTradeAgreement>
{_cii_party("SellerTradeParty", bill.seller)}
{_cii_party("BuyerTradeParty", bill.buyer)}
{order}</ram:ApplicableHeaderTradeAgreement>
<ram:ApplicableHeaderTradeDelivery>{_cii_delivery(bill.delivered)}</ram:ApplicableHeaderTradeDelivery>
<ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>{bill.currency}</ram:InvoiceCurrencyCode>
<ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>58</ram:TypeCode><ram:PayeePartyCreditorFinancialAccount>\
<ram:IBANID>{_compact(bill.seller.iban)}</ram:IBANID></ram:PayeePartyCreditorFinancialAccount>\
</ram:SpecifiedTradeSettlementPaymentMeans>
{taxes}{_cii_terms(bill)}
<ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:LineTotalAmount>{bill.line_sum:.2f}</ram:LineTotalAmount>\
<ram:TaxBasisTotalAmount>{bill.net:.2f}</ram:TaxBasisTotalAmount>
<ram:TaxTotalAmount currencyID="{bill.currency}">{bill.tax:.2f}</ram:TaxTotalAmount>\
<ram:GrandTotalAmount>{bill.gross:.2f}</ram:GrandTotalAmount><ram:DuePayableAmount>{bill.amount_due:.2f}\
</ram:DuePayableAmount></ram:SpecifiedTradeSettlementHeaderMonetarySummation>
</ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction>
</rsm:CrossIndustryInvoice>
""".encode()


def _cii_line(number: int, line: Line) -> str:
    return f"""<ram:IncludedSupplyChainTradeLineItem>
<ram:AssociatedDocumentLineDocument><ram:LineID>{number}</ram:LineID></ram:AssociatedDocumentLineDocument>
<ram:SpecifiedTradeProduct><ram:SellerAssignedID>{line.code}</ram:SellerAssignedID><ram:Name>\
{escape(line.description)}</ram:Name></ram:SpecifiedTradeProduct>
<ram:SpecifiedLineTradeAgreement><ram:NetPriceProductTradePrice><ram:ChargeAmount>{line.unit_price:.2f}\
</ram:ChargeAmount></ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement>
<ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode="{_UNITS.get(line.unit, line.unit)}">{line.quantity:f}\
</ram:BilledQuantity></ram:SpecifiedLineTradeDelivery>
<ram:SpecifiedLineTradeSettlement><ram:ApplicableTradeTax><ram:TypeCode>VAT</ram:TypeCode><ram:CategoryCode>S\
</ram:CategoryCode><ram:RateApplicablePercent>{line.rate:f}</ram:RateApplicablePercent></ram:ApplicableTradeTax>
<ram:SpecifiedTradeSettlementLineMonetarySummation><ram:LineTotalAmount>{line.total:.2f}</ram:LineTotalAmount>\
</ram:SpecifiedTradeSettlementLineMonetarySummation></ram:SpecifiedLineTradeSettlement>
</ram:IncludedSupplyChainTradeLineItem>
"""


def _cii_party(tag: str, party: Party) -> str:
    vat = _compact(party.vat_id)
    street, town = party.address[0], party.address[-1 if party.address[-1] != "France" else -2]
    code, _, city = town.partition(" ")
    tax = f'<ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">{vat}</ram:ID></ram:SpecifiedTaxRegistration>'
    return (
        f"<ram:{tag}><ram:Name>{escape(party.name)}</ram:Name><ram:PostalTradeAddress><ram:PostcodeCode>{code}"
        f"</ram:PostcodeCode><ram:LineOne>{escape(street)}</ram:LineOne><ram:CityName>{city}</ram:CityName>"
        f"<ram:CountryID>{party.country}</ram:CountryID></ram:PostalTradeAddress>{tax if vat else ''}</ram:{tag}>"
    )


def _cii_delivery(day: date | None) -> str:
    event = f"<ram:OccurrenceDateTime>{_stamp(day)}</ram:OccurrenceDateTime>" if day else ""
    return f"<ram:ActualDeliverySupplyChainEvent>{event}</ram:ActualDeliverySupplyChainEvent>" if event else ""


def _cii_tax(tax: Tax) -> str:
    return (
        f"<ram:ApplicableTradeTax><ram:CalculatedAmount>{tax.amount:.2f}</ram:CalculatedAmount><ram:TypeCode>VAT"
        f"</ram:TypeCode><ram:BasisAmount>{tax.base:.2f}</ram:BasisAmount><ram:CategoryCode>S</ram:CategoryCode>"
        f"<ram:RateApplicablePercent>{tax.rate:f}</ram:RateApplicablePercent></ram:ApplicableTradeTax>\n"
    )


def _cii_terms(bill: Bill) -> str:
    if bill.due is None:
        return ""
    due = f"<ram:DueDateDateTime>{_stamp(bill.due)}</ram:DueDateDateTime>"
    return f"<ram:SpecifiedTradePaymentTerms>{due}</ram:SpecifiedTradePaymentTerms>"


def ubl(bill: Bill) -> bytes:
    """UBL 2.1 Invoice with the XRechnung 3.0 identifiers."""
    lines = "".join(_ubl_line(number, line, bill.currency) for number, line in enumerate(bill.lines, 1))
    taxes = "".join(
        f"<cac:TaxSubtotal>{_amount('TaxableAmount', tax.base, bill.currency)}"
        f"{_amount('TaxAmount', tax.amount, bill.currency)}{_ubl_category('TaxCategory', f'{tax.rate:f}')}"
        "</cac:TaxSubtotal>\n"
        for tax in bill.taxes
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="{_UBL}Invoice-2" xmlns:cac="{_UBL}CommonAggregateComponents-2" \
xmlns:cbc="{_UBL}CommonBasicComponents-2">
<cbc:CustomizationID>urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0</cbc:CustomizationID>
<cbc:ProfileID>urn:fdc:peppol.eu:2017:poacc:billing:01:1.0</cbc:ProfileID>
<cbc:ID>{bill.number}</cbc:ID><cbc:IssueDate>{bill.issued}</cbc:IssueDate><cbc:DueDate>{bill.due}</cbc:DueDate>
<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode><cbc:DocumentCurrencyCode>{bill.currency}</cbc:DocumentCurrencyCode>
<cbc:BuyerReference>04011000-12345-34</cbc:BuyerReference>
{_ubl_party("AccountingSupplierParty", bill.seller)}
{_ubl_party("AccountingCustomerParty", bill.buyer)}
<cac:Delivery><cbc:ActualDeliveryDate>{bill.delivered}</cbc:ActualDeliveryDate></cac:Delivery>
<cac:PaymentMeans><cbc:PaymentMeansCode>58</cbc:PaymentMeansCode><cac:PayeeFinancialAccount><cbc:ID>\
{_compact(bill.seller.iban)}</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>
<cac:PaymentTerms><cbc:Note>{bill.terms}</cbc:Note></cac:PaymentTerms>
<cac:TaxTotal>{_amount("TaxAmount", bill.tax, bill.currency)}
{taxes}</cac:TaxTotal>
<cac:LegalMonetaryTotal>{_amount("LineExtensionAmount", bill.line_sum, bill.currency)}\
{_amount("TaxExclusiveAmount", bill.net, bill.currency)}{_amount("TaxInclusiveAmount", bill.gross, bill.currency)}\
{_amount("PayableAmount", bill.amount_due, bill.currency)}</cac:LegalMonetaryTotal>
{lines}</Invoice>
""".encode()


def _ubl_line(number: int, line: Line, currency: str) -> str:
    return (
        f'<cac:InvoiceLine><cbc:ID>{number}</cbc:ID><cbc:InvoicedQuantity unitCode="{line.unit}">{line.quantity:f}'
        f"</cbc:InvoicedQuantity>{_amount('LineExtensionAmount', line.total, currency)}<cac:Item><cbc:Name>"
        f"{escape(line.description)}</cbc:Name>{_ubl_category('ClassifiedTaxCategory', f'{line.rate:f}')}</cac:Item>"
        f"<cac:Price>{_amount('PriceAmount', line.unit_price, currency)}</cac:Price></cac:InvoiceLine>\n"
    )


def _ubl_category(tag: str, rate: str) -> str:
    scheme = "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>"
    return f"<cac:{tag}><cbc:ID>S</cbc:ID><cbc:Percent>{rate}</cbc:Percent>{scheme}</cac:{tag}>"


def _ubl_party(tag: str, party: Party) -> str:
    code, _, city = party.address[-1].partition(" ")
    contact = (
        f"<cac:Contact><cbc:Name>{escape(party.name)}</cbc:Name><cbc:Telephone>{party.phone}</cbc:Telephone>"
        f"<cbc:ElectronicMail>{party.email}</cbc:ElectronicMail></cac:Contact>"
    )
    return (
        f'<cac:{tag}><cac:Party><cbc:EndpointID schemeID="EM">{party.email}</cbc:EndpointID><cac:PostalAddress>'
        f"<cbc:StreetName>{escape(party.address[-2])}</cbc:StreetName>"
        f"<cbc:CityName>{city}</cbc:CityName><cbc:PostalZone>{code}</cbc:PostalZone><cac:Country>"
        f"<cbc:IdentificationCode>{party.country}</cbc:IdentificationCode></cac:Country></cac:PostalAddress>"
        f"<cac:PartyTaxScheme><cbc:CompanyID>{_compact(party.vat_id)}</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID>"
        f"</cac:TaxScheme></cac:PartyTaxScheme><cac:PartyLegalEntity><cbc:RegistrationName>{escape(party.name)}"
        f"</cbc:RegistrationName></cac:PartyLegalEntity>{contact if party.phone else ''}</cac:Party></cac:{tag}>"
    )


def _amount(tag: str, value: object, currency: str) -> str:
    return f'<cbc:{tag} currencyID="{currency}">{value:.2f}</cbc:{tag}>'


def _stamp(day: date) -> str:
    return f'<udt:DateTimeString format="102">{day:%Y%m%d}</udt:DateTimeString>'


def _compact(text: str | None) -> str:
    return (text or "").replace(" ", "")
