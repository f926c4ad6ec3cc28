"""Departures of an invoice from what its supplier's certain invoices were like; each is a question for a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from invoice_llm.invoice.checks.company_ids import bare_id, folded_id
from invoice_llm.invoice.concern import Concern, Value
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.paths import first
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement
from invoice_llm.label_reader.parties.bank_numbers import bank_numbers
from invoice_llm.reading.evidence.page_cells import PageCells
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.evidence.remembered import RememberedSpot
from invoice_llm.reading.memory.alike import is_near, skeleton
from invoice_llm.reading.memory.layout_match import is_layout_known
from invoice_llm.reading.memory.lesson import Lesson
from invoice_llm.reading.memory.recalling import SupplierLessons, currencies_at
from invoice_llm.reading.memory.teaching import number_form

UNUSUAL = Decimal(10)
"""So many times the largest known total is unusual."""
FEWEST_TOTALS = 3
"""From so many known totals on there is a usual one."""
FEWEST_PAGES = 3
"""From so many accepted pages on, a layout that is like none of them is unusual without anybody's decision."""
_MOST_FORMS = 2
"""A supplier whose numbers had more forms than this has no form."""
_SHOWN = 4
_IDS = ("seller.vat_id", "seller.tax_ids[0].value")
_FEWEST_CELLS = 6
"""A page with fewer cells of words has no layout to speak of."""


def departures(
    invoice: Invoice, evidence: Mapping[str, Evidence], read: PageReading | None, lessons: SupplierLessons
) -> tuple[Concern, ...]:
    """Another currency, layout, VAT id, name or account than any known one, a number in another form, a total far above
    all others.

    Documents that were accepted on evidence count here as well, as they only make it harder to accept the next one; but
    not for the form of numbers, which differs with some suppliers from one kind of paper to the next, nor for a layout
    where nobody ever decided on one and few pages are known: a company may have several.
    """
    known = lessons.every
    cells = read.cells if read is not None and any(page.rows for page in read.pages) else None
    code = read.habits.currency if read is not None else None
    printed = {code} if code else set()
    return (
        *_currency(invoice, evidence, cells, known, printed),
        *(_layout(cells, known) if cells is not None and _has_habits(lessons) else ()),
        *(list(_supplier_id(invoice, known)) or _supplier_name(invoice, known)),
        *(list(_account(invoice, read, known)) or _bank_number(read, known)),
        *_number(invoice, lessons.taught),
        *_total(invoice, known),
    )


def _has_habits(lessons: SupplierLessons) -> bool:
    """True where somebody has decided on a page of this supplier, or so many are known that they tell how it looks."""
    return bool(lessons.taught) or len(lessons.every) >= FEWEST_PAGES


def _currency(
    invoice: Invoice,
    evidence: Mapping[str, Evidence],
    cells: PageCells | None,
    known: Sequence[Lesson],
    printed: set[str],
) -> Iterator[Concern]:
    """``printed`` is what stands beside most amounts, which counts where the total was not found."""
    codes = {one.currency for one in known if one.currency}
    shown = {invoice.currency} if invoice.currency else set()
    beside = _beside_total(evidence, cells) or printed
    if beside and not beside & shown:
        shown = beside
    if codes and shown and not shown & codes:
        values = {"new": tuple(sorted(shown)), "known": tuple(sorted(codes))}
        yield Concern.saying(Reason.CURRENCY_CHANGED, Statement.CURRENCY_NEW, "currency", **values)


def _beside_total(evidence: Mapping[str, Evidence], cells: PageCells | None) -> set[str]:
    spot = evidence.get("total_gross")
    if cells is None or spot is None or spot.page is None or spot.bbox is None:
        return set()
    return currencies_at([RememberedSpot(spot.quote or "", spot.page, spot.bbox, None)], cells)


def _layout(cells: PageCells, known: Sequence[Lesson]) -> Iterator[Concern]:
    pages = [one for one in known if len(one.frame) >= _FEWEST_CELLS]
    if pages and not is_layout_known(pages, cells):
        yield Concern.saying(Reason.LAYOUT_CHANGED, Statement.LAYOUT_NEW, count=str(len(pages)))


def _account(invoice: Invoice, read: PageReading | None, known: Sequence[Lesson]) -> Iterator[Concern]:
    """Another account than any known one, read or only printed. Where a check says so already, this says the same."""
    before = {folded_id(account) for one in known for account in one.accounts}
    new = [account for account in accounts_named(invoice, read) if folded_id(account) not in before]
    if before and new:
        values = {"new": _ends(new), "known": _ends(sorted(before))}
        path = "payment_accounts[0].iban"
        yield Concern.saying(Reason.ACCOUNT_CHANGED, Statement.ACCOUNT_NEW, path, **values)


