"""Amounts that a page bears and no sum of the reading uses: below the total, alone on a payment slip, or labelled as
the total in its head."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache, partial

from invoice_llm.documents.page import Box, Page, TextRow, Word
from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement
from invoice_llm.invoice.tolerances import unit_of
from invoice_llm.label_reader.parties.ids import ibans_in
from invoice_llm.reading.concerns.payment.asked_amount import asked_amounts
from invoice_llm.reading.concerns.payment.less_told import less_told
from invoice_llm.reading.concerns.payment.payment_slip import slip_amounts
from invoice_llm.reading.concerns.payment.without_figure import asks_for_payment, without_figure
from invoice_llm.vocabulary.dates import find_dates
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.telling_words import TellingWords
from invoice_llm.vocabulary.words import listed_words, pattern, titles_of

_MOST_SHOWN = 60
_BELOW = 0.22
"""Part of a page below the total in which a row still belongs to the sums."""
_ALIGNED = 0.012
_SLIP_ROWS = 4
_MINUS = r"\W*[-\u2212(]"
_WHOLE = re.compile(
    r"(?<![0-9.,])[0-9]{1,3}(?:[.,'’ \u00a0\u202f][0-9]{3})+(?![0-9.,])|(?<![0-9.,])[0-9]{3,}(?![0-9.,])"
)
"""An amount of a currency without cents."""
_CENTS = re.compile(r"[0-9][.,][0-9]{2}(?![0-9]|[.,][0-9])")
_PRINTED = re.compile(r"[0-9](?:[0-9.,'’ \u00a0\u202f]*[0-9])?[.,][0-9]{2}(?![0-9])")
_FEWEST_PARTS = 3
"""Fewer rows below a total than this are no list of its details."""
_THOUSANDS = re.compile(r"[0-9]{3}(?: [0-9]{3})*[.,][0-9]{2}")
_GROUP = re.compile(r"[-\u2212(]?[0-9]{1,3}")
_NO_CURRENCY = re.compile(r"[0-9.,'’\s\u00a0\u202f\u25a0\ufffd-]+")
_MOST_OF_LABEL = 7
_LONGEST_SIGN = 3
_FEWEST_OF_SENTENCE = 5


def unexplained_amounts(invoice: Invoice, evidence: Mapping[str, Evidence], pages: Sequence[Page]) -> Iterator[Concern]:
    """The first one, on the page of the total."""
    spot = evidence.get("total_gross")
    if spot is None or spot.page is None or spot.bbox is None or spot.page > len(pages):
        return
    page, form = pages[spot.page - 1], _form_of(invoice)
    below = list(_below_total(invoice, page, spot.bbox, form))
    if below and not _is_breakdown(invoice, pages, spot.page, spot.bbox, form):
        yield from below
        return
    if (empty := next(without_figure(page, spot.bbox), None)) is not None:
        yield Concern.saying(Reason.UNKNOWN_WORDS, Statement.ROW_UNUSED, words=empty[:_MOST_SHOWN])
        return
    known = _digits_of_sums(invoice) | _digits_of_deductions(invoice)
    if (less := next(less_told(pages, known, whole=form is _WHOLE), None)) is not None:
        yield Concern.saying(Reason.UNKNOWN_WORDS, Statement.AMOUNT_UNUSED, words=less[:_MOST_SHOWN])
        return
    alone = partial(_is_amount_alone, form=form, currency=invoice.currency)
    told = (
        *slip_amounts(page, spot.bbox, partial(alone, coded=form is _WHOLE)),
        *_alone_below(page, spot.bbox, alone),
        *_in_head(page, spot.bbox, partial(alone, coded=False)),
        *_settled(page, spot.bbox),
        *asked_amounts(page, spot.bbox),
    )
    for row in told:
        if not _digits(row) & known and not any(_digits(one[0]) & known for one in _PRINTED.finditer(row)):
            yield Concern.saying(Reason.UNKNOWN_WORDS, Statement.AMOUNT_UNUSED, words=row[:_MOST_SHOWN])
            return


def _is_breakdown(invoice: Invoice, pages: Sequence[Page], page: int, total: Box, form: re.Pattern[str]) -> bool:
    """``True`` where the rows below the total are its details, as on a bill for services: they add up to it once, or
    with their own sums twice. An instalment has its day beside it, and a deduction a minus."""
    places, rows = _places(invoice), [(row, total) for row in pages[page - 1].rows]
    nowhere: Box = (total[0], 0.0, total[2], 0.0)
    rows += [(row, nowhere) for later in pages[page:] for row in later.rows]
    found = [(row, _amount_below(row, box, form, within=1.0)) for row, box in rows]
    amounts = [(row, _cents(amount)) for row, amount in found if amount]
    if any(cents < 0 or any(find_dates(row.text)) for row, cents in amounts):
        return False
    parts = [cents for _, cents in amounts if cents]
    wholes = [int(abs(one) * 10**places) for one in (invoice.total_gross, invoice.total_net) if one]
    return len(parts) >= _FEWEST_PARTS and any(sum(parts) in (whole, 2 * whole) for whole in wholes)


def _alone_below(page: Page, total: Box, is_amount: Callable[..., bool]) -> Iterator[str]:
    """Amounts with their currency that stand alone below the total, as on a payment slip."""
    for row in page.rows:
        if len(row.cells) > 1 or row.words[0].box[1] <= total[3]:
            continue
        if is_amount(row.text, coded=True) or (is_amount(row.text, coded=False) and _is_on_slip(page, row)):
            yield row.text


def _is_on_slip(page: Page, row: TextRow) -> bool:
    """A payment slip has the amount under its account, which begins right above it."""
    at = page.rows.index(row)
    near = page.rows[max(at - _SLIP_ROWS, 0) : at]
    flush = (one for one in near if abs(one.words[0].box[0] - row.words[0].box[0]) <= _ALIGNED)
    return any(any(ibans_in(one.text)) for one in flush)


def _in_head(page: Page, total: Box, is_amount: Callable[[str], bool]) -> Iterator[str]:
    """Amounts above the total below, or to the right of, a label that says what is to be paid."""
    for at, row in enumerate(page.rows):
        for index, (cell, text) in enumerate(zip(row.cells, row.texts, strict=True)):
            if cell[0].box[3] > total[1] or not is_amount(text):
                continue
            labels = [row.texts[index - 1]] if index else []
            near = page.rows[max(at - 1, 0) : at]
            labels += [_text(one) for above in near for one in above.cells if _over(one, cell)]
            if any(asks_for_payment().fullmatch(folded(label).strip(" :.")) for label in labels):
                yield text


def _settled(page: Page, total: Box) -> Iterator[str]:
    """Sentences below the total that name an amount as a deposit, as paid or as credited, on no condition: ``deduct our
    credit note over 150.00``."""
    if not _telling_of_paying().may_be_in(page.spoken):
        return
    for row in page.rows:
        text = _undated(row.text) if row.words[0].box[1] > total[3] else ""
        plain = folded(text) if _PRINTED.search(text) else ""
        if not _speaks_of_paying().search(plain) or "%" in plain:
            continue
        if pattern("deposit", "settled").search(plain):
            if not pattern("rule", "early_discount").search(plain):
                yield text
        elif not pattern("early_discount", "registered").search(plain) and len(plain.split()) >= _FEWEST_OF_SENTENCE:
            yield text


def _undated(text: str) -> str:
    for start, end in reversed([*find_dates(text)]):
        text = text[:start] + text[end:]
    return text


@cache
def _speaks_of_paying() -> re.Pattern[str]:
    return re.compile(alternatives(_words_of_paying()))


@cache
def _telling_of_paying() -> TellingWords:
    return TellingWords.of(_words_of_paying())


def _words_of_paying() -> list[str]:
    return [*listed_words("deposit", "settled"), *titles_of("credit_note")]


def _text(cell: Sequence[Word]) -> str:
    return " ".join(word.text for word in cell)


def _over(one: Sequence[Word], other: Sequence[Word]) -> bool:
    return one[0].box[0] < other[-1].box[2] and other[0].box[0] < one[-1].box[2]


def _below_total(invoice: Invoice, page: Page, total: Box, form: re.Pattern[str]) -> Iterator[Concern]:
    """``Loyalty credit  -46.00`` under the total: less may be due than anybody read."""
    below = [(row, amount) for row in page.rows if (amount := _amount_below(row, total, form))]
    if not below:
        return
    known, less, unused = _digits_of_sums(invoice), _digits_of_deductions(invoice), []
    for row, amount in below:
        taken_off = bool(re.match(_MINUS, amount)) and (invoice.total_gross or 0) > 0
        if _is_other_currency(row, invoice) or _digits(amount) & (less if taken_off else known):
            continue
        if not _is_for_late_payers(row, amount, invoice):
            unused.append((row.text, amount))
    if sum(_cents(amount) for _, amount in unused):
        yield Concern.saying(Reason.UNKNOWN_WORDS, Statement.ROW_UNUSED, words=unused[0][0][:_MOST_SHOWN])


def _is_amount_alone(text: str, *, form: re.Pattern[str], currency: str | None, coded: bool) -> bool:
    """``EUR 1.234,50`` and nothing else, in the invoice's currency. ``coded``: its currency has to be there."""
    if not form.search(text):
        return False
    beside = _NO_CURRENCY.sub("", text)
    if not int(coded) <= len(beside) <= _LONGEST_SIGN or find_dates(text):
        return False
    return not re.fullmatch(r"[A-Z]{3}", beside) or beside == currency


