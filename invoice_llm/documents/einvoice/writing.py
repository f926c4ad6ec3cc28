"""An invoice as UBL 2.1 XML, in the order of its schema. Paths as in the syntax binding CEN/TS 16931-3-2.

The schema asks for a few elements that an invoice may not have; they get what follows from the rest: a line's number,
a line over the net total where none was read, the amount due, the payment means 30 (credit transfer). What UBL has no
place for is left out: an address as printed, the kind of a charge beyond shipping and service, lines that bill nothing.
No conformance to EN 16931 is claimed in it, since a correct reading of an invoice cannot give it what its supplier left
out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from invoice_llm.documents.einvoice.billing import lines
from invoice_llm.documents.einvoice.building import Part, document, group, leaf
from invoice_llm.documents.einvoice.charging import allowance_charge, amount_leaf, category
from invoice_llm.invoice.schema import (
    Address,
    Invoice,
    Party,
    PaymentAccount,
    TaxLine,
)

_TYPE_CODES = {"invoice": "380", "credit_note": "381", "debit_note": "383", "proforma": "325"}
_CREDIT_TRANSFER = "30"


def ubl(invoice: Invoice) -> bytes | None:
    """The document; ``None`` for what is no invoice, credit note, debit note or proforma."""
    if invoice.doc_type not in _TYPE_CODES:
        return None
    return _credit_note(invoice) if invoice.doc_type == "credit_note" else _invoice(invoice)


def _invoice(invoice: Invoice) -> bytes:
    return document(
        "Invoice",
        leaf("UBLVersionID", "2.1"),
        leaf("ID", invoice.invoice_number or "unknown"),
        leaf("IssueDate", invoice.issue_date),
        leaf("DueDate", invoice.due_date),
        leaf("InvoiceTypeCode", _type_code(invoice)),
        (leaf("Note", note) for note in invoice.notes),
        leaf("TaxPointDate", invoice.tax_point_date),
        *_references(invoice),
        group("ContractDocumentReference", leaf("ID", invoice.contract_ref)),
        _further_orders(invoice),
        group("ProjectReference", leaf("ID", invoice.project_ref)),
        *_body(invoice, due_in_means=False),
        lines(invoice, "InvoiceLine"),
    )


def _credit_note(invoice: Invoice) -> bytes:
    """It has no due date and no project of its own; the due date stands with the payment."""
    return document(
        "CreditNote",
        leaf("UBLVersionID", "2.1"),
        leaf("ID", invoice.invoice_number or "unknown"),
        leaf("IssueDate", invoice.issue_date),
        leaf("TaxPointDate", invoice.tax_point_date),
        leaf("CreditNoteTypeCode", _type_code(invoice)),
        (leaf("Note", note) for note in invoice.notes),
        *_references(invoice),
        group("ContractDocumentReference", leaf("ID", invoice.contract_ref)),
        _further_orders(invoice),
        *_body(invoice, due_in_means=True),
        lines(invoice, "CreditNoteLine"),
    )


def _type_code(invoice: Invoice) -> str:
    return invoice.type_code or _TYPE_CODES[invoice.doc_type]


def _references(invoice: Invoice) -> Iterator[Part | list[Part]]:
    yield leaf("DocumentCurrencyCode", invoice.currency)
    yield leaf("TaxCurrencyCode", invoice.tax_currency)
    yield leaf("BuyerReference", invoice.buyer_reference)
    yield group("InvoicePeriod", leaf("StartDate", invoice.period_start), leaf("EndDate", invoice.period_end))
    yield group("OrderReference", leaf("ID", invoice.po_numbers[0] if invoice.po_numbers else None))
    yield [
        group(
            "BillingReference",
            group("InvoiceDocumentReference", leaf("ID", one.number), leaf("IssueDate", one.issue_date)),
        )
        for one in invoice.preceding_invoices
    ]
    yield group("DespatchDocumentReference", leaf("ID", invoice.delivery_note_ref))


def _further_orders(invoice: Invoice) -> list[Part]:
    """An invoice names one order at its head; the others are documents besides."""
    return [
        group("AdditionalDocumentReference", leaf("ID", number), leaf("DocumentType", "purchase order"))
        for number in invoice.po_numbers[1:]
    ]


def _body(invoice: Invoice, *, due_in_means: bool) -> Iterator[Part | list[Part]]:
    yield group("AccountingSupplierParty", _party(invoice.seller), always=True)
    yield group("AccountingCustomerParty", _party(invoice.buyer), always=True)
    yield None if invoice.payee is None else _party(invoice.payee, "PayeeParty")
    yield _delivery(invoice)
    yield _means(invoice, due_in_means=due_in_means)
    yield group("PaymentTerms", leaf("Note", invoice.payment_terms))
    yield [allowance_charge(one, invoice.currency) for one in invoice.allowances_charges]
    yield _tax_total(invoice)
    yield _totals(invoice)


def _party(party: Party, name: str = "Party") -> Part:
    return group(
        name,
        leaf("WebsiteURI", party.website),
        [group("PartyIdentification", leaf("ID", number)) for number in party.ids],
        group("PartyName", leaf("Name", party.trading_name)),
        _address(party.address, "PostalAddress"),
        *_registrations(party),
        group(
            "PartyLegalEntity",
            leaf("RegistrationName", party.name),
            leaf("CompanyID", party.legal_id),
        ),
        group("Contact", leaf("Telephone", party.phone), leaf("ElectronicMail", party.email)),
    )


def _registrations(party: Party) -> Iterator[Part]:
    numbers = [(tax_id.scheme, tax_id.value) for tax_id in party.tax_ids]
    for scheme, number in [("VAT", party.vat_id), *numbers]:
        if number:
            written = "FC" if scheme == "LOCAL" else scheme
            yield group("PartyTaxScheme", leaf("CompanyID", number), group("TaxScheme", leaf("ID", written)))


def _address(address: Address, name: str) -> Part:
    return group(
        name,
        leaf("StreetName", address.line1),
        leaf("AdditionalStreetName", address.line2),
        leaf("CityName", address.city),
        leaf("PostalZone", address.postal_code),
        leaf("CountrySubentity", address.region),
        group("Country", leaf("IdentificationCode", address.country_code)),
    )


def _delivery(invoice: Invoice) -> Part:
    to = invoice.ship_to or Party()
    return group(
        "Delivery",
        leaf("ActualDeliveryDate", invoice.delivery_date),
        group("DeliveryLocation", leaf("ID", to.ids[0] if to.ids else None), _address(to.address, "Address")),
        group("DeliveryParty", group("PartyName", leaf("Name", to.name))),
    )


def _means(invoice: Invoice, *, due_in_means: bool) -> list[Part]:
    due = invoice.due_date if due_in_means else None
    accounts: Sequence[PaymentAccount] = invoice.payment_accounts or ((PaymentAccount(),) if due else ())
    return [
        group(
            "PaymentMeans",
            leaf("PaymentMeansCode", account.means or _CREDIT_TRANSFER),
            leaf("PaymentDueDate", due),
            leaf("PaymentID", account.reference),
            group(
                "PayeeFinancialAccount",
                leaf("ID", account.iban or account.account_number),
                leaf("Name", account.account_name),
                group("FinancialInstitutionBranch", leaf("ID", account.bic)),
            ),
            group("PaymentMandate", leaf("ID", account.mandate_id)),
        )
        for account in accounts
    ]


def _tax_total(invoice: Invoice) -> Part:
    """A tax that is printed without an amount is none that could be written."""
    taxes = [tax for tax in invoice.taxes if tax.amount is not None]
    known = sum((tax.amount for tax in taxes if tax.amount is not None), Decimal(0)) if taxes else None
    total = invoice.total_tax if invoice.total_tax is not None else known
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
        known if known is not None else group("TaxCategory", group("TaxScheme", leaf("ID", tax.tax_type))),
    )


def _totals(invoice: Invoice) -> Part:
    due = invoice.amount_due
    if due is None and invoice.total_gross is not None:
        due = invoice.total_gross - abs(invoice.paid_amount or Decimal(0))
    amounts = {
        "LineExtensionAmount": invoice.sum_lines_net,
        "TaxExclusiveAmount": invoice.total_net,
        "TaxInclusiveAmount": invoice.total_gross,
        "AllowanceTotalAmount": invoice.allowance_total,
        "ChargeTotalAmount": invoice.charge_total,
        "PrepaidAmount": invoice.paid_amount,
        "PayableRoundingAmount": invoice.rounding,
        "PayableAmount": due if due is not None else Decimal(0),
    }
    return group(
        "LegalMonetaryTotal", [amount_leaf(name, amount, invoice.currency) for name, amount in amounts.items()]
    )
