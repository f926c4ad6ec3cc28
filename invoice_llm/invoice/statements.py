"""Codes of what concerns and findings say, with the sentence that is made of it where it is shown.

A sentence names values in braces, with how they are written behind a colon: ``amount``, ``day``, ``run``, ``field``,
``phrase`` or ``document_kind`` (the last two from :data:`PHRASES`). ``[...]`` stands only where its values are there;
of ``[a|b]`` those that are, joined by "and". ``<...>`` is repeated for each of its values. One that begins with a
capital letter replaces the sentence of its reason, one in brackets follows it, any other stands behind its colon.
"""

from __future__ import annotations

from enum import StrEnum


class Statement(StrEnum):
    """A code that stands in stored concerns, with its ``sentence``."""

    sentence: str

    def __new__(cls, code: str, sentence: str = "") -> Statement:
        member = str.__new__(cls, code)
        member._value_ = code
        member.sentence = sentence
        return member

    # Checks: lines
    LINES_MEET = "lines_meet", "the lines add up to {made:amount}, the {target:phrase}"
    LINES_MISS = (
        "lines_miss",
        "the lines add up to {made:amount}, but [the subtotal is {sum_lines_net:amount}"
        "|the net total is {total_net:amount}|the total is {total_gross:amount}]",
    )
    BASIS = (
        "basis",
        "the prices are said to {include:phrase} tax, and the lines add up to the {basis:phrase} total",
    )
    PRODUCT_HOLDS = "product_holds", "quantity times price is the amount on the line"
    PRODUCTS_HOLD = "products_hold", "quantity times price is the amount on all {lines} lines"
    PRODUCT_DIFFERS = (
        "product_differs",
        "line {line}: {quantity:amount} at {price:amount}[ for {base:amount}] make {product:amount}, "
        "printed is {printed:amount}[ (and {more} more)]",
    )
    ROWS = "rows", "the page shows {printed} rows, {read} lines were read"
    # Checks: charges and totals
    PARTS_SUM = "parts_sum", "the {kind:phrase} add up to {made:amount}, their total is {total:amount}"
    NET_SUM = "net_sum", "lines, discounts and charges make {made:amount}, the net total is {total:amount}"
    GROSS_SUM = (
        "gross_sum",
        "net {net:amount} and tax {tax:amount}[, with {extra:amount} for discounts, charges and rounding,]"
        " make {made:amount}, the total is {total:amount}",
    )
    DUE_SUM = (
        "due_sum",
        "the total {total:amount}[ and {earlier:amount} from earlier] less what is paid is {left:amount}, "
        "due is {due:amount}",
    )
    # Checks: taxes
    TAXES_SUM = "taxes_sum", "the taxes add up to {made:amount}, the total tax is {total:amount}"
    TAX_IS_RATE = "tax_is_rate", "the tax is its rate of its base"
    TAXES_ARE_RATES = "taxes_are_rates", "every tax is its rate of its base"
    RATE = "rate", "{rate:amount} % of {base:amount} is {made:amount}, the tax is {tax:amount}"
    BASE_DIFFERS = (
        "base_differs",
        "lines and charges at {rate:amount} % come to {made:amount}, the base of their tax is {base:amount}",
    )
    BASES_HOLD = "bases_hold", "every base is what its lines come to"
    WITHOUT_TAX = "without_tax", "category {category} is without tax, its tax is {tax:amount}"
    RATES_ABOVE_ZERO = "rates_above_zero", "category S has rates above 0 %, the lowest here is {rate:amount} %"
    # Checks: days
    ISSUED = "issued", "issued on {issued:day}, and today is {today:day}"
    DUE = "due", "due on {due:day}, issued on {issued:day}"
    DUE_FAR = "due_far", "due on {due:day}, more than a year after it was issued on {issued:day}"
    PERIOD_BACKWARDS = "period_backwards", "from {start:day} to {end:day} ends before it starts"
    PERIOD_LONG = "period_long", "from {start:day} to {end:day} is longer than {years} years"
    PERIOD_FAR = "period_far", "from {start:day} to {end:day} is far from the invoice's day, {issued:day}"
    PERIODS_LIKELY = "periods_likely", "{count} periods are likely"
    # Checks: accounts and parties
    IBAN_RIGHT = "iban_right", "the IBAN <that ends in {ends}>"
    IBAN_WRONG = "iban_wrong", "<the IBAN that ends in {ends}: {problem:phrase}>"
    ACCOUNT_KNOWN = "account_known", "the account is a known one"
    ACCOUNT_NEW = "account_new", "new is the account <that ends in {new}>, known is the one <that ends in {known}>"
    ACCOUNT_OF_ALIKE = (
        "account_of_alike",
        "it may be taken for {name}, whose account is <that ends in {known}>; this one <ends in {new}>",
    )
    NAME_NEW = "name_new", "its name is {new}, under this id or account it was <{known}>"
    VAT_ID_NEW = "vat_id_new", "its VAT id is {new}, known is <{known}>"
    CURRENCY_NEW = "currency_new", "it is in <{new}>, invoices of this supplier were in <{known}>"
    LAYOUT_NEW = "layout_new", "it is like none of {count} known invoices"
    NUMBER_NEW = "number_new", "it is {number}[, they were like {forms} (0 is any number)]"
    TOTAL_FAR_ABOVE = "total_far_above", "the total is {total:amount}, the largest before was {largest:amount}"
    SUPPLIER_UNLISTED = "supplier_unlisted", "no supplier there has[ the name {name} or] this VAT id"
    LISTED_AS = "listed_as", "its VAT id is there that of {name}"
    VAT_ID_LISTED = "vat_id_listed", "its VAT id is there {number}"
    ACCOUNT_UNLISTED = "account_unlisted", "not there is the account <that ends in {ends}>"
    CURRENCY_LISTED = "currency_listed", "your list of suppliers has {listed}"
    ORDER_UNLISTED = "order_unlisted", "{number} is not there"
    ORDER_CLOSED = "order_closed", "{number} has no open amount"
    ORDER_IN = "order_in", "{number} is in {currency}"
    ORDER_OF = "order_of", "{number} is an order to {name}"
    ORDER_HOLDS = "order_holds", "{amount:amount} is invoiced, {open:amount} is open"
    SAME_VAT_ID = "same_vat_id", "both have the VAT id {vat_id}"
    SAME_NAME = "same_name", "both are called {name}"
    TWO_PARTIES = "two_parties", "supplier and buyer are two"
    SELLER_OURS = "seller_ours", "the supplier's {what:phrase} is our own"
    SELLER_OTHER = "seller_other", "the supplier is not our own company"
    VAT_ID = "vat_id", "the {party:phrase}'s VAT id {number}"
    TAX_NUMBERS_RIGHT = "tax_numbers_right", "the supplier's tax numbers"
    TAX_NUMBERS_WRONG = "tax_numbers_wrong", "the supplier's <{number}>"
    # Checks: currency and credit notes
    CURRENCY_NONE = "currency_none", "there is none"
    CURRENCY_USED = "currency_used", "{currency} is in use"
    CURRENCY_UNUSED = "currency_unused", "{currency} is not in use"
    CORRECTS = "corrects", "it corrects {numbers}"
    CORRECTS_NONE = "corrects_none", "no number is given"
    SIGN = (
        "sign",
        "the total of this {kind:phrase} is {total:amount}",
    )
    SIGN_DIFFERS = (
        "sign_differs",
        "the total of this {kind:phrase} is {total:amount}, but its [total net {total_net:amount}"
        "|total tax {total_tax:amount}]",
    )
    SIGN_OF_LINE = "sign_of_line", "line {line} takes back {quantity:amount} and adds {printed:amount}"
    # Checks of a person's answer
    MISSING = "missing", "The {field:field} is missing."
    ACCEPTED_BEFORE = "accepted_before", "the same invoice is accepted already, as {document} in {run:run}"
    WRONG_KIND = "wrong_kind", "It is marked as {kind:document_kind}, not an invoice."
    # The reading
    TOTAL_UNCONFIRMED = "total_unconfirmed", "nothing on the page confirms the total"
    DOUBTED = "doubted", "{field:field}[ (it reads “{printed}”)]"
    NO_LINES = "no_lines", "No lines were read; the record has the totals alone."
    LEFT_OUT = "left_out", "The page does not bear out the {field:field} that was read; it was left out."
    LOOKS_LIKE = "looks_like", "it looks like {kind:document_kind}"
    KIND_UNKNOWN = (
        "kind_unknown",
        "Nothing on it that is understood says that it is an invoice. Look whether it is one.",
    )
    OTHER_KIND = "other_kind", "This is not an invoice. It is {kind:document_kind}."
    PAGES = "pages", "Page <{pages}>: {reason}"
    ERROR = "error", "({error})"
    TEXT_GONE = "text_gone", "Its text is no longer in the storage."
    CONTENT_GONE = "content_gone", "Its content could not be taken from the inbox."
    STEP_UNFINISHED = "step_unfinished", "A step that reads it did not finish."
    BUYER_OTHER = "buyer_other", "the buyer that was read is {name}, none of our own names"
    BUYER_NONE = (
        "buyer_none",
        "None of your own names and ids stands on it. It may be addressed to somebody else.",
    )
    BUYER_ID_OTHER = "buyer_id_other", "the buyer's VAT id is {number}, none of our own"
    # What the document says of itself
    SAYS_STATE = "says_state", "it says “{words}”[ in “{sentence}”]"
    SAYS_COPY = "says_copy", "it says “{words}”[ in “{sentence}”]"
    STAMP_UNKNOWN = "stamp_unknown", "it bears “{words}” in large letters"
    TITLE_UNKNOWN = "title_unknown", "its title is “{words}”"
    ROW_UNUSED = "row_unused", "below the total stands “{words}”, which is in no sum"
    AMOUNT_UNUSED = "amount_unused", "it bears the amount “{words}”, which is in no sum"
    DATE_OF_OTHER = "date_of_other", "its label is “{words}”"
    COMPANY_AT_FOOT = "company_at_foot", "the company at the foot of the page is {foot}"
    PAID_BUT_DUE = "paid_but_due", "it says “{words}”, and {due:amount} is due"
    REPLACES_ACCEPTED = (
        "replaces_accepted",
        "it replaces {number}, which is {document} in {run:run} and was accepted",
    )
    REPLACES_READ = "replaces_read", "it replaces {number}, which is {document} in {run:run} and is not accepted"
    REPLACED_BY = "replaced_by", "{document} in {run:run} says so"
    ACCOUNT_OF_BUYER = "account_of_buyer", "the account that ends in {ends} stands where the buyer's own is named"
    ACCOUNT_OF_FACTOR = "account_of_factor", "the claim is assigned[ to {holder}], whose account ends in {ends}"
    ASSIGNED = "assigned", "it says “{words}”, and names no account for it"
    ACCOUNT_OF_OTHER = "account_of_other", "the holder of the account that ends in {ends} is {holder}"
    PAYEE_NAMED = "payee_named", "it names {holder} where it says who is paid"
    PAID_BY_MEANS = "paid_by_means", "it asks to be paid by “{words}”"
    ACCOUNT_SET_APART = (
        "account_set_apart",
        "the account that ends in {ends} is for deposits or donations, by its label",
    )
    ACCOUNT_CLOSED = "account_closed", "the account that ends in {ends} is closed, by the words beside it"
    CODE_SAYS = "code_says", "The payment code says {code} for the {field:field}, the page says {page}."
    ACCOUNT_ABROAD = (
        "account_abroad",
        "the account that ends in {ends} is in {there}, the supplier's VAT id is of {home}",
    )
    ACCOUNT_ELSEWHERE = (
        "account_elsewhere",
        "the account that ends in {ends} is in {there}, the supplier or its currency is of {home}",
    )
    SIGN_SHARED = "sign_shared", "“{sign}” means {other} in the supplier's country"
    FILE_YOUNGER = (
        "file_younger",
        "It was issued on {issued:day}, in a file that was made on {made:day}. "
        "Look whether the date is right, and whether it was paid long ago.",
    )
    DEBITED = "debited", "it says “{words}”: do not transfer it as well"
    CURRENCY_MIXED = "currency_mixed", "its totals are in <{codes}>"
    CURRENCY_TOLD = "currency_told", "it says “{words}”"
    TAX_DENIED = "tax_denied", "it says “{words}”, and charges a tax of {tax:amount}"
    WORDS_DIFFER = "words_differ", "the amount in words is {words:amount}"
    PAGES_MISSING = "pages_missing", "It says that it has {told} pages, and the file has {here}."
    SIGN_MARKED = "sign_marked", "the total stands as “{words}”"
    REPLACES_UNSEEN = (
        "replaces_unseen",
        "it replaces {number}, which is not here: look whether that one was paid",
    )
    # E-invoice data
    DATA_COPY = "data_copy", "the data say that this is a copy"
    DATA_TEST = "data_test", "the data say that this is a test"
    DATA_STATUS = "data_status", "the data give the document the status {value}"
    DATA_TYPE_CODE = "data_type_code", "the data call it a document of the type {value}, which is no plain invoice"
    DATA_OTHER_CURRENCY = "data_other_currency", "amounts are given in {value}, which is not the invoice's currency"
    DATA_REPEATED = "data_repeated", "{value} stands there more than once"
    DATA_PAYEE = "data_payee", "the data name {holder} as the payee instead of the supplier"
    DATA_NOTED_ACCOUNT = "data_noted_account", "a note names another account, which ends in {ends}"
    PAGE_SAYS = "page_says", "the page says “{page}” for the {field:field}"
    PAGE_LACKS = "page_lacks", "the {field:field} of the data is not on the page"
    PAGE_IS = "page_is", "by its title the page is {kind:document_kind}"
    ATTACHED_SAYS = "attached_says", "The PDF attached to the e-invoice says “{page}” for the {field:field}."
    ATTACHED_LACKS = "attached_lacks", "The PDF attached to the e-invoice does not show the {field:field}."
    ATTACHED_KIND = "attached_kind", "The PDF attached to the e-invoice is {kind:document_kind}."
    ATTACHED_OTHER = "attached_other", "The PDF attached to the e-invoice is another invoice, {page}."
    NOTE_SAYS = "note_says", "a note says “{words}” in “{sentence}”"
    # Pictures on a page
    PICTURE_ACCOUNT = "picture_account", "a picture on the page names another account, which ends in {ends}"
    PICTURE_UNREAD = "picture_unread", "Page <{pages}> bears words as a picture, which were not read. Look at it."
    # Copies
    FILE_SEEN = "file_seen", "This file was read before, as {document} in {run:run}: {outcome}."
    PAGES_SEEN = "pages_seen", "These pages were read before, as {document} in {run:run}: {outcome}."
    FILE_TWICE = "file_twice", "The same file as {document}."
    FILE_TWICE_UNDECIDED = "file_twice_undecided", "The same file as {document}, which is {outcome}."
    SAME_INVOICE = "same_invoice", "The same supplier, number, date and total as {document} of {run:run}."
    SAME_NOT_ACCEPTED = (
        "same_not_accepted",
        "The same supplier, number, date and total as {document} of {run:run}. That one was not accepted.",
    )
    SAME_NUMBER = "same_number", "Supplier, number and year are those of {document} in {run:run}."
    SAME_NUMBER_OPEN = (
        "same_number_open",
        "Supplier, number and year are those of {document} in {run:run}, which is not accepted.",
    )
    SAME_TOTAL = (
        "same_total",
        "Under another number, but the same supplier and total as {document} in {run:run}.",
    )
    SAME_TOTAL_OPEN = (
        "same_total_open",
        "Under another number, but the same supplier and total as {document} in {run:run}, which is not accepted.",
    )
    # People
    ACCEPTED_BY = "accepted_by", "Accepted by {who}.[ {note}]"
    SAVED_BY = "saved_by", "Corrected, not decided yet, by {who}.[ {note}]"
    REJECTED_BY = "rejected_by", "Rejected by {who}.[ {note}]"
    NO_INVOICE_BY = "no_invoice_by", "Found to be no invoice by {who}.[ {note}]"
    DUPLICATE_BY = (
        "duplicate_by",
        "The same invoice as {document} in {run:run} (document {position}), said by {who}.[ {note}]",
    )


