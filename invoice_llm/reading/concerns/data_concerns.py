"""Concerns about e-invoice data that add up: their markings, their notes, and who is to be paid."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from invoice_llm.documents.read_document import ReadDocument
from invoice_llm.invoice.checks.company_names import folded_name
from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice, Party
from invoice_llm.invoice.statements import Statement
from invoice_llm.label_reader.parties.accounts import is_assignment
from invoice_llm.label_reader.parties.ids import ibans_in
from invoice_llm.label_reader.self_description import noted_in
from invoice_llm.label_reader.self_statement import SelfStatement
from invoice_llm.reading.concerns.debited import debited
from invoice_llm.reading.concerns.not_understood import against_data
from invoice_llm.reading.concerns.self_described import HELD, paid_by
from invoice_llm.reading.evidence.structure import Structure
from invoice_llm.reading.hybrid.attached import attached_concerns

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
_QUOTED = 160
_SHORTEST_WORD = 3


def data_concerns(invoice: Invoice, markings: Mapping[str, str], page: Structure) -> list[Concern]:
    """Why a person has to look at the data of an e-invoice; ``page`` is that of the PDF they came in, if any."""
    marked = (
        Concern.saying(Reason.DATA_UNUSUAL, _SAYS[kind], value=value)
        for kind, value in markings.items()
        if kind in _SAYS
    )
    paid = _paid(invoice, paid_by(invoice, page))
    notes = "\n".join((*invoice.notes, invoice.payment_terms or ""))
    return [*marked, *note_concerns(invoice, notes), *paid, *_payees(invoice)]


def page_concerns(invoice: Invoice, page: Structure, document: ReadDocument) -> list[Concern]:
    """What the page of exact data says besides their values: stamps, titles, sentences; that the amount is debited
    where the data ask for a transfer; and what PDFs say that are attached to the data."""
    is_transfer = any(one.iban and one.means not in _DEBITS for one in invoice.payment_accounts)
    said = [*against_data(invoice, document.pages), *(debited(invoice, page) if is_transfer else [])]
    return [*said, *attached_concerns(invoice, document.attached)]


def note_concerns(invoice: Invoice, note: str) -> list[Concern]:
    """Concerns of what a note says that came with an invoice: in its data, or in the mail that it was attached to."""
    told: list[Concern] = []
    for said in noted_in(note):
        if said.state == "assigned" and not is_assignment(said.sentence):
            continue
        if (reason := _NOTED.get(said.state)) is not None:
            told.append(Concern.saying(reason, Statement.NOTE_SAYS, words=said.words, sentence=said.sentence[:_QUOTED]))
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
    supplier = _names(invoice.seller)
    if invoice.payee is not None and invoice.payee.name and not _alike(_names(invoice.payee), supplier):
        yield Concern.saying(
            Reason.PAYEE_UNCLEAR, Statement.DATA_PAYEE, "payment_accounts[0].iban", holder=invoice.payee.name
        )
        return
    for at, account in enumerate(invoice.payment_accounts):
        if account.account_name and not _alike({folded_name(account.account_name)}, supplier):
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


def _names(party: Party) -> set[str]:
    return {folded_name(name) for name in (party.name, party.trading_name) if name}


def _alike(names: set[str], others: set[str]) -> bool:
    """A word that both share; without any name nothing is told apart."""
    words, known = ({word for name in some for word in _words(name)} for some in (names, others))
    return not words or not known or not words.isdisjoint(known)


def _words(name: str) -> list[str]:
    return [word for word in name.split() if len(word) >= _SHORTEST_WORD]
