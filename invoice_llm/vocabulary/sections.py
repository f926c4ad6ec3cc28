"""Sections of a language's file: every key that it may have, and what its words mean.

A key in an ``OPTIONAL`` set may be left out where a language has no such word. The texts are for the one who writes a
new file, next to an older one.
"""

from __future__ import annotations

from collections.abc import Mapping

HEAD: Mapping[str, str] = {
    "invoice_number": "number of the invoice or the credit note; write 'no' for every way to write 'number'",
    "issue_date": "day of the invoice",
    "due_date": "last day to pay",
    "delivery_date": "day of delivery or supply",
    "other_date": "other days and periods, so that none is taken for the invoice's",
    "purchase_order": "the buyer's order number",
    "customer_number": "the buyer's number with the seller",
    "delivery_note": "number of the delivery note",
    "preceding_invoice": "the invoice that is credited or corrected",
    "other_number": "other numbers, so that none is taken for the invoice's",
    "payment_terms": "terms of payment",
}
AMOUNTS: Mapping[str, str] = {
    "net": "total before tax",
    "tax": "amount of tax",
    "gross": "total with tax",
    "due": "amount still to be paid",
    "paid": "amount already paid",
    "previous": "balance of earlier invoices",
    "shipping": "charge for delivery",
    "discount": "allowance",
    "sum_lines": "sum of the lines, before allowances and charges",
    "rounding": "rounding of the total",
    "no_total": "amounts that are none of these: tips, cards, rates, savings",
}
PARTIES: Mapping[str, str] = {
    "seller": "who sends the invoice",
    "buyer": "who receives the invoice",
    "other_party": "addresses of others: delivery, contact, bank",
}
COLUMNS: Mapping[str, str] = {
    "description": "column: what is sold",
    "quantity": "column: how many",
    "unit": "column: unit of the quantity",
    "price": "column: price of one",
    "total": "column: amount of the line",
    "tax_rate": "column: tax rate",
    "tax_amount": "column: tax of the line",
    "discount": "column: allowance",
    "code": "column: number of the article",
    "position": "column: number of the line",
    "date": "column: day",
}
TAX_TABLE: Mapping[str, str] = {
    "tax": "column of a table of tax rates: tax",
    "base": "column of a table of tax rates: amount before tax",
    "total": "column of a table of tax rates: amount with tax",
    "rate": "column of a table of tax rates: rate",
}
TITLES: Mapping[str, str] = {
    "invoice": "an invoice",
    "receipt": "a receipt",
    "credit_note": "a credit note or a correcting invoice",
    "debit_note": "a debit note",
    "proforma": "a pro forma invoice",
    "reminder": "a payment reminder",
    "statement": "an account statement",
    "delivery_note": "a delivery note",
    "order": "an order",
    "order_confirmation": "an order confirmation",
    "quote": "a quote",
    "remittance_advice": "a remittance advice",
    "terms": "terms and conditions",
    "time_sheet": "a time sheet",
}
STATUS: Mapping[str, str] = {
    "void": "the document is void: cancelled, annulled",
    "draft": "the document is a draft or a sample",
    "copy": "the document is a copy",
    "no_payment": "the document says that nothing is to be paid on it, or that it is no invoice",
    "replaces": "the document takes the place of an earlier one",
    "paid": "the document is paid",
    "direct_debit": "the amount is fetched from the buyer's account",
    "overdue": "the amount should have been paid",
    "nothing_due": "nothing has to be paid any more, or by transfer",
    "doubtful": "something is not as with other invoices: replaced by another one, written off, credited, "
    "sent for approval, a test, in thousands, issued on behalf of somebody or by the buyer; phrases rather than words",
    "assigned": "the claim belongs to somebody else, who alone may be paid: factoring",
}
WORDS: Mapping[str, str] = {
    "number": "single words that mean 'number'",
    "possessive": "your, our, before a label",
    "compound_ends": "ends of compounds that mean an invoice: 'rechnung' in 'Schlussrechnung'",
    "not_compounds": "words with such an end that mean something else",
    "invoice_name": "what an invoice is called, at the beginning of a label",
    "invoice": "words that tell a text speaks of an invoice or a credit note",
    "receipt": "words that tell a text speaks of a receipt",
    "page": "page, before its number",
    "page_of": "of, in 'page 1 of 2'",
    "carried": "an amount or a table goes on from the page before, or on the next one",
    "dated": "words between a number and its date: 'of', 'dated'",
    "other_paper": "orders, deliveries and contracts, whose date is not the invoice's",
    "pay": "to be paid, in 'to be paid by 5 May'",
    "until": "by, in 'to be paid by 5 May'",
    "early_discount": "allowance for early payment",
    "vat": "names of the value added tax",
    "tax": "other names of taxes",
    "tax_id": "names of the number for the value added tax",
    "register": "registers of companies",
    "tax_number": "label of a number at the tax office that is no VAT id",
    "net": "behind a total: before tax",
    "gross": "behind a total: with tax",
    "including": "before a rate: 'plus 20 % VAT', 'including'",
    "plus": "plus, before a charge",
    "less": "less, before an allowance",
    "discount": "names of allowances as they end a label",
    "payment": "words in a row that shows a payment",
    "payment_row": "words of a line of the table that is a payment",
    "settled": "has been paid, or is fetched without the payer's doing",
    "sums_up": "how a label begins that sums up",
    "amount_filler": "small words between a label and its amount",
    "column_filler": "small words behind the head of a column",
    "heading": "words and titles that are never a company's name",
    "heading_start": "beginnings of lines that are never a company's name",
    "contact": "telephone, mail",
    "street": "words of streets",
    "salutation": "Mr, Mrs",
    "attention": "for the attention of",
    "name": "label of a name",
    "company_lead": "a line that says no more than 'company', above the name",
    "account_holder": "label of the holder of a bank account",
    "theirs": "words that tell that a number is the buyer's",
    "contact_person": "label of a person to ask for",
    "greeting": "how a letter begins",
    "numbered": "labels of numbers in an address",
    "customer_part": "words behind a company's form that belong to a sentence",
    "currency": "currency, before its code",
    "currency_lead": "other words before a currency's code",
    "shipping": "names of charges for delivery",
    "deposit": "names of deposits",
    "tip": "names of tips",
    "service": "names of service charges",
    "fee": "names of fees",
    "customer_list": "labels of an address within a list of the buyer's data",
    "document": "what the document calls itself in a sentence, in the forms in which it does",
    "document_filler": "small words beside a stamp or in a title: 'this', 'is', 'no', 'copy', 'status'",
    "rule": "words that make a sentence a rule or speak of something else: 'if', 'may', 'within', 'order', 'not'",
    "own_account": "the payer's account, in a sentence: 'your account'",
    "state_label": "labels of the state that a document is in: status",
    "usual_state": "states of which nobody has to ask: open, issued, due",
}
BESIDE: Mapping[str, str] = {
    "invoice": "what an invoice is called",
    "number": "number",
    "customer": "customer, account",
    "order": "order",
    "delivery": "delivery, service",
    "identifier": "tax numbers, telephone, bank",
    "page": "page",
    "due": "to be paid by",
    "period": "period",
    "date": "date",
    "date_before": "small words right before a date",
    "date_noun": "date, as the second part of a compound",
    "issued": "issued",
    "net": "before tax",
    "tax": "tax",
    "total": "total, amount",
    "gross": "with tax",
    "not_gross": "totals of something else",
    "amount_due": "to be paid",
    "paid": "paid",
    "previous": "from before",
    "reference": "the buyer's reference",
    "recipient": "labels of the buyer",
    "sender": "labels of the seller",
    "label_only": "labels that an answer may give for a name",
}
OPTIONAL_LABELS = frozenset({"sum_lines", "rounding", "no_total", "previous", "other_date"})
OPTIONAL_COLUMNS = frozenset({"tax_amount", "discount", "unit", "date", "tax_rate"})
OPTIONAL_WORDS = frozenset(
    {
        "page_of", "possessive", "compound_ends", "not_compounds", "tax_id", "register", "tip", "service", "fee",
        "company_lead", "numbered", "customer_part", "customer_list",
    }
)  # fmt: skip
OPTIONAL_BESIDE = frozenset({"issued", "not_gross", "reference", "date_before", "page", "identifier"})
LABEL_GROUPS: Mapping[str, Mapping[str, str]] = {"head": HEAD, "amounts": AMOUNTS, "parties": PARTIES}