PHRASES = {
    "sum_lines_net": "subtotal",
    "total_net": "net total",
    "total_gross": "total",
    "net": "net",
    "gross": "gross",
    "include": "include",
    "exclude": "not include",
    "allowance_total": "discounts",
    "charge_total": "charges",
    "iban_country": "its country has none",
    "iban_length": "it is too long or too short for its country",
    "iban_checksum": "its check digits are wrong",
    "iban_structure": "it is not built like one",
    "iban_bank": "the bank's own check digits are wrong",
    "name": "name",
    "vat_id": "VAT id",
    "legal_id": "register number",
    "tax_ids": "tax number",
    "seller": "supplier",
    "buyer": "buyer",
    "a other": "something else",
    "a invoice": "a plain invoice",
    "a credit_note": "a credit note",
    "a debit_note": "a debit note",
    "a receipt": "a receipt",
    "a proforma": "a pro forma invoice",
    "a statement": "an account statement",
    "a reminder": "a payment reminder",
    "a delivery_note": "a delivery note",
    "a order": "an order",
    "a order_confirmation": "an order confirmation",
    "a quote": "a quote",
    "a remittance_advice": "a remittance advice",
    "a letter": "a letter",
    "a terms": "terms and conditions",
    "a time_sheet": "a time sheet",
}
"""Words for the codes that values hold; a code that is not here is shown with blanks for its underlines."""
