"""An invoice by what its document says of itself: void, a draft, paid, replacing another one; and who is to be paid.

:func:`as_described` puts into the invoice what is said beyond doubt, :func:`self_concerns` says what a person has to
decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from invoice_llm.invoice.amounts import find_amounts
from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice, Party, PaymentAccount, PrecedingInvoice
from invoice_llm.invoice.statements import Statement
from invoice_llm.label_reader.parties.accounts import Owner, PrintedAccount, suppliers_account
from invoice_llm.label_reader.self_statement import SelfStatement
from invoice_llm.label_reader.settlement import UNCLEAR
from invoice_llm.reading.evidence.structure import Structure
from invoice_llm.vocabulary.dates import find_dates, parse_date
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.words import pattern

Values = tuple[Invoice, Mapping[str, Evidence]]
_ZERO = Decimal(0)
_MOST_ROUNDED = Decimal(5)
"""Coins are rounded away, in no currency more than half of five."""
HELD: Mapping[str, Reason] = {
    "void": Reason.SAYS_VOID,
    "draft": Reason.SAYS_DRAFT,
    "no_payment": Reason.SAYS_NO_PAYMENT,
    "nothing_due": Reason.SAYS_NO_PAYMENT,
    "proforma": Reason.NOT_AN_INVOICE,
    "doubtful": Reason.UNKNOWN_WORDS,
    "doubted": Reason.UNKNOWN_WORDS,
    "copy": Reason.UNKNOWN_WORDS,
    "credited": Reason.UNKNOWN_WORDS,
    "deduct": Reason.UNKNOWN_WORDS,
}
"""States that nobody may book unseen."""
_DOUBTS = ("doubtful", "doubted")
_MOST_QUOTED = 160
_LONGEST_REPLACING = 20
_NOT_A_NUMBER = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{4,}|[0-9]{1,3}(?:[.,][0-9]+)?%?")


def as_described(invoice: Invoice, evidence: Mapping[str, Evidence], page: Structure) -> Values:
    """The invoice with what its document says of itself: nothing due where it is paid, the invoice it replaces, and
    whom to pay instead of the supplier."""
    told = _rounded(*_withheld(invoice, evidence), page)
    told = _part_paid(*_paid(*told, page), page)
    told = _replacing(*told, page)
    return _payee(*told, page)


def self_concerns(invoice: Invoice, page: Structure) -> list[Concern]:
    """Why a person has to look at a document that says of itself what this one says."""
    said = [*_states(invoice, page), *_paid_but_due(invoice, page), *_accounts(invoice, page)]
    return [*said, *_replaces_unnamed(invoice, page)]


def replacing(invoice: Invoice, page: Structure) -> SelfStatement | None:
    """The sentence by which the document takes the place of another one."""
    said = (one for one in page.said if one.state == "replaces")
    return next((one for one in said if _other_numbers(one, invoice)), None)


def replaced_numbers(invoice: Invoice, page: Structure) -> tuple[str, ...]:
    """Numbers of the invoices whose place it takes."""
    said = replacing(invoice, page)
    return () if said is None else _other_numbers(said, invoice)


def _states(invoice: Invoice, page: Structure) -> Iterator[Concern]:
    told: dict[Reason, str] = {}
    # What a sentence says for sure comes first, and without the row above that may begin it.
    for said in sorted(page.said, key=lambda one: (one.state in _DOUBTS, len(one.sentence))):
        reason = HELD.get(said.state)
        again = said.state in _DOUBTS and any(one in said.sentence for one in told.values())
        is_new = reason not in told and not again
        if reason is not None and is_new and not _is_of_another(said, invoice) and _holds(said, invoice, page):
            told[reason] = said.sentence
            sentence = {} if said.alone or len(said.sentence) > _MOST_QUOTED else {"sentence": said.sentence}
            says = Statement.SAYS_COPY if said.state == "copy" else Statement.SAYS_STATE
            yield Concern.saying(reason, says, words=said.words, **sentence)


def _holds(said: SelfStatement, invoice: Invoice, page: Structure) -> bool:
    """Check a state against the others: nothing has to be transferred where it is paid, or fetched by debit. A
    sentence about copies asks for one, or says where one is."""
    if said.state == "copy":
        return said.alone
    if said.state == "credited":
        return invoice.doc_type != "credit_note"
    if said.state != "nothing_due":
        return True
    explained = any(one.state == "direct_debit" for one in page.said) or paid_by(invoice, page) is not None
    return not explained and invoice.amount_due != _ZERO


def _is_of_another(said: SelfStatement, invoice: Invoice) -> bool:
    """A sentence that names the number of another document speaks of that one."""
    return said.state in ("void", "draft", "proforma") and bool(_other_numbers(said, invoice))


def _other_numbers(said: SelfStatement, invoice: Invoice) -> tuple[str, ...]:
    text = said.sentence
    for start, end in reversed([*find_dates(text), *_amounts(text)]):
        text = f"{text[:start]} {text[end:]}"
    own = _squeezed(invoice.invoice_number)
    numbers = re.findall(r"(?=[^\s,;]*[0-9])[^\W_][\w./#-]*\w", text)
    return tuple(one for one in numbers if not _NOT_A_NUMBER.fullmatch(one) and _squeezed(one) not in ("", own))


def _amounts(text: str) -> list[tuple[int, int]]:
    return [(start, end) for start, end in find_amounts(text) if re.search(r"[.,][0-9]{2}\b", text[start:end])]


def paid_by(invoice: Invoice, page: Structure) -> SelfStatement | None:
    """The stamp or sentence that says the whole invoice is paid."""
    if invoice.doc_type == "credit_note":
        return None
    return next((one for one in page.said if one.state == "paid" and _is_of_it(one, invoice)), None)


def _is_of_it(said: SelfStatement, invoice: Invoice) -> bool:
    """About this invoice, and all of it."""
    return _is_of_all(said, invoice) and not _is_of_another_one(said, invoice)


def _is_of_another_one(said: SelfStatement, invoice: Invoice) -> bool:
    """``Invoice 2026-077 has been paid``: a sentence that names an invoice by another number."""
    return pattern("invoice").search(folded(said.sentence)) is not None and bool(_other_numbers(said, invoice))


def _is_of_all(said: SelfStatement, invoice: Invoice) -> bool:
    """A sentence about a deposit, a share or an amount speaks of a part, unless the amount is the total."""
    plain = folded(said.sentence)
    amounts = {re.sub(r"[^0-9]", "", said.sentence[start:end]) for start, end in _amounts(said.sentence)}
    parts = amounts - {re.sub(r"[^0-9]", "", f"{invoice.total_gross or 0:.2f}")}
    return "%" not in plain and not parts and not pattern("deposit").search(plain)


def _is_of_the_last_day(said: SelfStatement, invoice: Invoice) -> bool:
    """A sentence with the last day to pay may ask for the money with the words that others use for having it."""
    if said.alone or invoice.due_date in (None, invoice.issue_date):
        return False
    days = (parse_date(said.sentence[start:end], language=invoice.language) for start, end in find_dates(said.sentence))
    return any(day is not None and day.value == invoice.due_date for day in days)


def _printed_due(page: Structure) -> Decimal | None:
    """The amount that the page says is due, under a label that means nothing else."""
    found = page.labelled("due")
    return max(found, key=lambda one: (one.weight, one.row)).value if found else None


def _paid(invoice: Invoice, evidence: Mapping[str, Evidence], page: Structure) -> Values:
    said, due, gross = paid_by(invoice, page), _printed_due(page), invoice.total_gross
    if gross is None or gross <= 0:
        return invoice, evidence
    if said is not None and not due:
        told = {path: Evidence(source="derived", quote=said.words) for path in ("amount_due", "paid_amount")}
        kept = {path: spot for path, spot in evidence.items() if path not in told}
        return invoice.model_copy(update={"amount_due": _ZERO, "paid_amount": gross}), {**kept, **told}
    if due == 0 and invoice.amount_due == 0 and not invoice.paid_amount:
        told = {"paid_amount": Evidence(source="derived")}
        return invoice.model_copy(update={"paid_amount": gross}), {**evidence, **told}
    return invoice, evidence


def _withheld(invoice: Invoice, evidence: Mapping[str, Evidence]) -> Values:
    """A total from which tax is withheld already is what is due; the total of EN 16931 is with all taxes."""
    net, tax, gross, kept = invoice.total_net, invoice.total_tax, invoice.total_gross, invoice.paid_amount
    if net is None or tax is None or gross is None or not kept or net + tax != gross + abs(kept):
        return invoice, evidence
    printed = {"amount_due": evidence["total_gross"]} if "total_gross" in evidence else {}
    told = {**evidence, **printed, "total_gross": Evidence(source="derived")}
    values = {"total_gross": net + tax, "amount_due": gross, "paid_amount": abs(kept)}
    return invoice.model_copy(update=values), told


def _rounded(invoice: Invoice, evidence: Mapping[str, Evidence], page: Structure) -> Values:
    """A total that is rounded for payment, by the amount that a row below it names."""
    gross, due = invoice.total_gross, invoice.amount_due
    if gross is None or due is None or invoice.rounding or invoice.paid_amount or invoice.previous_balance:
        return invoice, evidence
    off = due - gross
    if not 0 < abs(off) < _MOST_ROUNDED or off not in (r * s for r in _roundings(page) for s in (1, -1)):
        return invoice, evidence
    return invoice.model_copy(update={"rounding": off}), {**evidence, "rounding": Evidence(source="derived")}


def _roundings(page: Structure) -> set[Decimal]:
    return {one.value for one in page.labelled("rounding")}


def _part_paid(invoice: Invoice, evidence: Mapping[str, Evidence], page: Structure) -> Values:
    """Amounts paid or kept back have the sign of the total, however it is printed. Where several rows take it off (a
    deposit and a tax that is withheld), it is their sum."""
    gross, due, paid = invoice.total_gross, invoice.amount_due, invoice.paid_amount
    if gross is None:
        return invoice, evidence
    off = None if due is None else gross + (invoice.previous_balance or _ZERO) - due
    several = _taken_off(page)
    if off and several == abs(off) and (paid is None or abs(paid) != several):
        told = {**evidence, "paid_amount": Evidence(source="derived")}
        return invoice.model_copy(update={"paid_amount": off}), told
    if paid is None or paid == 0 or (paid < 0) == (gross < 0):
        return invoice, evidence
    return invoice.model_copy(update={"paid_amount": -paid}), evidence


def _taken_off(page: Structure) -> Decimal:
    """The sum of all rows that take something off from the total."""
    rows = {one.row: abs(one.value) for one in page.labelled("paid")}
    return sum(rows.values(), _ZERO)


def _paid_but_due(invoice: Invoice, page: Structure) -> Iterator[Concern]:
    said, due = paid_by(invoice, page), _printed_due(page)
    unclear = (one for one in page.said if one.state == UNCLEAR and _is_of_it(one, invoice))
    if said is None and invoice.amount_due != _ZERO and invoice.doc_type != "credit_note":
        said, due = next(unclear, None), invoice.amount_due or invoice.total_gross
    if said is not None and (due or _is_of_the_last_day(said, invoice)):
        due = due or invoice.amount_due or _ZERO
        yield Concern.saying(
            Reason.PAID_UNCLEAR, Statement.PAID_BUT_DUE, "amount_due", words=said.words, due=f"{due:f}"
        )


def _replacing(invoice: Invoice, evidence: Mapping[str, Evidence], page: Structure) -> Values:
    numbers = replaced_numbers(invoice, page)
    if not numbers or invoice.preceding_invoices:
        return invoice, evidence
    preceding = tuple(PrecedingInvoice(number=number) for number in numbers)
    told = {f"preceding_invoices[{at}].number": Evidence(source="derived", quote=n) for at, n in enumerate(numbers)}
    return invoice.model_copy(update={"preceding_invoices": preceding}), {**evidence, **told}


def _replaces_unnamed(invoice: Invoice, page: Structure) -> Iterator[Concern]:
    """A sentence that says that an invoice replaces another one, of which no number is understood."""
    if invoice.doc_type == "credit_note" or replaced_numbers(invoice, page):
        return
    for said in page.said:
        plain = folded(said.sentence)
        if said.state != "replaces" or len(plain.split()) > _LONGEST_REPLACING or pattern("rule").search(plain):
            continue
        if pattern("document", "invoice").search(plain):
            values = {"words": said.words, "sentence": said.sentence}
            yield Concern.saying(Reason.REPLACES_INVOICE, Statement.SAYS_STATE, "invoice_number", **values)
            return


def _payee(invoice: Invoice, evidence: Mapping[str, Evidence], page: Structure) -> Values:
    """A factor in the place of the supplier's own account; no account where all that is printed is the buyer's."""
    account = suppliers_account(page.accounts, invoice.currency)
    ours = invoice.payment_accounts[0] if invoice.payment_accounts else None
    is_factor = account is not None and account.owner == "factor" and (ours is None or ours.iban != account.plain)
    owner = None if ours is None else _owner(ours, page.accounts)
    is_aside = owner in ("set_apart", "closed") and account is not None
    if not (is_factor or is_aside or owner in ("buyer", "superseded")):
        return _with_payee(invoice, account), evidence
    kept = {path: spot for path, spot in evidence.items() if not path.startswith("payment_accounts[0]")}
    if account is None:
        return invoice.model_copy(update={"payment_accounts": invoice.payment_accounts[1:]}), kept
    told = {"payment_accounts[0].iban": Evidence(source="derived", quote=account.iban)}
    made = PaymentAccount(iban=account.plain, account_name=account.holder)
    changed = invoice.model_copy(update={"payment_accounts": (made, *invoice.payment_accounts[1:])})
    return _with_payee(changed, account), {**kept, **told}


def _with_payee(invoice: Invoice, account: PrintedAccount | None) -> Invoice:
    if account is None or account.owner not in ("factor", "other") or not account.holder or invoice.payee is not None:
        return invoice
    return invoice.model_copy(update={"payee": Party(name=account.holder)})


_LEAST_LIKELY: Sequence[Owner] = ("factor", "buyer", "superseded", "closed", "set_apart", "other", "supplier")


def _owner(account: PaymentAccount, printed: Sequence[PrintedAccount]) -> str | None:
    """Whose account it is, the least likely to be the supplier's where it is printed in several places."""
    owners = [one.owner for one in printed if one.plain == account.iban]
    return next((owner for owner in _LEAST_LIKELY if owner in owners), None)