def _bank_number(read: PageReading | None, known: Sequence[Lesson]) -> Iterator[Concern]:
    """Another number of an account or a bank than any known one, where such numbers were printed before."""
    before = {number for one in known for number in one.bank_numbers}
    new = [one for one in bank_numbers(read.text) if one not in before] if read is not None and before else []
    if new:
        values = {"new": _ends(new), "known": _ends(sorted(before))}
        yield Concern.saying(Reason.ACCOUNT_CHANGED, Statement.ACCOUNT_NEW, "payment_accounts[0].iban", **values)


def _supplier_id(invoice: Invoice, known: Sequence[Lesson]) -> Iterator[Concern]:
    """Another VAT id or tax number than any that was known under this name or account: the tax would go to somebody
    else."""
    for path in _IDS:
        before = {one.names[path] for one in known if one.names.get(path)}
        number = first(invoice, path)
        ids = {bare_id(one.names.get(other)) for one in known for other in _IDS}
        if number and before and bare_id(str(number)) not in ids:
            values: dict[str, Value] = {"new": str(number), "known": tuple(sorted(before))}
            yield Concern.saying(Reason.SUPPLIER_CHANGED, Statement.VAT_ID_NEW, "seller.vat_id", **values)
            return


def _supplier_name(invoice: Invoice, known: Sequence[Lesson]) -> Iterator[Concern]:
    """Another name than any that was known under this id or account: who writes is somebody else, or was read wrongly.
    A part of a name and another spelling are the same."""
    name = invoice.seller.name
    before = {one.names["seller.name"] for one in known if one.names.get("seller.name")}
    if name and before and not any(_is_same_name(name, one) for one in before):
        values: dict[str, Value] = {"new": name, "known": tuple(sorted(before))}
        yield Concern.saying(Reason.SUPPLIER_CHANGED, Statement.NAME_NEW, "seller.name", **values)


def _is_same_name(one: str, other: str) -> bool:
    ours, theirs = skeleton(one), skeleton(other)
    return not ours or not theirs or ours in theirs or theirs in ours or is_near(one, other)


def accounts_named(invoice: Invoice, read: PageReading | None) -> list[str]:
    """The accounts to pay to that were read, or else are only printed."""
    named = [account.iban or account.account_number for account in invoice.payment_accounts]
    printed = [] if named or read is None else [one.iban for one in read.structure.accounts if one.owner != "buyer"]
    return [account for account in (*named, *printed) if account]


def new_account_of_alike(
    invoice: Invoice, read: PageReading | None, own: SupplierLessons | None, alike: Sequence[tuple[str, Lesson]]
) -> Iterator[Concern]:
    """An account that nobody knows, under a name or an address that is taken for a known supplier's. Not where the
    supplier is known itself with this account: two companies may look alike."""
    ours = {folded_id(account) for one in (own.every if own else ()) for account in one.accounts}
    theirs = [(name, {folded_id(account) for account in one.accounts}) for name, one in alike if one.accounts]
    known = ours.union(*(accounts for _, accounts in theirs))
    new = [account for account in accounts_named(invoice, read) if folded_id(account) not in known]
    if theirs and new and not ours & {folded_id(account) for account in accounts_named(invoice, read)}:
        name, accounts = theirs[0]
        values: dict[str, Value] = {"name": name, "new": _ends(new), "known": _ends(sorted(accounts))}
        path = "payment_accounts[0].iban"
        yield Concern.saying(Reason.ACCOUNT_CHANGED, Statement.ACCOUNT_OF_ALIKE, path, **values)


def _ends(accounts: Sequence[str]) -> tuple[str, ...]:
    return tuple(folded_id(account)[-_SHOWN:] for account in accounts)


def _number(invoice: Invoice, known: Sequence[Lesson]) -> Iterator[Concern]:
    forms = {one.number_shape for one in known if one.number_shape}
    form = number_form(invoice.invoice_number)
    if form and 0 < len(forms) <= _MOST_FORMS and form not in forms:
        values: dict[str, Value] = {"number": invoice.invoice_number or "", "forms": tuple(sorted(forms))}
        yield Concern.saying(Reason.NUMBER_UNUSUAL, Statement.NUMBER_NEW, "invoice_number", **values)


def _total(invoice: Invoice, known: Sequence[Lesson]) -> Iterator[Concern]:
    totals = [abs(one.total) for one in known if one.total and one.currency == invoice.currency]
    total = invoice.total_gross
    if total is not None and len(totals) >= FEWEST_TOTALS and abs(total) > UNUSUAL * max(totals):
        values = {"total": str(total), "largest": str(max(totals))}
        yield Concern.saying(Reason.AMOUNT_UNUSUAL, Statement.TOTAL_FAR_ABOVE, "total_gross", **values)
