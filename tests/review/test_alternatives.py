"""Other values for a doubtful field: what a clerk is offered, and where it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from invoice_llm.documents.page import Page
from invoice_llm.invoice.concern import Concern, reasons_in
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.outcome import Outcome, Reason
from invoice_llm.invoice.record import Record
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement
from invoice_llm.label_reader.reader import read_invoice
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.sheet import text_page
from invoice_llm.review.alternatives import Alternative, Alternatives
from tests.pipeline.inboxes import INVOICE

TEXT = INVOICE.format(number="AF-2026-00123", date="3 March 2026", total="480.00", more="   Please transfer   £408.00")
PAGE = text_page(TEXT)


def read_off(page: Page = PAGE) -> Invoice:
    return PageReading.of_text(TEXT, (page,)).labelled.invoice


def alternatives(*concerns: Concern, evidence: dict[str, Evidence] | None = None, **values: Any) -> dict[str, Any]:
    record = Record(
        document="a.pdf",
        sha256="a",
        outcome=Outcome.REVIEW,
        reasons=reasons_in(concerns),
        concerns=concerns,
        invoice=read_off().model_copy(update=values),
        evidence=evidence or {},
    )
    return Alternatives(record, (replace(PAGE, number=4),), read_invoice).by_field()


def test_a_total_that_net_and_tax_contradict_offers_their_sum_where_the_page_prints_it() -> None:
    (offered,) = alternatives(Concern(Reason.SUM_MISMATCH, ("total_gross",)))["total_gross"]
    assert (offered.value, offered.origin, offered.page, offered.quote) == ("408.00", "sum", 4, "£408.00")
    assert offered.bbox is not None


def test_an_amount_due_that_the_total_contradicts_offers_what_is_left_of_it() -> None:
    due = Concern(Reason.SUM_MISMATCH, ("total_gross", "paid_amount", "amount_due"))
    found = alternatives(due, amount_due=Decimal("40800"), paid_amount=Decimal("72.00"))["amount_due"]
    assert (found[0].value, found[0].origin, found[0].quote) == ("408.00", "rest", "£408.00")
    assert "amount_due" not in alternatives(due, amount_due=Decimal("408.00"), paid_amount=Decimal("72.00"))


def test_a_company_at_the_foot_of_the_page_is_offered_as_the_supplier() -> None:
    foot = Concern.saying(Reason.OTHER_LABELLED, Statement.COMPANY_AT_FOOT, "seller.name", foot="Rook & Sons Ltd")
    assert ("Rook & Sons Ltd", "foot") in [(one.value, one.origin) for one in alternatives(foot)["seller.name"]]


def test_a_value_that_differs_from_what_the_page_says_under_its_label_offers_that() -> None:
    spot = Evidence(source="xml", reasons=(str(Reason.PAGE_XML_DISAGREE),))
    found = alternatives(
        Concern(Reason.PAGE_XML_DISAGREE, ("total_gross",)),
        evidence={"total_gross": spot},
        total_gross=Decimal("999.00"),
        total_net=None,
        total_tax=None,
    )
    assert "480.00" in [one.value for one in found["total_gross"]]


def test_a_printed_value_that_was_not_read_is_offered_for_its_empty_field() -> None:
    spot = Evidence(page=4, bbox=(0.1, 0.1, 0.2, 0.2), quote="1 May 2026", source="text", reasons=("NOT_READ",))
    found = alternatives(Concern(Reason.NOT_READ, ("due_date",)), evidence={"due_date": spot}, due_date=None)
    assert found["due_date"][0] == Alternative("2026-05-01", "label", 4, (0.1, 0.1, 0.2, 0.2), "1 May 2026")


def test_what_a_payment_code_asks_for_is_offered() -> None:
    code = Concern.saying(
        Reason.CODE_DISAGREES, Statement.CODE_SAYS, "total_gross", code="408.00", page="480.00", field="total_gross"
    )
    (first, *_) = alternatives(code, total_net=None, total_tax=None)["total_gross"]
    assert (first.value, first.origin) == ("408.00", "code")


def test_of_a_document_with_many_lines_only_the_last_page_is_searched() -> None:
    first = text_page("Nothing but lines")
    record = Record(
        document="a.pdf",
        sha256="a",
        outcome=Outcome.REVIEW,
        concerns=(Concern(Reason.SUM_MISMATCH, ("total_gross",)),),
        reasons=("SUM_MISMATCH",),
        invoice=read_off().model_copy(update={"lines": read_off().lines * 150}),
    )
    pages = (replace(first, number=4), replace(PAGE, number=5))
    (offered,) = Alternatives(record, pages, read_invoice).by_field()["total_gross"]
    assert (offered.value, offered.page, offered.quote) == ("408.00", 5, "£408.00")


def test_a_document_without_a_conflict_is_not_read_again() -> None:
    def never(_: str) -> Any:
        raise AssertionError("nobody asked")

    record = Record(
        document="a.pdf",
        sha256="a",
        outcome=Outcome.REVIEW,
        reasons=("AMBIGUOUS_DATE",),
        concerns=(Concern(Reason.AMBIGUOUS_DATE, ("issue_date",)),),
        invoice=read_off(),
    )
    assert Alternatives(record, (PAGE,), never).by_field() == {}


def test_the_days_and_the_numbers_that_the_page_prints_are_offered_where_nothing_was_found() -> None:
    found = alternatives(
        Concern(Reason.MISSING_FIELD, ("invoice_number",)),
        Concern(Reason.MISSING_FIELD, ("issue_date",)),
        invoice_number=None,
        issue_date=None,
    )
    assert found["invoice_number"][0].value == "AF-2026-00123"
    assert found["issue_date"][0].value == "2026-03-03"
    assert found["issue_date"][0].bbox is not None


def test_a_total_that_was_not_found_is_offered_among_the_largest_amounts_of_the_page() -> None:
    found = alternatives(
        Concern(Reason.MISSING_FIELD, ("total_gross",)), total_gross=None, total_net=None, total_tax=None
    )
    assert [one.value for one in found["total_gross"]][:2] == ["480.00", "408.00"]


def test_a_day_with_weak_evidence_is_offered_beside_the_other_days_of_the_page() -> None:
    found = alternatives(Concern(Reason.LOW_CONFIDENCE, ("issue_date",)), issue_date=date(2026, 4, 2))
    assert "2026-03-03" in [one.value for one in found["issue_date"]]
    assert "2026-04-02" not in [one.value for one in found["issue_date"]]
