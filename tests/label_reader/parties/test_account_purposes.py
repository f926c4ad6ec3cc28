"""Accounts beside words that give them another purpose than to be paid an invoice to."""

from __future__ import annotations

import pytest

from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice, Party
from invoice_llm.invoice.statements import Statement
from invoice_llm.label_reader.parties.accounts import PrintedAccount
from invoice_llm.label_reader.reader import read_invoice
from invoice_llm.reading.concerns.self_described import self_concerns
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.evidence.rivals.two_labels import contested
from invoice_llm.reading.evidence.structure import structure_of
from invoice_llm.reading.sheet import text_page
from tests.label_reader.page_texts import ENGLISH

OURS = "GB33 BUKB 2020 1555 5555 55"
ASIDE = "DE89 3704 0044 0532 0130 00"
PAYMENT = f"Payment within 30 days. Bank: Severn Bank, IBAN {OURS}"
SET_APART = (
    f"Rent deposits: {ASIDE}",
    f"We support the Harbour Trust, donations to IBAN {ASIDE}.",
    f"Mietkautionskonto: {ASIDE}",
    f"Spenden für das Kinderheim bitte an {ASIDE}",
    f"Anderkonto IBAN {ASIDE}",
    f"Compte de consignation : {ASIDE}",
    f"Deposito cauzionale: IBAN {ASIDE}",
    f"Cuenta para fianzas: {ASIDE}",
    f"Conta caução: {ASIDE}",
    f"Derdengeldenrekening: {ASIDE}",
    f"Rachunek na kaucje: {ASIDE}",
    f"Jistoty skládejte na účet {ASIDE}",
    f"Klientmedelskonto: {ASIDE}",
    f"Depositumskonto: {ASIDE}",
    f"Vuokravakuudet: vakuustili {ASIDE}",
    f"Óvadéki számla: {ASIDE}",
    f"Λογαριασμός εγγυήσεων: {ASIDE}",
    f"Cont de garanții: {ASIDE}",
    f"Depozito hesabı: {ASIDE}",
    f"IBAN {ASIDE} (deposits only: security deposit)",
)
CLOSED = (
    f"Our former account {ASIDE}, please delete it.",
    f"Das Konto {ASIDE} wurde gekündigt.",
    f"Notre ancien compte {ASIDE}",
    f"Il conto IBAN {ASIDE} non è più attivo.",
    f"La cuenta {ASIDE} ya no es válida.",
    f"A conta {ASIDE} foi encerrada.",
    f"Rekening {ASIDE} is niet meer in gebruik.",
    f"Rachunek {ASIDE} został zamknięty.",
    f"Účet {ASIDE} je uzavřen.",
    f"Konto {ASIDE} har stängts.",
    f"Konto {ASIDE} er nedlagt.",
    f"Tili {ASIDE} on lopetettu.",
    f"A(z) {ASIDE} számla lezárva.",
    f"Ο λογαριασμός {ASIDE} καταργήθηκε.",
    f"Contul {ASIDE} a fost închis.",
    f"{ASIDE} numaralı hesap kapatıldı.",
    f"Please note that our account {ASIDE}\nis closed as of today.",
)


@pytest.mark.parametrize(
    ("sentence", "owner"), [*((one, "set_apart") for one in SET_APART), *((one, "closed") for one in CLOSED)]
)
def test_an_account_for_something_else_is_told_by_its_words_and_never_paid_to(sentence: str, owner: str) -> None:
    page = ENGLISH.replace(PAYMENT, f"{sentence}\n\n{PAYMENT}")
    assert [one.owner for one in _accounts(page)] == [owner, "supplier"]
    assert read_invoice(page).iban == OURS
    assert read_invoice(ENGLISH.replace(PAYMENT, sentence)).iban is None


@pytest.mark.parametrize(
    "row",
    [
        f"We donate one percent to charity. Bank: IBAN {OURS}",
        f"IBAN {OURS}, deposits: IBAN {ASIDE}",
        f"Account: {OURS}\nThis offer is closed.",
        f"Deposit account: IBAN {ASIDE}\nInvoices: IBAN {OURS}",
    ],
)
def test_words_of_another_sentence_or_account_leave_it_the_suppliers(row: str) -> None:
    ours = [one for one in _accounts(ENGLISH.replace(PAYMENT, row)) if one.iban == OURS]
    assert [one.owner for one in ours] == ["supplier"]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (f"Rent deposits: security deposit {ASIDE}", ()),
        (f"Our account {ASIDE} is closed.", ("payment_accounts[0].iban",)),
        (f"Bank: {ASIDE}", ("payment_accounts[0].iban",)),
    ],
)
def test_a_closed_account_beside_the_one_to_pay_is_asked_about_one_for_deposits_is_not(
    sentence: str, expected: tuple[str, ...]
) -> None:
    text = ENGLISH.replace(PAYMENT, f"{sentence}\n\n{PAYMENT}")
    found = contested(_paid_to(OURS), PageReading.of_text(text, [text_page(text)]))
    assert tuple(path for path in found if path.startswith("payment")) == expected


@pytest.mark.parametrize(
    ("sentence", "says"),
    [(SET_APART[0], Statement.ACCOUNT_SET_APART), (f"Our account {ASIDE} is closed.", Statement.ACCOUNT_CLOSED)],
)
@pytest.mark.parametrize("read", [True, False])
def test_a_page_with_no_other_account_waits(sentence: str, says: Statement, read: bool) -> None:
    page = structure_of(ENGLISH.replace(PAYMENT, sentence))
    (concern,) = self_concerns(_paid_to(ASIDE) if read else Invoice(), page)
    assert (concern.reason, concern.values["says"]) == (Reason.PAYEE_UNCLEAR, str(says))


def _accounts(page: str) -> tuple[PrintedAccount, ...]:
    return structure_of(page).accounts


def _paid_to(iban: str) -> Invoice:
    accounts = [{"iban": iban.replace(" ", "")}]
    return Invoice.model_validate({"payment_accounts": accounts, "seller": Party(name="Alder & Finch Trading Ltd")})
