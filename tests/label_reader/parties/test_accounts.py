"""Whose account it is that a page prints."""

from __future__ import annotations

import pytest

from invoice_llm.label_reader.parties.accounts import PrintedAccount
from invoice_llm.label_reader.reader import read_invoice
from invoice_llm.reading.evidence.structure import structure_of
from tests.label_reader.page_texts import ENGLISH

OURS = "GB33 BUKB 2020 1555 5555 55"
THEIRS = "DE89 3704 0044 0532 0130 00"
PAYMENT = f"Payment within 30 days. Bank: Severn Bank, IBAN {OURS}"


def test_the_account_in_the_payment_terms_is_the_suppliers() -> None:
    assert [(one.owner, one.iban) for one in _accounts(ENGLISH)] == [("supplier", OURS)]


def test_an_account_in_the_buyers_block_is_the_buyers_and_the_one_below_is_read() -> None:
    page = ENGLISH.replace("Leeds LS1 2AB   ", f"IBAN {THEIRS}\nLeeds LS1 2AB   ")
    assert [one.owner for one in _accounts(page)] == ["buyer", "supplier"]
    assert read_invoice(page).iban == OURS


@pytest.mark.parametrize(
    "sentence",
    [
        f"The amount will be collected by direct debit from your account {THEIRS}.",
        f"Der Betrag wird von Ihrem Konto {THEIRS} per Lastschrift eingezogen.",
        f"Le montant sera prélevé sur votre compte {THEIRS}.",
        f"El importe se cargará en su cuenta {THEIRS}.",
        f"L'importo sarà addebitato sul vostro conto {THEIRS}.",
        f"Het bedrag wordt van uw rekening {THEIRS} afgeschreven.",
        f"Kwota zostanie pobrana z Państwa rachunku {THEIRS}.",
        f"Beloppet dras från ert konto {THEIRS} via autogiro.",
        f"Summa veloitetaan tililtänne {THEIRS}.",
        f"Částka bude stržena z vašeho účtu {THEIRS} inkasem.",
        f"Az összeget az Önök {THEIRS} számlájáról beszedjük.",
        f"Suma va fi debitată din contul dvs. {THEIRS}.",
        f"SEPA mandate reference M-2044, IBAN {THEIRS}",
        f"Customer IBAN: {THEIRS}",
    ],
)
def test_the_account_that_is_debited_is_never_paid_to(sentence: str) -> None:
    page = ENGLISH.replace(PAYMENT, sentence)
    assert [one.owner for one in _accounts(page)] == ["buyer"]
    assert read_invoice(page).iban is None


@pytest.mark.parametrize(
    "note",
    [
        f"This debt is assigned to Cragfell Finance plc. Pay only to Cragfell Finance plc, IBAN {THEIRS}.",
        f"Die Forderung ist abgetreten an Cragfell Finance plc. Zahlung nur an Cragfell Finance plc, IBAN {THEIRS}.",
        f"Créance cédée à Cragfell Finance plc. Paiement uniquement à Cragfell Finance plc, IBAN {THEIRS}.",
        f"Zahlung mit schuldbefreiender Wirkung nur an Cragfell Finance plc,\nIBAN {THEIRS}",
    ],
)
def test_the_account_of_a_factor_takes_the_place_of_the_suppliers_own(note: str) -> None:
    page = ENGLISH.replace(PAYMENT, f"{note}\n\n{PAYMENT}")
    factor, own = _accounts(page)
    assert (factor.owner, factor.holder, own.owner) == ("factor", "Cragfell Finance plc", "superseded")
    assert read_invoice(page).iban == THEIRS


def test_terms_about_assigning_rights_leave_the_account_the_suppliers() -> None:
    page = ENGLISH + "Rights under this order may not be assigned to third parties.\n"
    assert [one.owner for one in _accounts(page)] == ["supplier"]


def test_an_account_with_another_holder_is_told_apart() -> None:
    page = ENGLISH.replace(PAYMENT, f"Account holder: Marketway Payments Ltd\nIBAN {OURS}")
    assert [(one.owner, one.holder) for one in _accounts(page)] == [("other", "Marketway Payments Ltd")]


