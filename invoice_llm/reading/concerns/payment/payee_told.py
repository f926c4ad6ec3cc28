"""Another company than the supplier where a page says who is paid, or for whom it was issued, and ways to pay that
leave no trace of who was."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import count

from invoice_llm.documents.page import Page, TextRow, Word, spoken_on
from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement
from invoice_llm.label_reader.parties.ids import ibans_in
from invoice_llm.label_reader.parties.likeness import alike
from invoice_llm.reading.concerns.named_below import companies_in
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.recognition import language_of
from invoice_llm.vocabulary.telling_words import telling, telling_in
from invoice_llm.vocabulary.words import pattern, words_in

_PATH = "payment_accounts[0].iban"
_BANKS = re.compile(
    r"ban[kcq]|kasse|pank|τραπεζ|τράπεζ|cr[eé]dit|kredit|spo[rř]itel|raiffeisen|santander|sanpaolo|barclays|lloyds|natwest"
    r"|hsbc|paribas|g[eé]n[eé]rale|nordea|\bing\b|\bkbc\b|belfius|amro|bbva|caixa|millennium|pekao|\botp\b|\bpko\b|\bdnb\b"
    r"|\bseb\b|\berste\b|revolut|\bwise\b|garanti|ziraat|gocardless|stripe|adyen|mollie|klarna|worldpay|sumup|paypal",
    re.IGNORECASE,
)
"""Banks, also those whose name has no word for it, and those who handle payments for anybody."""
_HOLDING = re.compile(r"verwaltung|beteiligung|komplement|geschäftsführung|holding|gro?up|management|service")
_FLUSH, _NEAR = 0.01, 1.0
"""Heights of a row between it and the next one of the same block."""
_ROWS_ABOVE = 2
_MOST_BESIDE = 3
"""Words beside the name in a row above or below an account: a label."""
_LONGEST = 30
_MAIL = re.compile(r"\S+@\S+\.\w{2,}")

Cell = Sequence[Word]


def payee_told(invoice: Invoice, pages: Sequence[Page], table: frozenset[int]) -> Iterator[Concern]:
    """Why it is not clear who is paid. ``table`` are the rows of the lines, counted over all pages."""
    if not invoice.seller.name or invoice.payee is not None or invoice.doc_type == "credit_note":
        return
    number = count()
    free = [[row for row in page.rows if next(number) not in table] for page in pages]
    language = language_of(" ".join(row.text for page in pages for row in page.rows))
    spoken = spoken_on(pages)
    yield from _payee(invoice, free, language)
    yield from _on_behalf(invoice, free, language, spoken)
    if any(one.may_be_in(spoken) for one in (telling("odd_means"), telling_in(language, "wallets", "means"))):
        yield from _odd_means(invoice, free, language)


def _payee(invoice: Invoice, pages: Sequence[Sequence[TextRow]], language: str | None) -> Iterator[Concern]:
    """A company beside an account, or in a sentence that asks for the payment."""
    for rows in pages:
        for at, row in enumerate(rows):
            for cell, text in zip(row.cells, row.texts, strict=True):
                has_account = any(ibans_in(text))
                if not has_account and not _asks(text, language):
                    continue
                near = _beside(rows, at, cell) if has_account else []
                holder = next((one for part in near for one in _others(invoice, part) if _is_alone(one, part)), None)
                holder = holder or next(_others(invoice, text), None)
                if holder is not None:
                    yield Concern.saying(Reason.PAYEE_UNCLEAR, Statement.PAYEE_NAMED, _PATH, holder=holder)
                    return


def _asks(text: str, language: str | None) -> bool:
    plain = folded(text)
    return bool(words_in(language, "asks_payment").search(plain)) and len(plain.split()) <= _LONGEST


def _others(invoice: Invoice, text: str) -> Iterator[str]:
    """Companies in a text that are neither party nor a bank."""
    names = [name for one in (invoice.seller, invoice.buyer) for name in (one.name, one.trading_name) if name]
    for name in companies_in(text):
        before = text.partition(name)[0]
        is_bank = _BANKS.search(name) or (
            _BANKS.search(before) and not pattern("account_holder").search(folded(before))
        )
        if not is_bank and not any(_is_of(name, one) for one in names):
            yield name


def _is_of(name: str, party: str) -> bool:
    """The party itself or a company that holds or manages it, which has its first word."""
    first, other = (re.findall(r"\w{3,}", folded(text))[:1] for text in (name, party))
    is_holding = bool(first) and first == other and _HOLDING.search(folded(name)) is not None
    return alike(name, party) or folded(party) in folded(name) or is_holding


def _is_alone(name: str, text: str) -> bool:
    return len(text.replace(name, " ").split()) <= _MOST_BESIDE


def _beside(rows: Sequence[TextRow], at: int, cell: Cell) -> list[str]:
    """Texts flush with the cell right above and below it."""
    found = []
    for step, most in ((-1, _ROWS_ABOVE), (1, 1)):
        last = cell
        for row in rows[at - 1 :: -1][:most] if step < 0 and at else rows[at + 1 : at + 1 + most] if step > 0 else ():
            flush = next((one for one in row.cells if abs(one[0].box[0] - cell[0].box[0]) <= _FLUSH), None)
            if flush is None or not _is_near(flush, last):
                break
            found.append(_text(flush))
            last = flush
    return found


def _is_near(one: Cell, other: Cell) -> bool:
    upper, lower = sorted((one[0].box, other[0].box), key=lambda box: box[1])
    return lower[1] - upper[3] <= _NEAR * (upper[3] - upper[1])


def _on_behalf(
    invoice: Invoice, pages: Sequence[Sequence[TextRow]], language: str | None, spoken: frozenset[str]
) -> Iterator[Concern]:
    """Issued for another company, or by another one in the supplier's name. ``spoken`` are the words of the pages."""
    says_so = words_in(language, "on_behalf")
    if says_so.search(folded(invoice.seller.name or "")):
        yield Concern(Reason.UNPARSABLE_VALUE, ("seller.name",))
        return
    if not telling_in(language, "on_behalf").may_be_in(spoken):
        return
    for text in (text for rows in pages for row in rows for text in row.texts):
        found = says_so.search(folded(text)) if len(text.split()) <= _LONGEST else None
        if found and next(_others(invoice, text), None):
            yield Concern.saying(Reason.UNKNOWN_WORDS, Statement.SAYS_STATE, words=found[0], sentence=text)
            return


def _odd_means(invoice: Invoice, pages: Sequence[Sequence[TextRow]], language: str | None) -> Iterator[Concern]:
    """Money that goes to whoever shows up for it; and, where no account is printed, to a telephone or a mailbox."""
    texts = [text for rows in pages for row in rows for text in row.texts]
    plain = [folded(text) for text in texts]
    open_ = not invoice.payment_accounts and invoice.amount_due != 0
    open_ = open_ and not any(pattern("bank_number").search(text) for text in plain)
    for text, words in zip(texts, plain, strict=True):
        found = pattern("odd_means").search(words) if _asks(text, language) else None
        if found is None and open_:
            found = words_in(language, "wallets").search(words)
            if found is None and _MAIL.search(text) and _asks(text, language):
                found = words_in(language, "means").search(words)
        if found is not None:
            yield Concern.saying(Reason.PAYEE_UNCLEAR, Statement.PAID_BY_MEANS, _PATH, words=found[0])
            return


def _text(cell: Cell) -> str:
    return " ".join(word.text for word in cell)