def _accounts(invoice: Invoice, page: Structure) -> Iterator[Concern]:
    for at, account in enumerate(invoice.payment_accounts):
        path, ends = f"payment_accounts[{at}].iban", (account.iban or "")[-4:]
        named = next((one.holder for one in page.accounts if one.plain == account.iban and one.holder), None)
        holder = {"holder": named} if named else {}
        owner = _owner(account, page.accounts)
        says = _SAID_OF_ACCOUNTS.get(owner or "")
        if says is not None:
            yield Concern.saying(Reason.PAYEE_UNCLEAR, says, path, ends=ends, **holder)
    aside = [one for one in page.accounts if one.owner in ("set_apart", "closed")]
    if aside and not invoice.payment_accounts:
        says = _SAID_OF_ACCOUNTS[aside[0].owner]
        yield Concern.saying(Reason.PAYEE_UNCLEAR, says, "payment_accounts[0].iban", ends=aside[0].plain[-4:])
    assigned = next((one for one in page.said if one.state == "assigned"), None)
    if assigned is not None and not any(one.owner == "factor" for one in page.accounts):
        yield Concern.saying(Reason.PAYEE_UNCLEAR, Statement.ASSIGNED, "payment_accounts[0].iban", words=assigned.words)


_SAID_OF_ACCOUNTS: Mapping[str, Statement] = {
    "buyer": Statement.ACCOUNT_OF_BUYER,
    "factor": Statement.ACCOUNT_OF_FACTOR,
    "other": Statement.ACCOUNT_OF_OTHER,
    "superseded": Statement.ACCOUNT_OF_BUYER,
    "set_apart": Statement.ACCOUNT_SET_APART,
    "closed": Statement.ACCOUNT_CLOSED,
}


def _squeezed(text: str | None) -> str:
    return re.sub(r"[\W_]+", "", (text or "").casefold())
