"""Outcomes of a document and their reasons: one enum each. What people are shown of a member stands with it."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

Tone = Literal["good", "warn", "info", "quiet", "bad"]
"""How something is shown, from all is well to a fault; colours are the matter of the place that shows it."""


class Outcome(StrEnum):
    """The end of a document; each has exactly one. The order is that of every table, chart and note.

    ``label`` is what a list shows. ``is_final`` is false where the next run takes the document up again.
    ``is_payable`` is true of invoices that are or may come to be booked, which take their place in the duplicate
    index. ``is_fault`` is true where this program failed, of which people are alerted.
    """

    label: str
    tone: Tone
    is_final: bool
    is_payable: bool
    is_fault: bool

    def __new__(
        cls,
        code: str,
        label: str = "",
        tone: Tone | None = None,
        *flags: Literal["taken up again", "payable", "fault"],
    ) -> Outcome:
        if not label or tone is None:
            raise TypeError(f"the outcome {code} has no label and tone")
        member = str.__new__(cls, code)
        member._value_ = code
        member.label, member.tone = label, tone
        member.is_final = "taken up again" not in flags
        member.is_payable, member.is_fault = "payable" in flags, "fault" in flags
        return member

    ACCEPTED = "accepted", "accepted", "good", "payable"
    REVIEW = "review", "waiting for review", "warn", "payable"
    DUPLICATE = "duplicate", "duplicate", "info"
    REJECTED = "rejected", "rejected", "quiet"
    DEFERRED = "deferred", "taken up next run", "info", "taken up again"
    FAILED = "failed", "failed", "bad", "taken up again", "fault"

    @property
    def order(self) -> int:
        """The place in tables, charts and notes, from 0."""
        return list(Outcome).index(self)

    @property
    def is_decided(self) -> bool:
        """Nobody has to do anything about the document any more, neither a person nor the next run."""
        return self.is_final and self is not Outcome.REVIEW


PAYABLE = tuple(str(outcome) for outcome in Outcome if outcome.is_payable)
"""The codes of the outcomes that count as invoices, for conditions in SQL."""


class Reason(StrEnum):
    """The cause of an outcome, or of a doubt about a value. ``short`` is what a list shows, ``sentence`` what a clerk
    reads."""

    short: str
    sentence: str

    def __new__(cls, code: str, short: str, sentence: str) -> Reason:
        member = str.__new__(cls, code)
        member._value_ = code
        member.short, member.sentence = short, sentence
        return member

    # The file
    EMPTY_FILE = "EMPTY_FILE", "Empty file", "The file is empty."
    ENCRYPTED = (
        "ENCRYPTED",
        "Locked with a password",
        "The file is locked with a password. Ask the supplier for an open copy.",
    )
    UNREADABLE_FILE = (
        "UNREADABLE_FILE",
        "Damaged file",
        "The file is damaged or cut off and cannot be opened. Ask for it again.",
    )
    UNSUPPORTED_FILE = (
        "UNSUPPORTED_FILE",
        "Kind of file not read",
        "This kind of file is not read. Open it and print it to PDF if it is an invoice; put that into the inbox.",
    )
    TOO_LARGE = (
        "TOO_LARGE",
        "Too large",
        "The file has more pages or bytes than is allowed. Look at it, and ask for the invoice alone.",
    )
    PARSE_TIMEOUT = (
        "PARSE_TIMEOUT",
        "Reading took too long",
        "Reading the file took longer than is allowed; it may be built to do harm.",
    )
    PARSE_CRASHED = (
        "PARSE_CRASHED",
        "Reading it failed",
        "Reading the file ended the process that read it; nothing else was touched.",
    )
    NOT_OPENED = (
        "NOT_OPENED",
        "Not opened to its end",
        "It holds more files or bytes, or archives within archives, than are opened. What is not listed was not read; "
        "it may be built to do harm. Ask for the invoices one by one.",
    )
    NOTHING_INSIDE = (
        "NOTHING_INSIDE",
        "No document inside",
        "There is no document in it. If its own text is an invoice, print that to PDF and put it into the inbox.",
    )
    INVOICE_IN_MAIL = (
        "INVOICE_IN_MAIL",
        "Invoice in the mail's text",
        "The text of the mail looks like an invoice. If it is one, print it to PDF and put that into the inbox.",
    )
    NO_TEXT = (
        "NO_TEXT",
        "A picture that could not be read",
        "The pages are pictures, and no OCR could read them. A person has to read it.",
    )
    FORM_NOT_SHOWN = (
        "FORM_NOT_SHOWN",
        "Shown by another program only",
        "The pages only say which program shows them. Open it there and print it to PDF if it is an invoice.",
    )
    LOW_TEXT_QUALITY = "LOW_TEXT_QUALITY", "Scan hard to read", "The text in the file is damaged and cannot be trusted."
    UNPROVEN_TEXT = (
        "UNPROVEN_TEXT",
        "Only the scanner's own text",
        "The page is a picture with the text that the scanner read in it. No OCR here has confirmed that text: hold "
        "each value against the picture.",
    )
    HIDDEN_TEXT = (
        "HIDDEN_TEXT",
        "Hidden text in the file",
        "The file holds text that cannot be seen on the page. It was not read; ask yourself why it is there.",
    )
    MARKED_UP = (
        "MARKED_UP",
        "Notes, stamps or strokes over the page",
        "Somebody marked the page: a note, a picture over its text, strokes across it, or words drawn as shapes. What "
        "they say was not read; look at the page before you pay.",
    )
    NOT_AN_INVOICE = "NOT_AN_INVOICE", "Maybe not an invoice", "This is not an invoice."
    SEVERAL_INVOICES = (
        "SEVERAL_INVOICES",
        "Maybe several invoices in one file",
        "The file may hold several invoices, and was read as one. Look where each begins before you pay.",
    )
    # What the document says of itself
    SAYS_VOID = (
        "SAYS_VOID",
        "Says that it is void",
        "The document says of itself that it is void or cancelled.",
    )
    SAYS_DRAFT = (
        "SAYS_DRAFT",
        "Says that it is a draft",
        "The document says of itself that it is a draft or a sample.",
    )
    SAYS_NO_PAYMENT = (
        "SAYS_NO_PAYMENT",
        "Says that it is not to be paid",
        "The document says that it is no invoice, or that nothing is to be paid on it.",
    )
    UNKNOWN_WORDS = (
        "UNKNOWN_WORDS",
        "Says something unusual of itself",
        "The document bears a stamp, a title or a sentence that is not as on other invoices. Read it before you pay.",
    )
    PAID_UNCLEAR = (
        "PAID_UNCLEAR",
        "Paid or not is unclear",
        "The document says that it is paid, and names an amount due as well.",
    )
    REPLACES_INVOICE = (
        "REPLACES_INVOICE",
        "Takes the place of another invoice",
        "Only one of two invoices may be paid.",
    )
    REPLACED_INVOICE = (
        "REPLACED_INVOICE",
        "Another invoice takes its place",
        "Another invoice takes the place of this one.",
    )
    PAYEE_UNCLEAR = (
        "PAYEE_UNCLEAR",
        "Not clear who is to be paid",
        "Make sure before you pay whose bank account it is.",
    )
    CODE_DISAGREES = (
        "CODE_DISAGREES",
        "Payment code and page differ",
        "The payment code on the page says something else than its text.",
    )
    # The value
    NOT_ON_PAGE = "NOT_ON_PAGE", "A value is not on the page", "A value could not be found on the page."
    MISSING_FIELD = "MISSING_FIELD", "A value is missing", "A value that every invoice needs is not there."
    UNPARSABLE_VALUE = (
        "UNPARSABLE_VALUE",
        "A value could not be understood",
        "A value is printed in a form that could not be understood.",
    )
    VALUE_TOO_LONG = (
        "VALUE_TOO_LONG",
        "A value is too long",
        "A value is longer than any that can be right, and was cut. Look at the page, and type what is right.",
    )
    AMBIGUOUS_DATE = (
        "AMBIGUOUS_DATE",
        "Date can be read two ways",
        "A date can be read in two ways, and nothing on the page decides.",
    )
    AMBIGUOUS_AMOUNT = "AMBIGUOUS_AMOUNT", "Amount can be read two ways", "An amount can be read in two ways."
    WEAK_LABEL = "WEAK_LABEL", "A value has no label", "A value was found, but no label beside it says what it is."
    OTHER_LABELLED = (
        "OTHER_LABELLED",
        "Another value under the same label",
        "Beside the label of a value the page shows another one.",
    )
    NOT_READ = "NOT_READ", "A printed value was not read", "The page shows a value under its label that was not read."
    READINGS_DISAGREE = "READINGS_DISAGREE", "Two readings differ", "Two independent readings of the page differ."
    # The sums
    SUM_MISMATCH = "SUM_MISMATCH", "Sums on the page do not agree", "The amounts on the page do not add up."
    LINES_MISMATCH = "LINES_MISMATCH", "Lines do not add up", "The lines do not add up to the total."
    TAX_MISMATCH = "TAX_MISMATCH", "Tax is not its rate", "The tax is not the rate times its base."
    DATE_ORDER = (
        "DATE_ORDER",
        "Dates out of order",
        "The due date is before the invoice date, or the invoice date is in the future.",
    )
    BAD_CHECK_DIGIT = (
        "BAD_CHECK_DIGIT",
        "Account or tax number has a typing error",
        "A bank account or tax number fails its check digits.",
    )
    PAGE_XML_DISAGREE = (
        "PAGE_XML_DISAGREE",
        "Page and e-invoice differ",
        "The page and the e-invoice data inside the file say different things.",
    )
    DATA_UNUSUAL = (
        "DATA_UNUSUAL",
        "Unusual e-invoice data",
        "The e-invoice data say something of the document that keeps it from being booked as it is.",
    )
    NO_PRECEDING_INVOICE = (
        "NO_PRECEDING_INVOICE",
        "Credit note without its invoice",
        "A credit note that does not say which invoice it corrects.",
    )
    SIGN_UNCLEAR = (
        "SIGN_UNCLEAR",
        "Sign of the amounts unclear",
        "The sign of the amounts does not fit an invoice or a credit note.",
    )
    TAX_BASIS_UNCLEAR = (
        "TAX_BASIS_UNCLEAR",
        "With or without tax unclear",
        "It is not clear whether the prices include the tax.",
    )
    CURRENCY_UNCLEAR = (
        "CURRENCY_UNCLEAR",
        "Currency not sure",
        "The currency is not printed, or is none that is in use.",
    )
    PERIOD_UNLIKELY = "PERIOD_UNLIKELY", "Billing period unlikely", "The period that is billed cannot be right."
    ROWS_DIFFER = (
        "ROWS_DIFFER",
        "Lines may be missing",
        "The page has more or fewer rows than were read; lines may be missing.",
    )
    ACCOUNT_CHANGED = (
        "ACCOUNT_CHANGED",
        "Bank account changed",
        "The bank account is not this supplier's last one. Ask the supplier by a number you know before you pay.",
    )
    CURRENCY_CHANGED = (
        "CURRENCY_CHANGED",
        "Other currency than before",
        "The currency is none that this supplier's invoices had before.",
    )
    LAYOUT_CHANGED = (
        "LAYOUT_CHANGED",
        "Looks otherwise than before",
        "The page is set in another way than this supplier's invoices before. Make sure that it comes from it.",
    )
    SUPPLIER_CHANGED = (
        "SUPPLIER_CHANGED",
        "Supplier's name or id changed",
        "The supplier's name or id is none that its invoices had before. Make sure that it is the same company.",
    )
    NUMBER_UNUSUAL = (
        "NUMBER_UNUSUAL",
        "Number in an unusual form",
        "The invoice number has another form than this supplier's numbers before.",
    )
    AMOUNT_UNUSUAL = (
        "AMOUNT_UNUSUAL",
        "Unusually large total",
        "The total is far above all of this supplier's invoices before.",
    )
    SUPPLIER_NOT_LISTED = (
        "SUPPLIER_NOT_LISTED",
        "Supplier not on your list",
        "The supplier is not on your list of suppliers as this invoice has it.",
    )
    ACCOUNT_NOT_LISTED = (
        "ACCOUNT_NOT_LISTED",
        "Account not on your list",
        "The bank account is none that your list has for this supplier. Ask it by a number you know before you pay.",
    )
    ORDER_UNKNOWN = "ORDER_UNKNOWN", "Order not on your list", "The order is not on your list of orders."
    ORDER_NOT_OPEN = "ORDER_NOT_OPEN", "Order not open", "Nothing is left to be invoiced of the order."
    ORDER_TOO_SMALL = (
        "ORDER_TOO_SMALL",
        "More than was ordered",
        "The invoice is higher than what is open of its order.",
    )
    ORDER_OTHER_CURRENCY = (
        "ORDER_OTHER_CURRENCY",
        "Order in another currency",
        "The order is in another currency than the invoice.",
    )
    ORDER_OTHER_SUPPLIER = (
        "ORDER_OTHER_SUPPLIER",
        "Order of another supplier",
        "The order went to another supplier.",
    )
    SELLER_IS_US = (
        "SELLER_IS_US",
        "Supplier and buyer swapped",
        "The supplier that was read is our own company; supplier and buyer are swapped.",
    )
    BUYER_NOT_US = (
        "BUYER_NOT_US",
        "Addressed to somebody else",
        "The invoice is addressed to somebody else.",
    )
    PARTIES_SAME = (
        "PARTIES_SAME",
        "Supplier and buyer the same",
        "Supplier and buyer are the same; one of them was read in the wrong place.",
    )
    # The decision
    LOW_CONFIDENCE = "LOW_CONFIDENCE", "Evidence too weak", "The evidence is too weak to accept it without a person."
    VALIDATION_DOUBTS = (
        "VALIDATION_DOUBTS",
        "Not confirmed by a second look",
        "The second check of the values found a doubt.",
    )
    SEEN_BEFORE = "SEEN_BEFORE", "Processed before", "This very file was processed in an earlier run."
    DUPLICATE_FILE = "DUPLICATE_FILE", "Same file twice", "This very file is in the inbox twice."
    REFUSED = "REFUSED", "Not to be paid", "A person has decided that it is not to be paid."
    DUPLICATE_INVOICE = (
        "DUPLICATE_INVOICE",
        "Possible duplicate",
        "The same invoice (supplier, number, year) came before in another file.",
    )
    POSSIBLE_DUPLICATE = (
        "POSSIBLE_DUPLICATE",
        "Like an earlier invoice",
        "It looks like an earlier invoice under another number. Compare the two before you pay.",
    )
    # Not now, or our fault
    OUT_OF_REACH = (
        "OUT_OF_REACH",
        "Could not be opened",
        "The file could not be opened. See who may read the inbox and the storage; it is taken up in the next run.",
    )
    BUDGET_REACHED = "BUDGET_REACHED", "Budget used up", "The day's budget is used up; it is taken up in the next run."
    BREAKER_OPEN = "BREAKER_OPEN", "Model service down", "The model's service is down; it is taken up in the next run."
    PROVIDER_FAILED = (
        "PROVIDER_FAILED",
        "Model service did not answer",
        "The model's service did not answer; it is taken up in the next run.",
    )
    ODD_ANSWER = "ODD_ANSWER", "Model's answer of no use", "The model's answer was of no use, also when asked again."
    INTERNAL_ERROR = (
        "INTERNAL_ERROR",
        "Fault of this program",
        "A fault of this program; it is taken up in the next run.",
    )


def known_reason(code: str) -> Reason | None:
    """The reason with this code; ``None`` for one that only a newer version knows."""
    return Reason.__members__.get(code)


def reason_of(code: str) -> Reason:
    """The reason with this code, as it stands in a record. Raises ``KeyError`` for one that is not known."""
    return Reason[code]
