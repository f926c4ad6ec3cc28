"""Concerns about e-invoice data that add up: their markings, their notes, and who is to be paid."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from invoice_llm.documents.read_document import ReadDocument
from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice, Party
from invoice_llm.invoice.statements import Statement
from invoice_llm.label_reader.parties.accounts import is_assignment
from invoice_llm.label_reader.parties.ids import ibans_in
from invoice_llm.label_reader.parties.likeness import may_hold_for
from invoice_llm.label_reader.self_description import noted_in
from invoice_llm.label_reader.self_statement import SelfStatement
from invoice_llm.reading.concerns.not_understood import against_data
from invoice_llm.reading.concerns.numbers.placeholder import placeholder_number
from invoice_llm.reading.concerns.payment.debited import debited
from invoice_llm.reading.concerns.payment.paid_to import paid_to
from invoice_llm.reading.concerns.self_described import HELD, paid_by, self_concerns
from invoice_llm.reading.evidence.structure import Structure, structure_of
from invoice_llm.reading.hybrid.attached import attached_concerns
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.words import pattern, titles_of

_SAYS: Mapping[str, Statement] = {
    "copy": Statement.DATA_COPY,
    "test": Statement.DATA_TEST,
    "status": Statement.DATA_STATUS,
    "type_code": Statement.DATA_TYPE_CODE,
    "other_currency": Statement.DATA_OTHER_CURRENCY,
    "repeated": Statement.DATA_REPEATED,
}
_SURE_NOTES = {state: reason for state, reason in HELD.items() if state != "copy"}
"""A mail that comes with an invoice often calls it a copy."""
_NOTED = {**_SURE_NOTES, "replaces": Reason.REPLACES_INVOICE, "assigned": Reason.PAYEE_UNCLEAR}
_DEBITS = ("49", "59")
"""UNTDID 4461: direct debits."""
_OTHER_PAPERS = (
    "credit_note", "proforma", "reminder", "statement", "quote", "order_confirmation", "remittance_advice",
)  # fmt: skip
_QUOTED = 160
_LONGEST_FETCHED, _SHORT = 12, 6
"""Words of a note that tells of a direct debit, since a longer one says where to read of them; and of one that states
no rule."""


def data_concerns(invoice: Invoice, markings: Mapping[str, str], page: Structure) -> list[Concern]:
    """Why a person has to look at the data of an e-invoice; ``page`` is that of the PDF they came in, if any."""
    marked = (
        Concern.saying(Reason.DATA_UNUSUAL, _SAYS[kind], value=value)
        for kind, value in markings.items()
        if kind in _SAYS
    )
    paid = _paid(invoice, paid_by(invoice, page))
    noted = _noted(invoice)
    return [*marked, *placeholder_number(invoice), *noted, *paid, *_payees(invoice)]


def page_concerns(invoice: Invoice, page: Structure, document: ReadDocument) -> list[Concern]:
    """What the page of exact data says besides their values: stamps, titles, sentences; that the amount is debited
    where the data ask for a transfer; and what PDFs say that are attached to the data."""
    said = [*against_data(invoice, document.pages), *(debited(invoice, page) if _is_transfer(invoice) else [])]
    return [*said, *attached_concerns(invoice, document.attached)]


def _is_transfer(invoice: Invoice) -> bool:
    return any(one.iban and one.means not in _DEBITS for one in invoice.payment_accounts)


def _noted(invoice: Invoice) -> list[Concern]:
    """Concerns of the notes and the terms of payment: what they say as notes do, and as the sentences, stamps and
    titles of a page do."""
    texts = [*invoice.notes, *([invoice.payment_terms] if invoice.payment_terms else [])]
    if not texts:
        return []
    page = structure_of("\n\n".join(texts))
    page = replace(page, said=tuple(one for one in page.said if one.alone or not _is_rule(one)))
    told = [*note_concerns(invoice, "\n".join(texts)), *self_concerns(invoice, page), *_titled(invoice, texts)]
    told += _fetched(texts) if _is_transfer(invoice) else []
    if other := paid_to(invoice, "\n".join(texts)):
        told.append(_saying(Reason.PAYEE_UNCLEAR, *other))
    return list({concern.reason: concern for concern in reversed(told)}.values())[::-1]


def _is_rule(said: SelfStatement) -> bool:
    """A sentence of terms, which says nothing of this document."""
    return len(said.sentence.split()) > _SHORT and bool(pattern("rule").search(folded(said.sentence)))


def _fetched(texts: Iterable[str]) -> Iterator[Concern]:
    """A short note that the amount is fetched from the buyer's account."""
    for said in (one for text in texts for one in noted_in(text)):
        if said.state == "direct_debit" and len(said.sentence.split()) <= _LONGEST_FETCHED:
            yield Concern.saying(Reason.PAID_UNCLEAR, Statement.DEBITED, "amount_due", words=said.words)