def _is_for_late_payers(row: TextRow, amount: str, invoice: Invoice) -> bool:
    """``Total if paid after the due date``: more than the total, and only on a condition."""
    is_more = invoice.total_gross is not None and abs(_cents(amount)) > abs(invoice.total_gross) * 10 ** _places(
        invoice
    )
    return is_more and bool(pattern("rule").search(folded(row.text)))


def _cents(amount: str) -> int:
    """With its sign: what was put on and taken off again is nothing."""
    cents = int(next(iter(_digits(amount))))
    return -cents if re.search(r"[-\u2212]", amount) else cents


def _amount_below(row: TextRow, total: Box, form: re.Pattern[str], within: float = _BELOW) -> str:
    """The amount at the end of a row with words, in the column of the total and a little below it."""
    words = row.words
    at = next((index for index in range(len(words) - 1, -1, -1) if form.search(words[index].text)), None)
    if at is None or not total[3] - _ALIGNED / 4 < words[at].box[1] < total[3] + within:
        return ""
    first = _first_of(words, at)
    before, behind = (" ".join(word.text for word in part) for part in (words[:first], words[at + 1 :]))
    if not re.search(r"[^\W\d_]{3,}", before) or re.search(r"[^\W\d_]{4,}|%|[0-9]", behind):
        return ""
    left, right = words[at].box[0], words[at].box[2]
    shared = min(right, total[2]) - max(left, total[0])
    is_sentence = _CENTS.search(before) or len(before.split()) > _MOST_OF_LABEL
    minus = "-" if re.search(r"(?<!\w)[-\u2212][^\s\d]{0,4} ?$", before) else ""
    amount = " ".join(word.text for word in words[first : at + 1])
    return "" if is_sentence or shared < (right - left) / 2 else minus + amount