def test_a_request_with_the_buyers_invoice_number_leaves_the_account_the_suppliers() -> None:
    page = ENGLISH.replace(PAYMENT, f"Please pay your invoice within 30 days to our account IBAN {OURS}")
    assert [one.owner for one in _accounts(page)] == ["supplier"]


def _accounts(page: str) -> tuple[PrintedAccount, ...]:
    return structure_of(page).accounts


@pytest.mark.parametrize(
    ("named", "owner"),
    [
        ("Account holder: Marta Olsen", "other"),
        ("Account holder: J. R. Whitlow", "other"),
        ("Intestatario del conto: Giulia Ferrero", "other"),
        ("Account holder: Alder & Finch Trading", "supplier"),
        ("Account name: Current account GBP", "supplier"),
        ("Account holder: Cragfell Finance plc", "other"),
    ],
)
def test_the_account_of_a_person_whom_the_page_names_nowhere_else_is_not_the_companys(named: str, owner: str) -> None:
    page = ENGLISH.replace(PAYMENT, f"{named}\nIBAN {OURS}")
    assert [one.owner for one in _accounts(page)] == [owner]


def test_the_owner_of_a_business_holds_its_account() -> None:
    page = ENGLISH.replace(PAYMENT, f"Proprietor: Marta Olsen\n\nAccount holder: Marta Olsen\nIBAN {OURS}")
    assert [one.owner for one in _accounts(page)] == ["supplier"]


@pytest.mark.parametrize(
    ("named", "owner"),
    [
        ("Payee: Cragfell Finance plc", "other"),
        ("Account title: Cragfell Finance plc", "other"),
        ("Empfänger: Cragfell Finance plc", "other"),
        ("Lautend auf Cragfell Verwaltungs GmbH", "other"),
        ("t.n.v. J. de Vries", "other"),
        ("Tilinhaltija: Pohjoinen Rahoitus Oy", "other"),
        ("Στο όνομα: Δέλτα Εμπορική Α.Ε.", "other"),
        ("Beneficiar: Carpati Invest S.R.L.", "other"),
        ("Na rzecz: Omega Finanse S.A.", "other"),
        ("Payee: Alder & Finch Trading Ltd", "supplier"),
        ("Payee: Hotels & Northgate Finance Ltd", "other"),
        ("Empfänger: Northgate Hotels", "buyer"),
    ],
)
def test_who_is_paid_in_other_words_is_told_apart(named: str, owner: str) -> None:
    page = ENGLISH.replace(PAYMENT, f"{named}\nIBAN {OURS}")
    assert [one.owner for one in _accounts(page)] == [owner]


@pytest.mark.parametrize(
    "label", ["Konto / Zahlbar an", "Compte / Payable à", "Conto / Pagabile a", "Account / Payable to"]
)
@pytest.mark.parametrize(("name", "owner"), [("Rigi Treuhand AG", "other"), ("Alder & Finch Trading Ltd", "supplier")])
def test_the_payment_part_of_a_swiss_bill_names_the_holder_below_the_account(label: str, name: str, owner: str) -> None:
    page = ENGLISH.replace(PAYMENT, f"{label}\n{OURS}\n{name}\n14 Wharf Street\nBristol BS1 4QA")
    assert [(one.owner, one.holder) for one in _accounts(page)] == [(owner, name)]


@pytest.mark.parametrize(
    "rows",
    [
        (f"USD: IBAN {THEIRS}", f"GBP: IBAN {OURS}"),
        (f"IBAN {THEIRS} (USD)", f"IBAN {OURS} (GBP)"),
        (f"Account in USD   {THEIRS}", f"Account in GBP   {OURS}"),
        (f"USD: IBAN {THEIRS}", f"IBAN {OURS} GBP"),
    ],
)
def test_of_accounts_by_currency_the_one_of_the_total_is_paid_to(rows: tuple[str, ...]) -> None:
    assert read_invoice(ENGLISH.replace(PAYMENT, "\n".join(rows)).replace("£", "GBP ")).iban == OURS
    dollars = ENGLISH.replace(PAYMENT, "\n".join(rows)).replace("£", "USD ")
    assert read_invoice(dollars).iban == THEIRS
