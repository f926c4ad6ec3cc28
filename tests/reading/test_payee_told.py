"""Another company where a page says who is paid, in every language, and odd ways to pay."""

from __future__ import annotations

import pytest

from invoice_llm.documents.page import Page
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice, Party, PaymentAccount
from invoice_llm.reading.concerns.payment.payee_told import payee_told
from invoice_llm.vocabulary.loading import languages
from tests.reading.test_not_understood import row

IBAN = "DE89370400440532013000"
PAY = {
    "cs": "Plaťte prosím společnosti {0}.", "da": "Betal venligst til {0}.", "de": "Bitte zahlen Sie an: {0}",
    "el": "Παρακαλούμε πληρώστε στην {0}.", "en": "Please pay to: {0}", "es": "Rogamos paguen a {0}.",
    "fi": "Maksakaa yritykselle {0}.", "fr": "Merci de payer à {0}.", "hu": "Kérjük, fizessen ide: {0}",
    "it": "Si prega di pagare a {0}.", "nb": "Vennligst betal til {0}.", "nl": "Gelieve te betalen aan {0}.",
    "pl": "Prosimy o płatność na {0}.", "pt": "Por favor pague a {0}.", "ro": "Vă rugăm plătiți către {0}.",
    "sv": "Vänligen betala till {0}.", "tr": "Lütfen {0} şirketine ödeyiniz.",
}  # fmt: skip
BEHALF = {
    "cs": "Vystaveno jménem {0}.", "da": "Udstedt af {0} på vegne af sælger.", "de": "Rechnung im Namen von {0}.",
    "el": "Εκδόθηκε για λογαριασμό της {0}.", "en": "Raised by {0} as agent for the supplier.",
    "es": "Expedida por cuenta de {0}.", "fi": "Laskuttaja: {0} toimeksiantajan puolesta.",
    "fr": "Émise par {0}, mandataire.", "hu": "A számlát {0} nevében állítottuk ki.", "it": "Emessa per conto di {0}.",
    "nb": "Utstedt av {0} på vegne av selger.", "nl": "Opgemaakt namens {0}.", "pl": "W imieniu {0}.",
    "pt": "Emitida por conta de {0}.", "ro": "Emisă în numele {0}.", "sv": "Utfärdad av {0} för säljarens räkning.",
    "tr": "{0} adına düzenlenmiştir.",
}  # fmt: skip
OTHER = "Corvane Trade Ltd"


def test_every_language_has_its_sentences() -> None:
    assert PAY.keys() == BEHALF.keys() == languages().keys()


@pytest.mark.parametrize("code", PAY)
def test_a_sentence_that_asks_to_pay_another_company_is_told(code: str) -> None:
    assert _told(code, PAY[code].format(OTHER)) == [Reason.PAYEE_UNCLEAR]


@pytest.mark.parametrize("code", BEHALF)
def test_an_invoice_for_another_company_is_told(code: str) -> None:
    assert _told(code, BEHALF[code].format(OTHER)) == [Reason.UNKNOWN_WORDS]


@pytest.mark.parametrize("label", ["", "Unknown label: ", "Odbiorca: "])
def test_another_company_beside_the_account_is_told_whatever_its_label(label: str) -> None:
    assert _told("en", f"{label}{OTHER}  IBAN: {IBAN}") == [Reason.PAYEE_UNCLEAR]
    assert _told("en", f"{label}{OTHER}", f"IBAN: {IBAN}") == [Reason.PAYEE_UNCLEAR]


@pytest.mark.parametrize(
    "lines",
    [
        ("Please pay to: Alder Tools Ltd", f"IBAN: {IBAN}"),
        ("Severn Bank plc", f"IBAN: {IBAN}"),
        ("Banque : BNP Paribas SA", f"IBAN: {IBAN}"),
        ("General partner: Alder Verwaltungs GmbH", f"IBAN: {IBAN}"),
        ("Delivered by Swiftline Couriers Ltd.", "", f"IBAN: {IBAN}", "Payment within 30 days."),
        ("Created with Lexfree Service GmbH", "Payment within 30 days."),
        ("We collect payments by direct debit through GoCardless Ltd.",),
    ],
)
def test_the_supplier_its_bank_and_its_carrier_are_not(lines: tuple[str, ...]) -> None:
    assert _told("en", *lines) == []


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("de", "Zahlung bitte per Western Union."),
        ("fr", "Paiement uniquement par cartes prépayées."),
        ("en", "Please pay in gift cards."),
        ("es", "Pagar mediante Bizum al 612 345 678."),
        ("sv", "Swisha till 070-123 45 67."),
        ("nl", "Betaal via Tikkie: tikkie.me/pay/8h2k"),
        ("en", "Payment by PayPal to billing@mail.example only."),
    ],
)
def test_odd_ways_to_pay_are_told(code: str, text: str) -> None:
    assert _told(code, text) == [Reason.PAYEE_UNCLEAR]


def test_a_telephone_beside_an_account_is_one_more_way_to_pay() -> None:
    assert _told("sv", "Swish: 123 456 78 90", account=True) == []


def _told(code: str, *lines: str, account: bool = False) -> list[Reason]:
    """``lines`` one below the other on a page in this language; an empty one is a gap."""
    head = row(0.05, (" ".join(languages()[code].recognised_by), 0.9))
    below = (row(0.5 + 0.013 * at, (line, 0.05 + 0.008 * len(line))) for at, line in enumerate(lines) if line)
    invoice = Invoice(
        seller=Party(name="Alder Tools Ltd"),
        buyer=Party(name="Northgate Hotels Ltd"),
        payment_accounts=(PaymentAccount(iban=IBAN),) if account else (),
    )
    page = Page(1, 595, 842, (head, *below))
    return [one.reason for one in payee_told(invoice, [page], frozenset()) if one.reason]
