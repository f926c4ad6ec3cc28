"""How a document can end, and why: one enum each, every reason with a sentence for people."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """Every document found ends in exactly one of these."""

    ACCEPTED = "accepted"
    REVIEW = "review"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
    DEFERRED = "deferred"
    FAILED = "failed"

    @property
    def is_final(self) -> bool:
        """Whether a later run leaves the document alone."""
        return self not in (Outcome.DEFERRED, Outcome.FAILED)


class Reason(StrEnum):
    """Why a document or a value is where it is. ``sentence`` is what a clerk reads."""

    sentence: str

    def __new__(cls, code: str, sentence: str) -> Reason:
        member = str.__new__(cls, code)
        member._value_ = code
        member.sentence = sentence
        return member

    # The file
    EMPTY_FILE = "EMPTY_FILE", "The file is empty."
    ENCRYPTED = "ENCRYPTED", "The PDF is locked with a password. Ask the supplier for an open copy."
    UNREADABLE_FILE = "UNREADABLE_FILE", "The file is damaged or cut off and cannot be opened. Ask for it again."
    UNSUPPORTED_FILE = "UNSUPPORTED_FILE", "This kind of file is not read. Invoices are PDF or e-invoice XML."
    TOO_LARGE = "TOO_LARGE", "The file has more pages or bytes than is allowed."
    PARSE_TIMEOUT = "PARSE_TIMEOUT", "Reading the file took longer than is allowed; it may be built to do harm."
    PARSE_CRASHED = "PARSE_CRASHED", "Reading the file ended the process that read it; nothing else was touched."
    NO_TEXT = "NO_TEXT", "The pages are pictures, and no OCR could read them. A person has to read it."
    LOW_TEXT_QUALITY = "LOW_TEXT_QUALITY", "The text in the file is damaged and cannot be trusted."
    HIDDEN_TEXT = (
        "HIDDEN_TEXT",
        "The file holds text that cannot be seen on the page. It was not read; ask yourself why it is there.",
    )
    NOT_AN_INVOICE = "NOT_AN_INVOICE", "This is not an invoice."
    SEVERAL_INVOICES = (
        "SEVERAL_INVOICES",
        "The file may hold several invoices, and was read as one. Look where each begins before you pay.",
    )
    # The value
    NOT_ON_PAGE = "NOT_ON_PAGE", "A value could not be found on the page."
    MISSING_FIELD = "MISSING_FIELD", "A value that every invoice needs is not there."
    UNPARSABLE_VALUE = "UNPARSABLE_VALUE", "A value is printed in a form that could not be understood."
    AMBIGUOUS_DATE = "AMBIGUOUS_DATE", "A date can be read in two ways, and nothing on the page decides."
    AMBIGUOUS_AMOUNT = "AMBIGUOUS_AMOUNT", "An amount can be read in two ways."
    WEAK_LABEL = "WEAK_LABEL", "A value was found, but no label beside it says what it is."
    OTHER_LABELLED = "OTHER_LABELLED", "Beside the label of a value the page shows another one."
    NOT_READ = "NOT_READ", "The page shows a value under its label that was not read."
    READINGS_DISAGREE = "READINGS_DISAGREE", "Two independent readings of the page differ."
    # The sums
    SUM_MISMATCH = "SUM_MISMATCH", "The amounts on the page do not add up."
    LINES_MISMATCH = "LINES_MISMATCH", "The lines do not add up to the total."
    TAX_MISMATCH = "TAX_MISMATCH", "The tax is not the rate times its base."
    DATE_ORDER = "DATE_ORDER", "The due date is before the invoice date, or the invoice date is in the future."
    BAD_CHECK_DIGIT = "BAD_CHECK_DIGIT", "A bank account or tax number fails its check digits."
    PAGE_XML_DISAGREE = "PAGE_XML_DISAGREE", "The page and the e-invoice data inside the file say different things."
    NO_PRECEDING_INVOICE = "NO_PRECEDING_INVOICE", "A credit note that does not say which invoice it corrects."
    SIGN_UNCLEAR = "SIGN_UNCLEAR", "The sign of the amounts does not fit an invoice or a credit note."
    TAX_BASIS_UNCLEAR = "TAX_BASIS_UNCLEAR", "It is not clear whether the prices include the tax."
    CURRENCY_UNCLEAR = "CURRENCY_UNCLEAR", "The currency is not printed, or is none that is in use."
    PERIOD_UNLIKELY = "PERIOD_UNLIKELY", "The period that is billed cannot be right."
    ROWS_DIFFER = "ROWS_DIFFER", "The page has more or fewer rows than were read; lines may be missing."
    ACCOUNT_CHANGED = (
        "ACCOUNT_CHANGED",
        "The bank account is not this supplier's last one. Ask the supplier by a number you know before you pay.",
    )
    SELLER_IS_US = "SELLER_IS_US", "The supplier that was read is our own company; supplier and buyer are swapped."
    PARTIES_SAME = "PARTIES_SAME", "Supplier and buyer are the same; one of them was read in the wrong place."
    # The decision
    LOW_CONFIDENCE = "LOW_CONFIDENCE", "The evidence is too weak to accept it without a person."
    VALIDATION_DOUBTS = "VALIDATION_DOUBTS", "The second check of the values found a doubt."
    SEEN_BEFORE = "SEEN_BEFORE", "This very file was processed in an earlier run."
    DUPLICATE_FILE = "DUPLICATE_FILE", "This very file is in the inbox twice."
    REFUSED = "REFUSED", "A person has decided that it is not to be paid."
    DUPLICATE_INVOICE = "DUPLICATE_INVOICE", "The same invoice (supplier, number, year) came before in another file."
    POSSIBLE_DUPLICATE = (
        "POSSIBLE_DUPLICATE",
        "It looks like an earlier invoice under another number. Compare the two before you pay.",
    )
    # Not now, or our fault
    BUDGET_REACHED = "BUDGET_REACHED", "The day's budget is used up; it is taken up in the next run."
    BREAKER_OPEN = "BREAKER_OPEN", "The model's service is down; it is taken up in the next run."
    PROVIDER_FAILED = "PROVIDER_FAILED", "The model's service did not answer; it is taken up in the next run."
    ODD_ANSWER = "ODD_ANSWER", "The model's answer was of no use, also when asked again."
    INTERNAL_ERROR = "INTERNAL_ERROR", "A fault of this program; it is taken up in the next run."


def reason_of(code: str) -> Reason:
    """The reason with this code, as it stands in a record. Raises ``KeyError`` for one that is not known."""
    return Reason[code]
