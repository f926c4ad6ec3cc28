"""E-invoice data that add up, and say of the document or of its payee what a person has to see."""

from __future__ import annotations

from decimal import Decimal

import pytest

from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice, Party, PaymentAccount
from invoice_llm.reading.concerns.data_concerns import data_concerns, note_concerns
from invoice_llm.reading.evidence.structure import structure_of
from invoice_llm.vocabulary.loading import languages

OURS = PaymentAccount(iban="DE89370400440532013000", account_name="Nordlicht")
DATA = Invoice(
    invoice_number="N-1",
    seller=Party(name="Nordlicht Elektro KG", trading_name="Nordlicht"),
    total_gross=Decimal("119.00"),
    amount_due=Decimal("119.00"),
    payment_accounts=(OURS,),
    notes=("Vielen Dank für Ihren Auftrag.", "Es gelten unsere AGB. Bei Verzug können Zinsen anfallen."),
)
EMPTY = structure_of("")


def reasons(data: Invoice, markings: dict[str, str] | None = None, page: str = "") -> list[Reason | None]:
    return [one.reason for one in data_concerns(data, markings or {}, structure_of(page))]


def test_ordinary_notes_say_nothing() -> None:
    assert reasons(DATA) == []


@pytest.mark.parametrize("kind", ["copy", "test", "status", "type_code", "other_currency", "repeated"])
def test_every_marking_is_told(kind: str) -> None:
    (concern,) = data_concerns(DATA, {kind: "751"}, EMPTY)
    assert (concern.reason, concern.values["value"]) == (Reason.DATA_UNUSUAL, "751")


@pytest.mark.parametrize(
    ("note", "reason"),
    [
        ("Diese Rechnung wurde storniert.", Reason.SAYS_VOID),
        ("ENTWURF - noch nicht geprüft", Reason.SAYS_DRAFT),
        ("This invoice is cancelled.", Reason.SAYS_VOID),
        ("Paid in full by card.", Reason.PAID_UNCLEAR),
        ("Ersetzt Rechnung N-0", Reason.REPLACES_INVOICE),
        ("Please do not pay this, a credit note will follow when our month is closed.", Reason.SAYS_NO_PAYMENT),
        ("Unser neues Konto: NL91 ABNA 0417 1643 00", Reason.PAYEE_UNCLEAR),
    ],
)
def test_a_note_is_read_as_a_page_is(note: str, reason: Reason) -> None:
    assert [one.reason for one in note_concerns(DATA, note)] == [reason]


@pytest.mark.parametrize(
    "note",
    [
        "Orders that are cancelled within 14 days before delivery are charged in full.",
        "Unpaid invoices may be passed to a collecting agency, and can only be paid by transfer to our account.",
        "Bank: DE89 3704 0044 0532 0130 00 or NL91 ABNA 0417 1643 00",
    ],
)
def test_terms_in_a_note_say_nothing_of_this_document(note: str) -> None:
    assert note_concerns(DATA, note) == []


def test_the_account_of_somebody_else_is_told() -> None:
    theirs = OURS.model_copy(update={"account_name": "Dieter Malwitz"})
    (concern,) = data_concerns(DATA.model_copy(update={"payment_accounts": (theirs,)}), {}, EMPTY)
    assert (concern.reason, concern.values["holder"]) == (Reason.PAYEE_UNCLEAR, "Dieter Malwitz")


def test_a_payee_beside_the_supplier_is_told() -> None:
    payee = {"payee": Party(name="Factor Nine AG")}
    (concern,) = data_concerns(DATA.model_copy(update=payee), {}, EMPTY)
    assert (concern.reason, concern.values["holder"]) == (Reason.PAYEE_UNCLEAR, "Factor Nine AG")
    assert reasons(DATA.model_copy(update={"payee": Party(name="NORDLICHT ELEKTRO")})) == []


def test_a_page_that_says_paid_beside_data_that_want_money_is_told() -> None:
    assert reasons(DATA, page="Paid in full by card on 12 March 2026, thank you.") == [Reason.PAID_UNCLEAR]


@pytest.mark.parametrize(
    "note",
    [
        "TESTRECHNUNG", "Facture de test", "Factura de prueba", "Fattura di prova", "Testfactuur", "Faktura testowa",
        "Testfaktura", "Testilasku", "Zkušební faktura", "Tesztszámla", "Factură de test", "ΔΟΚΙΜΑΣΤΙΚΟ ΤΙΜΟΛΟΓΙΟ",
        "Test faturasıdır", "Fatura de teste", "Prøvefaktura", "This is a test document only.",
        "Bitte bis auf Weiteres nicht zahlen.",
    ],
)  # fmt: skip
def test_a_test_in_any_language_is_told(note: str) -> None:
    assert [one.reason for one in note_concerns(DATA, note)] != []