def _first_of(words: Sequence[Word], at: int) -> int:
    """Where the amount begins that ends there: the words before it may be its thousands, as in ``-1 656,88``."""
    amount = words[at].text
    while at and _THOUSANDS.fullmatch(amount) and _GROUP.fullmatch(words[at - 1].text):
        if not _is_close(words[at - 1], words[at]):
            break
        at -= 1
        amount = f"{words[at].text} {amount}"
    return at


def _is_close(word: Word, behind: Word) -> bool:
    """No farther apart than one letter: two columns are."""
    return behind.box[0] - word.box[2] <= 1.1 * (behind.box[2] - behind.box[0]) / len(behind.text)


def _is_other_currency(row: TextRow, invoice: Invoice) -> bool:
    codes = re.findall(r"\b[A-Z]{3}\b", row.text)
    return any(code != invoice.currency for code in codes)


def _digits_of_sums(invoice: Invoice) -> set[str]:
    """Of every amount that the reading has a name for, own fields and what net and tax come to among them: where that
    is not the total, a check says so."""
    totals: list[Decimal | None] = [
        invoice.total_net, invoice.total_tax, invoice.total_gross, invoice.amount_due, invoice.paid_amount,
        invoice.rounding, invoice.previous_balance, invoice.sum_lines_net, invoice.allowance_total,
        invoice.charge_total,
    ]  # fmt: skip
    taxes = [amount for tax in invoice.taxes for amount in (tax.amount, tax.base)]
    amounts = [amount for amount in (*totals, *taxes) if amount is not None]
    parts = [(invoice.total_net, invoice.total_tax), *((tax.base, tax.amount) for tax in invoice.taxes)]
    pairs = [base + tax for base, tax in parts if base is not None and tax is not None]
    own = {digits for value in invoice.own.values() if value is not None for digits in _digits(str(value))}
    return {digits for amount in (*amounts, *pairs) for digits in _printed(amount, invoice)} | own | {"0"}


def _digits_of_deductions(invoice: Invoice) -> set[str]:
    """What may stand below a total with a minus: a deposit that equals the net total is none of its own."""
    allowance = None if _is_net_without(invoice) else invoice.allowance_total
    off = (invoice.paid_amount, allowance, invoice.rounding, invoice.previous_balance)
    told = {digits for amount in off if amount is not None for digits in _printed(amount, invoice)}
    return told | (_digits_of_sums(invoice) if invoice.amount_due == 0 else set()) | {"0"}


def _is_net_without(invoice: Invoice) -> bool:
    """The lines come to the net total as they are: an allowance that is printed below the total is in no sum."""
    net, lines = invoice.total_net, invoice.sum_lines_net
    return bool(invoice.allowance_total) and not invoice.charge_total and net is not None and net == lines


def _printed(amount: Decimal, invoice: Invoice) -> set[str]:
    return _digits(f"{amount:.{_places(invoice)}f}")


def _form_of(invoice: Invoice) -> re.Pattern[str]:
    """How an amount of the invoice's currency is printed."""
    return _CENTS if _places(invoice) else _WHOLE


def _places(invoice: Invoice) -> int:
    """Decimals of the invoice's amounts: none where a currency is often printed whole, and is here."""
    return max(-int(unit_of(invoice).as_tuple().exponent), 0)


def _digits(amount: str) -> set[str]:
    return {re.sub(r"[^0-9]", "", amount).lstrip("0") or "0"}