def _titled(invoice: Invoice, texts: Iterable[str]) -> Iterator[Concern]:
    """A note that is no more than the title of another paper."""
    for text in texts if invoice.doc_type == "invoice" else ():
        if _other_titles().fullmatch(folded(text).strip(" .:!*-")):
            yield _saying(Reason.UNKNOWN_WORDS, text, text)


@cache
def _other_titles() -> re.Pattern[str]:
    return re.compile(alternatives(titles_of(*_OTHER_PAPERS), anchored=True))


def _saying(reason: Reason, words: str, sentence: str) -> Concern:
    return Concern.saying(reason, Statement.NOTE_SAYS, words=words, sentence=sentence[:_QUOTED])


def note_concerns(invoice: Invoice, note: str) -> list[Concern]:
    """Concerns of what a note says that came with an invoice: in its data, or in the mail that it was attached to."""
    told: list[Concern] = []
    for said in noted_in(note):
        if said.state == "assigned" and not is_assignment(said.sentence):
            continue
        if (reason := _NOTED.get(said.state)) is not None:
            told.append(_saying(reason, said.words, said.sentence))
        elif said.state == "paid":
            told += _paid(invoice, said)
    told += _noted_accounts(invoice, note)
    return list({concern.reason: concern for concern in reversed(told)}.values())[::-1]


def _paid(invoice: Invoice, said: SelfStatement | None) -> Iterator[Concern]:
    """Words that say it is paid beside an amount that the data say is due."""
    due = invoice.amount_due if invoice.amount_due is not None else invoice.total_gross
    if said is not None and due and due > 0 and invoice.doc_type != "credit_note":
        yield Concern.saying(
            Reason.PAID_UNCLEAR, Statement.PAID_BUT_DUE, "amount_due", words=said.words, due=f"{due:f}"
        )


def _payees(invoice: Invoice) -> Iterator[Concern]:
    """An account of somebody else than the supplier, and one that only the notes name."""
    supplier = invoice.seller
    if invoice.payee is not None and invoice.payee.name and _is_another(invoice.payee.name, supplier):
        yield Concern.saying(
            Reason.PAYEE_UNCLEAR, Statement.DATA_PAYEE, "payment_accounts[0].iban", holder=invoice.payee.name
        )
        return
    for at, account in enumerate(invoice.payment_accounts):
        if account.account_name and _is_another(account.account_name, supplier):
            path, ends = f"payment_accounts[{at}].iban", (account.iban or account.account_number or "")[-4:]
            yield Concern.saying(
                Reason.PAYEE_UNCLEAR, Statement.ACCOUNT_OF_OTHER, path, ends=ends, holder=account.account_name
            )


def _noted_accounts(invoice: Invoice, note: str) -> Iterator[Concern]:
    """The supplier's other accounts may stand in a note; one that is only there says that the invoice's is old."""
    told = {re.sub(r"\s", "", account.iban).upper() for account in invoice.payment_accounts if account.iban}
    noted = [re.sub(r"\s", "", one).upper() for one in ibans_in(note)]
    if noted and told.isdisjoint(noted):
        yield Concern.saying(
            Reason.PAYEE_UNCLEAR, Statement.DATA_NOTED_ACCOUNT, "payment_accounts[0].iban", ends=noted[0][-4:]
        )


def _is_another(name: str, supplier: Party) -> bool:
    """A name that is not the supplier's; without any name of the supplier nothing is told apart."""
    known = [one for one in (supplier.name, supplier.trading_name) if one]
    return bool(known) and not any(may_hold_for(name, one) for one in known)