@pytest.mark.parametrize(
    ("note", "reason"),
    [
        ("Kopie", Reason.UNKNOWN_WORDS),
        ("DUPLICATA", Reason.UNKNOWN_WORDS),
        ("TEST", Reason.SAYS_DRAFT),
        ("TEST - bitte nicht buchen", Reason.SAYS_NO_PAYMENT),
        ("Nota de crédito", Reason.UNKNOWN_WORDS),
        ("Abgebucht am 03.12.", Reason.PAID_UNCLEAR),
        ("Reeds geïncasseerd", Reason.PAID_UNCLEAR),
        ("Zahlung an Creditreform", Reason.PAYEE_UNCLEAR),
        ("Bitte an Nordfaktor zahlen", Reason.PAYEE_UNCLEAR),
        ("Payable only to Northfactor Ltd", Reason.PAYEE_UNCLEAR),
        ("Płatne na rzecz Nordfaktor Sp. z o.o.", Reason.PAYEE_UNCLEAR),
        ("A Nordfaktor Kft. részére fizetendő", Reason.PAYEE_UNCLEAR),
    ],
)
def test_a_note_is_judged_as_the_stamps_titles_and_sentences_of_a_page(note: str, reason: Reason) -> None:
    assert reasons(DATA.model_copy(update={"notes": (note,)})) == [reason]
    assert reasons(DATA.model_copy(update={"payment_terms": note})) == [reason]


@pytest.mark.parametrize(
    "note",
    [
        "Payable to Nordlicht within 30 days.",
        "Bitte an Nordlicht Elektro KG zahlen",
        "Informationen zum Bankeinzug, einer Adressänderung und vieles mehr finden Sie auch in unseren FAQ.",
        "Eine Kopie der Rechnung erhalten Sie per Post.",
        "Zahlbar an unser Konto IBAN DE89 3704 0044 0532 0130 00",
    ],
)
def test_a_note_that_sends_the_money_to_the_supplier_says_nothing(note: str) -> None:
    assert reasons(DATA.model_copy(update={"notes": (note,)})) == []


@pytest.mark.parametrize("code", languages())
def test_a_note_not_to_book_it_is_told_in_every_language(code: str) -> None:
    first = languages()[code].status["no_payment"][0]
    assert Reason.SAYS_NO_PAYMENT in reasons(DATA.model_copy(update={"notes": (first.capitalize(),)}))


@pytest.mark.parametrize("code", languages())
def test_a_note_that_names_who_is_paid_is_told_in_every_language(code: str) -> None:
    for phrase in languages()[code].words["pay_to"]:
        note = f"{phrase.capitalize()} Nordfaktor AG"
        assert Reason.PAYEE_UNCLEAR in reasons(DATA.model_copy(update={"notes": (note,)})), note


@pytest.mark.parametrize(
    "number",
    [
        "n/a",
        "N/A",
        "TBD",
        "-",
        ".",
        "?",
        "0",
        "000",
        "NULL",
        "keine",
        "okänt",
        "άγνωστο",
        "INV-0000",
        "Entwurf 3",
        "TEST-12",
    ],
)
def test_a_text_in_the_place_of_the_number_is_told(number: str) -> None:
    assert reasons(DATA.model_copy(update={"invoice_number": number})) == [Reason.UNPARSABLE_VALUE]


@pytest.mark.parametrize("number", ["N-1", "2026/000100", "PROV-12", "000001", "٢٠٢٦-١", "7"])
def test_a_number_with_a_digit_is_one(number: str) -> None:
    assert reasons(DATA.model_copy(update={"invoice_number": number})) == []


@pytest.mark.parametrize("name", ["Olosak Elektro KG", "Hansen Service KG", "Garsel GmbH"])
def test_a_trade_or_a_legal_form_makes_no_two_names_alike(name: str) -> None:
    other = OURS.model_copy(update={"account_name": name})
    assert reasons(DATA.model_copy(update={"payment_accounts": (other,)})) == [Reason.PAYEE_UNCLEAR]
    assert reasons(DATA.model_copy(update={"payee": Party(name=name)})) == [Reason.PAYEE_UNCLEAR]


def test_terms_of_payment_are_read_as_notes_are() -> None:
    for terms, told in (
        ("Zahlbar in 14 Tagen mit 2 % Skonto, 30 Tage netto.", []),
        ("Late payment may be assigned to a collection agency.", []),
        ("Die Forderung ist an die Weser Faktor GmbH abgetreten.", [Reason.PAYEE_UNCLEAR]),
    ):
        assert reasons(DATA.model_copy(update={"payment_terms": terms})) == told
