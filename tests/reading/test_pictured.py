"""What pictures on a page say of an invoice, as far as it speaks against paying it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from invoice_llm.documents.page import Box, PictureOnPage
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice, Party, PaymentAccount
from invoice_llm.reading.concerns.pictured import pictured, unread_pictures
from invoice_llm.reading.evidence.structure import structure_of
from invoice_llm.reading.sheet import text_page

TEXT = "Brunnthal Energie GmbH\nInvoice 2026-117\nTotal   119.00 EUR"
OURS, OTHER = "DE89370400440532013000", "GB29 NWBK 6016 1331 9268 19"
MIDST: Box = (0.4, 0.5, 0.7, 0.55)
HEAD: Box = (0.6, 0.02, 0.95, 0.09)
FOOT: Box = (0.1, 0.92, 0.9, 0.98)
GROUND: Box = (0.0, 0.0, 1.0, 1.0)


def picture(*lines: str, box: Box = MIDST, slant: float = 0.0) -> PictureOnPage:
    return PictureOnPage(box, "a" * 32, shows_words=True, lines=lines or None, slant=slant)


def invoice(language: str = "en", account: str | None = OURS) -> Invoice:
    return Invoice(
        language=language,
        currency="EUR",
        total_gross=Decimal("119.00"),
        seller=Party(name="Brunnthal Energie GmbH"),
        payment_accounts=(PaymentAccount(iban=account),) if account else (),
    )


def asked(one: PictureOnPage, of: Invoice | None = None) -> list[Reason | None]:
    pages = [replace(text_page(TEXT), width=600.0, height=840.0, pictures=(one,))]
    told = of or invoice()
    return [c.reason for c in (*pictured(told, structure_of(TEXT), pages), *unread_pictures(told, pages, [1]))]


@pytest.mark.parametrize(
    ("language", "words", "reason"),
    [
        ("en", "CANCELLED", Reason.SAYS_VOID),
        ("de", "STORNIERT", Reason.SAYS_VOID),
        ("pl", "ANULOWANO", Reason.SAYS_VOID),
        ("de", "BEZAHLT", Reason.PAID_UNCLEAR),
        ("fr", "PAYE", Reason.PAID_UNCLEAR),
        ("en", "COPY", Reason.UNKNOWN_WORDS),
        ("sv", "KOPIA", Reason.UNKNOWN_WORDS),
        ("it", "BOZZA", Reason.SAYS_DRAFT),
        ("nl", "NIET BETALEN", Reason.SAYS_NO_PAYMENT),
    ],
)
@pytest.mark.parametrize("box", [MIDST, HEAD, FOOT, GROUND])
def test_a_state_counts_wherever_the_picture_stands(language: str, words: str, reason: Reason, box: Box) -> None:
    assert asked(picture(words, box=box), invoice(language)) == [reason]


def test_so_does_one_over_two_lines() -> None:
    assert asked(picture("NOT FOR", "PAYMENT")) == [Reason.SAYS_NO_PAYMENT]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", f"Please pay to our new account IBAN {OTHER}"),
        ("fi", f"Maksakaa uudelle tilillemme IBAN {OTHER}"),
        ("el", f"OTOV véo IBAN {OTHER}"),
    ],
)
def test_another_account_is_asked_about(language: str, line: str) -> None:
    assert Reason.PAYEE_UNCLEAR in asked(picture(line), invoice(language))
    assert Reason.PAYEE_UNCLEAR in asked(picture(line), invoice(language, account=None))


def test_an_account_in_a_letterhead_is_the_suppliers_unless_the_text_names_another() -> None:
    letterhead = ("Brunnthal Energie GmbH", "Weg 4, 81541 München, www.brunnthal.example", f"IBAN {OTHER}")
    assert asked(picture(*letterhead, box=HEAD), invoice(account=None)) == []
    assert asked(picture(*letterhead, box=HEAD)) == [Reason.PAYEE_UNCLEAR]
    misread = ("Brunnthal Energie GmbH", "IBAN DE89 3704 O044 0532 0130 00")
    assert asked(picture(*misread, box=HEAD)) == []


def test_words_that_nobody_knows_count_on_a_slanted_stamp_and_in_a_sentence_about_the_payment() -> None:
    assert asked(picture("ZWOLNIONE", slant=20)) == [Reason.UNKNOWN_WORDS]
    assert asked(picture("Call us before you pay this invoice please")) == [Reason.UNKNOWN_WORDS]


@pytest.mark.parametrize(
    "one",
    [
        picture("Brunnthal", "ENERGIE", box=HEAD),
        picture("BRUNNTHAL ENERGIE", slant=35),
        picture("Brunnthal Energie Cy og", slant=40, box=GROUND),
        picture("Quality since 1890", box=HEAD),
        picture("ISO 9001", "certified company"),
        picture("VISA PayPal SEPA", box=FOOT),
        picture("Thank you for your business!"),
        picture("Scan to pay"),
        picture("Pay your invoice online at", "www.brunnthal.example"),
        picture("SEPA transfer", "Payee: Brunnthal Energie GmbH", "IBAN", "Amount: EUR", "Invoice, signature, pay"),
    ],
)
def test_logos_slogans_badges_and_slips_say_nothing(one: PictureOnPage) -> None:
    assert asked(one) == []


def test_words_in_the_midst_that_nobody_read_are_for_a_person() -> None:
    assert asked(picture()) == [Reason.MARKED_UP]
    assert asked(picture("ANTIFPAO"), invoice("el")) == [Reason.MARKED_UP]


@pytest.mark.parametrize("box", [HEAD, FOOT, GROUND, (0.4, 0.5, 0.5, 0.5714)])
def test_a_logo_a_foot_a_ground_and_a_seal_that_nobody_read_are_not(box: Box) -> None:
    assert asked(picture(box=box)) == []
