"""An e-invoice's data against the page they came with."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from invoice_llm.documents.page import Page
from invoice_llm.invoice.outcome import Outcome, Reason
from invoice_llm.invoice.schema import Invoice, Party, PaymentAccount
from invoice_llm.reading.einvoice import EXACT, ExaminedEinvoice, examine_einvoice
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.extraction import text_page
from invoice_llm.reading.routing import route
from tests.reading.printed_invoice import TEXT

_IBAN = "payment_accounts[0].iban"
DATA = Invoice(
    invoice_number="HP-2041",
    issue_date=date(2026, 3, 2),
    currency="GBP",
    seller=Party(name="Harbour Paper Ltd"),
    total_gross=Decimal("420.00"),
    amount_due=Decimal("420.00"),
)


def examined(*pages: Page, text: str | None = None) -> ExaminedEinvoice:
    return against(DATA, *((text_page(text),) if text is not None else pages))


def against(data: Invoice, *pages: Page) -> ExaminedEinvoice:
    return examine_einvoice(data, PageReading.of(pages), today=date(2026, 3, 10))


def reasons(result: ExaminedEinvoice) -> dict[str, tuple[str, ...]]:
    return {path: spot.reasons for path, spot in result.evidence.items() if spot.reasons}


def test_data_without_pages_are_exact() -> None:
    result = examined()
    assert reasons(result) == {}
    assert {spot.source for spot in result.evidence.values()} == {"xml"}
    assert (result.confidence, result.field_count) == (EXACT, 5)
    assert route(DATA, result.evidence, result.findings, confident=True).outcome is Outcome.ACCEPTED


def test_a_page_that_shows_the_same_contradicts_nothing() -> None:
    assert reasons(examined(text=TEXT)) == {}


def test_a_page_without_text_contradicts_nothing() -> None:
    assert reasons(examined(Page(1, 100, 100, ()))) == {}


def test_a_page_with_another_number_disagrees() -> None:
    result = examined(text=TEXT.replace("HP-2041", "HP-2042"))
    assert reasons(result) == {"invoice_number": (Reason.PAGE_XML_DISAGREE,)}
    decision = route(DATA, result.evidence, result.findings, confident=True)
    assert (decision.outcome, decision.reasons) == (Outcome.REVIEW, (Reason.PAGE_XML_DISAGREE,))


def test_a_page_with_another_total_disagrees() -> None:
    result = examined(text=TEXT.replace("420.00", "480.00"))
    assert reasons(result) == {"total_gross": (Reason.PAGE_XML_DISAGREE,)}
    assert result.evidence["total_gross"].confidence == 0.4


def test_what_is_still_due_may_stand_on_the_page_for_the_total() -> None:
    data = DATA.model_copy(update={"total_gross": Decimal("500.00"), "paid_amount": Decimal("80.00")})
    assert reasons(against(data, text_page(TEXT))) == {}


def test_a_page_of_another_company_of_the_trade_or_with_another_id_disagrees() -> None:
    other = TEXT.replace("Harbour Paper Ltd", "Harbour Towage Ltd")
    assert "seller.name" in reasons(examined(text=other))
    data = DATA.model_copy(update={"seller": Party(name="Harbour Paper Ltd", vat_id="GB823447181")})
    for number, told in (("GB 823 4471 81", False), ("823 4471 81", False), ("GB 999 9999 73", True)):
        page = TEXT.replace("Harbour Paper Ltd", f"Harbour Paper Ltd\nVAT No {number}", 1)
        found = reasons(against(data, text_page(page)))
        assert ("seller.vat_id" in found) is told


def test_a_page_with_another_last_day_to_pay_disagrees() -> None:
    page = TEXT.replace("HP-2041", "HP-2041\nDue date: 1 April 2026", 1)
    for day, told in ((date(2026, 4, 1), False), (date(2026, 4, 21), True), (None, False)):
        data = DATA.model_copy(update={"due_date": day})
        found = reasons(against(data, text_page(page)))
        assert ("due_date" in found) is told


def test_a_reminder_around_the_data_of_an_old_invoice_disagrees() -> None:
    found = reasons(examined(text=f"Zweite Mahnung\n\n{TEXT.replace('INVOICE', '').replace('Invoice', '')}"))
    assert found["doc_type"] == (Reason.PAGE_XML_DISAGREE,)


def test_an_account_of_the_data_that_wraps_on_the_page_is_found_and_one_that_is_not_there_disagrees() -> None:
    wrapped = f"{TEXT}\nIBAN DE89 3704 0044        Order\n0532 0130 00               PO-7\n"
    for iban, found in (("DE89370400440532013000", {}), ("NL91ABNA0417164300", {_IBAN: (Reason.PAGE_XML_DISAGREE,)})):
        data = DATA.model_copy(update={"payment_accounts": (PaymentAccount(iban=iban),)})
        assert reasons(against(data, text_page(wrapped))) == found
