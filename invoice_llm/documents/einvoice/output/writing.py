"""An invoice as UBL 2.1 XML, in the order of its schema. Paths as in the syntax binding CEN/TS 16931-3-2.

The schema asks for a few elements that an invoice may not have; they get what follows from the rest: a line's number,
a line over the net total where none was read, the amount due, the payment means 30 (credit transfer). What UBL has no
place for is left out: an address as printed, the kind of a charge beyond shipping and service, lines that bill nothing.
No conformance to EN 16931 is claimed in it, since a correct reading of an invoice cannot give it what its supplier left
out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from invoice_llm.documents.einvoice.output.billing import lines
from invoice_llm.documents.einvoice.output.building import Part, basic, document, group
from invoice_llm.documents.einvoice.output.charging import allowance_charge, amount_leaf, category
from invoice_llm.documents.einvoice.signs import credited
from invoice_llm.documents.einvoice.totals import due_amount, written_taxes, written_total_tax
from invoice_llm.invoice.schema import (
    Address,
    Invoice,
    Party,
    PaymentAccount,
    TaxLine,
)

TYPE_CODES = {"invoice": "380", "credit_note": "381", "debit_note": "383", "proforma": "325"}
_CREDIT_TRANSFER = "30"


def ubl(invoice: Invoice) -> bytes | None:
    """The document; ``None`` for what is no invoice, credit note, debit note or proforma."""
    if invoice.doc_type not in TYPE_CODES:
        return None
    return _credit_note(credited(invoice)) if invoice.doc_type == "credit_note" else _invoice(invoice)


def _invoice(invoice: Invoice) -> bytes:
    return document(
        "Invoice",
        basic("UBLVersionID", "2.1"),
        basic("ID", invoice.invoice_number or "unknown"),
        basic("IssueDate", invoice.issue_date),
        basic("DueDate", invoice.due_date),
        basic("InvoiceTypeCode", _type_code(invoice)),
        (basic("Note", note) for note in invoice.notes),
        basic("TaxPointDate", invoice.tax_point_date),
        *_references(invoice),
        group("ContractDocumentReference", basic("ID", invoice.contract_ref)),
        _further_orders(invoice),
        group("ProjectReference", basic("ID", invoice.project_ref)),
        *_body(invoice, due_in_means=False),
        lines(invoice, "InvoiceLine"),
    )


def _credit_note(invoice: Invoice) -> bytes:
    """It has no due date and no project of its own; the due date stands with the payment."""
    return document(
        "CreditNote",
        basic("UBLVersionID", "2.1"),
        basic("ID", invoice.invoice_number or "unknown"),
        basic("IssueDate", invoice.issue_date),
        basic("TaxPointDate", invoice.tax_point_date),
        basic("CreditNoteTypeCode", _type_code(invoice)),
        (basic("Note", note) for note in invoice.notes),
        *_references(invoice),
        group("ContractDocumentReference", basic("ID", invoice.contract_ref)),
        _further_orders(invoice),
        *_body(invoice, due_in_means=True),
        lines(invoice, "CreditNoteLine"),
    )


def _type_code(invoice: Invoice) -> str:
    return invoice.type_code or TYPE_CODES[invoice.doc_type]


def _references(invoice: Invoice) -> Iterator[Part | list[Part]]:
    yield basic("DocumentCurrencyCode", invoice.currency)
    yield basic("TaxCurrencyCode", invoice.tax_currency)
    yield basic("BuyerReference", invoice.buyer_reference)
    yield group("InvoicePeriod", basic("StartDate", invoice.period_start), basic("EndDate", invoice.period_end))
    yield group("OrderReference", basic("ID", invoice.po_numbers[0] if invoice.po_numbers else None))
    yield [
        group(
            "BillingReference",
            group("InvoiceDocumentReference", basic("ID", one.number), basic("IssueDate", one.issue_date)),
        )
        for one in invoice.preceding_invoices
    ]
    yield group("DespatchDocumentReference", basic("ID", invoice.delivery_note_ref))


def _further_orders(invoice: Invoice) -> list[Part]:
    """An invoice names one order at its head; the others are documents besides."""
    return [
        group("AdditionalDocumentReference", basic("ID", number), basic("DocumentType", "purchase order"))
        for number in invoice.po_numbers[1:]
    ]


def _body(invoice: Invoice, *, due_in_means: bool) -> Iterator[Part | list[Part]]:
    yield group("AccountingSupplierParty", _party(invoice.seller), always=True)
    yield group("AccountingCustomerParty", _party(invoice.buyer), always=True)
    yield None if invoice.payee is None else _party(invoice.payee, "PayeeParty")
    yield _delivery(invoice)
    yield _means(invoice, due_in_means=due_in_means)
    yield group("PaymentTerms", basic("Note", invoice.payment_terms))
    yield [allowance_charge(one, invoice.currency) for one in invoice.allowances_charges]
    yield _tax_total(invoice)
    yield _totals(invoice)


def _party(party: Party, name: str = "Party") -> Part:
    return group(
        name,
        basic("WebsiteURI", party.website),
        [group("PartyIdentification", basic("ID", number)) for number in party.ids],
        group("PartyName", basic("Name", party.trading_name)),
        _address(party.address, "PostalAddress"),
        *_registrations(party),
        group(
            "PartyLegalEntity",
            basic("RegistrationName", party.name),
            basic("CompanyID", party.legal_id),
        ),
        group("Contact", basic("Telephone", party.phone), basic("ElectronicMail", party.email)),
    )


def _registrations(party: Party) -> Iterator[Part]:
    numbers = [(tax_id.scheme, tax_id.value) for tax_id in party.tax_ids]
    for scheme, number in [("VAT", party.vat_id), *numbers]:
        if number:
            written = "FC" if scheme == "LOCAL" else scheme
            yield group("PartyTaxScheme", basic("CompanyID", number), group("TaxScheme", basic("ID", written)))


def _address(address: Address, name: str) -> Part:
    return group(
        name,
        basic("StreetName", address.line1),
        basic("AdditionalStreetName", address.line2),
        basic("CityName", address.city),
        basic("PostalZone", address.postal_code),
        basic("CountrySubentity", address.region),
        group("Country", basic("IdentificationCode", address.country_code)),
    )


def _delivery(invoice: Invoice) -> Part:
    to = invoice.ship_to or Party()
    return group(
        "Delivery",
        basic("ActualDeliveryDate", invoice.delivery_date),
        group("DeliveryLocation", basic("ID", to.ids[0] if to.ids else None), _address(to.address, "Address")),
        group("DeliveryParty", group("PartyName", basic("Name", to.name))),
    )


def _means(invoice: Invoice, *, due_in_means: bool) -> list[Part]:
    due = invoice.due_date if due_in_means else None
    accounts: Sequence[PaymentAccount] = invoice.payment_accounts or ((PaymentAccount(),) if due else ())
    return [
        group(
            "PaymentMeans",
            basic("PaymentMeansCode", account.means or _CREDIT_TRANSFER),
            basic("PaymentDueDate", due),
            basic("PaymentID", account.reference),
            group(
                "PayeeFinancialAccount",
                basic("ID", account.iban or account.account_number),
                basic("Name", account.account_name),
                group("FinancialInstitutionBranch", basic("ID", account.bic)),
            ),
            group("PaymentMandate", basic("ID", account.mandate_id)),
        )
        for account in accounts
    ]


def _tax_total(invoice: Invoice) -> Part:
    taxes, total = written_taxes(invoice), written_total_tax(invoice)
    if total is None:
        return None
    return group(
        "TaxTotal",
        amount_leaf("TaxAmount", total, invoice.currency),
        [_subtotal(tax, invoice.currency) for tax in taxes],
    )


def _subtotal(tax: TaxLine, currency: str | None) -> Part:
    known = category("TaxCategory", tax.category, tax.rate, tax.tax_type, tax.exemption_reason)
    return group(
        "TaxSubtotal",
        amount_leaf("TaxableAmount", tax.base, currency),
        amount_leaf("TaxAmount", tax.amount, currency),
        known if known is not None else group("TaxCategory", group("TaxScheme", basic("ID", tax.tax_type))),
    )


def _totals(invoice: Invoice) -> Part:
    amounts = {
        "LineExtensionAmount": invoice.sum_lines_net,
        "TaxExclusiveAmount": invoice.total_net,
        "TaxInclusiveAmount": invoice.total_gross,
        "AllowanceTotalAmount": invoice.allowance_total,
        "ChargeTotalAmount": invoice.charge_total,
        "PrepaidAmount": invoice.paid_amount,
        "PayableRoundingAmount": invoice.rounding,
        "PayableAmount": due_amount(invoice),
    }
    return group(
        "LegalMonetaryTotal", [amount_leaf(name, amount, invoice.currency) for name, amount in amounts.items()]
    )
