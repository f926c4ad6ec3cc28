"""What people call the values of an invoice."""

from __future__ import annotations

import re

_FIELDS = {
    "invoice_number": "Invoice number",
    "issue_date": "Issue date",
    "due_date": "Due date",
    "delivery_date": "Delivery date",
    "tax_point_date": "Tax point date",
    "period_start": "Period from",
    "period_end": "Period to",
    "currency": "Currency",
    "tax_currency": "Currency of the tax",
    "contract_ref": "Contract",
    "project_ref": "Project",
    "delivery_note_ref": "Delivery note",
    "preceding_invoices.issue_date": "Date of that invoice",
    "notes": "Note",
    "lines.details": "Details",
    "lines.buyer_item_code": "Buyer's item code",
    "lines.gtin": "GTIN",
    "lines.commodity_code": "Commodity code",
    "lines.price_base_quantity": "Quantity that the price is for",
    "lines.gross_unit_price": "Price before discount",
    "lines.period_start": "Period from",
    "lines.period_end": "Period to",
    "lines.po_line": "Line of the purchase order",
    "lines.allowances_charges.amount": "Discount or charge",
    "lines.allowances_charges.reason": "What the discount or charge is for",
    "taxes.exemption_reason": "Why there is no tax",
    "allowances_charges.reason": "What the discount or charge is for",
    "allowances_charges.base": "Discount or charge on",
    "allowances_charges.percent": "Discount or charge in per cent",
    "allowances_charges.tax_rate": "Tax rate of the discount or charge",
    "payment_accounts.routing": "Bank code",
    "payment_accounts.account_name": "Account holder",
    "payment_accounts.bank_name": "Bank",
    "payment_accounts.reference": "Payment reference",
    "payment_accounts.mandate_id": "Mandate",
    "total_net": "Net",
    "total_tax": "Tax",
    "total_gross": "Total",
    "sum_lines_net": "Sum of the lines",
    "allowance_total": "Discounts",
    "charge_total": "Charges",
    "paid_amount": "Already paid",
    "amount_due": "Amount due",
    "previous_balance": "Earlier balance",
    "rounding": "Rounding",
    "prices_include_tax": "Prices include tax",
    "doc_type": "Kind of document",
    "customer_number": "Customer number",
    "payment_terms": "Payment terms",
    "buyer_reference": "Buyer's reference",
    "taxes.rate": "Tax rate",
    "taxes.base": "Net at this rate",
    "taxes.amount": "Tax amount",
    "allowances_charges.amount": "Discount or charge",
    "payment_accounts.iban": "IBAN",
    "payment_accounts.bic": "BIC",
    "payment_accounts.account_number": "Account number",
    "po_numbers": "Purchase order",
    "preceding_invoices.number": "Corrects invoice",
    "lines": "Lines",
    "lines.description": "Description",
    "lines.quantity": "Quantity",
    "lines.unit": "Unit",
    "lines.unit_price": "Price",
    "lines.tax_rate": "Tax rate",
    "lines.line_total": "Total",
    "lines.item_code": "Item code",
    "taxes": "Taxes",
    "allowances_charges": "Discounts and charges",
    "payment_accounts": "Bank account",
}
_PARTIES = {"seller": "Supplier", "buyer": "Buyer", "payee": "Payee", "ship_to": "Place of delivery"}
_OF_A_PARTY = {
    "trading_name": "trading name",
    "vat_id": "VAT id",
    "tax_ids.value": "tax number",
    "legal_id": "register number",
    "ids": "number",
    "address.line1": "street",
    "address.line2": "street, second line",
    "address.city": "city",
    "address.postal_code": "postal code",
    "address.region": "region",
    "address.country_code": "country",
    "address.text": "address",
    "email": "e-mail",
    "phone": "phone",
    "website": "website",
}


def field(path: str) -> str:
    """What a person calls the value at a path such as ``taxes[0].rate``."""
    bare = re.sub(r"\[\d+\]", "", path)
    name = _FIELDS.get(bare) or _of_a_party(bare) or spoken(bare.rpartition(".")[2])
    index = re.match(r"lines\[(\d+)\]", path)
    return f"{name} of line {int(index[1]) + 1}" if index and bare != "lines" else name


def _of_a_party(bare: str) -> str | None:
    """Of ``seller.address.city``: ``Supplier's city``; ``None`` for what is no party's."""
    party, _, rest = bare.partition(".")
    if party not in _PARTIES or rest in ("", "name"):
        return _PARTIES.get(party)
    whose = "Place of delivery:" if party == "ship_to" else f"{_PARTIES[party]}'s"
    return f"{whose} {_OF_A_PARTY.get(rest) or spoken(rest).lower()}"


def spoken(code: str) -> str:
    words = re.sub(r"[_\W]+", " ", code).strip().lower()
    return words[:1].upper() + words[1:]
