"""Which of several places is a value's own, and what a label beside it says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from invoice_llm.documents.page import Page, TextRow, Verdict, Word
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.printed import PrintedInvoice
from invoice_llm.reading.evidence.locate import Located, as_evidence, locate, values
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.extraction import text_page
from invoice_llm.reading.parsing.assembly import assemble
from invoice_llm.reading.parsing.convention import read_convention
from tests.reading.printed_invoice import RIGHT, TEXT, line, party, printed


def located(answer: PrintedInvoice, text: str, pages: tuple[Page, ...] = ()) -> dict[str, Located]:
    return locate(
        assemble(answer, text), PageReading.of(pages or (text_page(text),)), read_convention(text, answer.language)
    )


def one(path: str, text: str, **values: Any) -> Located:
    return located(printed(**values), text)[path]


def row_of(spot: Located) -> int:
    assert spot.place is not None
    return spot.place.row


def test_every_value_of_a_page_has_its_place_and_label() -> None:
    spots = located(RIGHT, TEXT)
    assert set(spots) == {path for path, _ in values(assemble(RIGHT, TEXT).invoice)} | {"currency"}
    assert [path for path, spot in spots.items() if spot.place is None] == []
    labelled = {path for path, spot in spots.items() if spot.label > 0}
    assert labelled == set(spots) - {"taxes[0].amount"}


def test_the_label_chooses_among_places() -> None:
    text = "Customer no: 77\nInvoice no: 77\nOrder: 77"
    spot = one("invoice_number", text, invoice_number="77")
    assert (row_of(spot), spot.label, spot.choices) == (1, 1, 3)


def test_of_equal_places_a_total_is_the_last_and_a_number_the_first() -> None:
    assert row_of(one("total_gross", "Total 5.00\nTotal 5.00", total_gross="5.00")) == 1
    assert row_of(one("invoice_number", "Invoice 77\nInvoice 77", invoice_number="77")) == 0


@pytest.mark.parametrize(
    ("path", "text", "values"),
    [
        ("invoice_number", "Customer no: 77", {"invoice_number": "77"}),
        ("issue_date", "Due date: 2 March 2026", {"issue_date": "2 March 2026"}),
        ("due_date", "Delivery date: 2 March 2026", {"due_date": "2 March 2026"}),
        ("total_gross", "Subtotal 12.00", {"total_gross": "12.00"}),
        ("total_gross", "Total VAT 12.00", {"total_gross": "12.00"}),
    ],
)
def test_a_value_under_another_fields_label_is_weak(path: str, text: str, values: dict[str, str]) -> None:
    spot = one(path, text, **values)
    assert spot.label == -1
    assert as_evidence({path: spot}, {}, {})[path].reasons == (Reason.WEAK_LABEL,)


def test_of_two_labels_in_a_row_the_nearer_one_counts() -> None:
    text = "Customer no: 5  Invoice no: 77"
    assert one("invoice_number", text, invoice_number="77").label == 1
    assert one("invoice_number", text, invoice_number="5").label == -1


def test_a_label_may_stand_over_its_value() -> None:
    text = "Customer no     Invoice no\n55              77"
    assert one("invoice_number", text, invoice_number="77").label == 1
    assert one("invoice_number", text, invoice_number="55").label == -1


def test_a_value_without_any_label_is_neither_right_nor_wrong() -> None:
    assert one("invoice_number", "Thank you\n77", invoice_number="77").label == 0
    assert one("customer_number", "77", customer_number="77").label == 0


def test_a_seller_under_the_recipients_label_is_refused() -> None:
    assert one("seller.name", TEXT, seller=party("Northgate Hotels Ltd")).label == -1
    assert one("buyer.name", TEXT, buyer=party("Northgate Hotels Ltd")).label == 1


def test_a_buyer_under_the_senders_label_is_refused() -> None:
    text = "Seller:\nHarbour Paper Ltd"
    assert one("buyer.name", text, buyer=party("Harbour Paper Ltd")).label == -1
    assert one("seller.name", text, seller=party("Harbour Paper Ltd")).label == 1


@pytest.mark.parametrize("word", ["Invoice", "Bill to:", "Total"])
def test_a_label_is_no_supplier(word: str) -> None:
    assert one("seller.name", f"{word}\n77", seller=party(word)).label == -1


def test_a_letterhead_above_a_labelled_buyer_is_the_sender() -> None:
    text = TEXT.replace("harbourpaper", "office")
    spots = located(printed(seller=party("Harbour Paper Ltd"), buyer=party("Northgate Hotels Ltd")), text)
    assert spots["seller.name"].label == 1


def test_a_name_on_top_is_not_the_sender_while_no_buyer_is_known() -> None:
    text = TEXT.replace("harbourpaper", "office")
    assert one("seller.name", text, seller=party("Harbour Paper Ltd")).label == 0


def test_a_mail_address_shows_the_sender() -> None:
    assert one("seller.name", TEXT, seller=party("Harbour Paper Ltd")).label == 1


def test_a_name_beside_its_own_bank_account_is_the_sender() -> None:
    text = "Thank you\n" * 12 + "Harbour Paper Ltd\nIBAN GB33 BUKB 2020 1555 5555 55"
    with_bank = one("seller.name", text, seller=party("Harbour Paper Ltd"), iban="GB33BUKB20201555555555")
    without = one("seller.name", text, seller=party("Harbour Paper Ltd"))
    assert (with_bank.label, without.label) == (1, 0)


def test_a_name_far_from_the_ids_is_not_proven_by_them() -> None:
    text = "Harbour Paper Ltd\n" + "Thank you\n" * 12 + "VAT GB 823 4471 81"
    assert one("seller.name", text, seller=party("Harbour Paper Ltd", "GB 823 4471 81")).label == 0


def test_what_is_not_on_the_page_says_so() -> None:
    spot = one("total_gross", TEXT, total_gross="£999.00")
    evidence = as_evidence({"total_gross": spot}, {}, {"total_gross": 0.0})["total_gross"]
    assert evidence.reasons == (Reason.NOT_ON_PAGE,)
    assert (evidence.page, evidence.bbox, evidence.quote, evidence.confidence) == (None, None, None, 0.0)


def test_evidence_names_page_quote_problems_and_a_box_within_the_page() -> None:
    page = Page(3, 100, 100, (TextRow(((Word("Total", (-0.2, 0.5, 0.1, 0.6)), Word("5.00", (0.9, 0.5, 1.3, 0.6))),)),))
    spots = located(printed(total_gross="5.00"), "Total 5.00", (page,))
    evidence = as_evidence(spots, {"total_gross": (Reason.AMBIGUOUS_AMOUNT,)}, {"total_gross": 0.5})["total_gross"]
    assert (evidence.page, evidence.bbox, evidence.quote) == (3, (0.9, 0.5, 1.0, 0.6), "5.00")
    assert evidence.reasons == (Reason.AMBIGUOUS_AMOUNT,)


def test_boxes_of_a_text_lie_within_the_page() -> None:
    for evidence in as_evidence(located(RIGHT, TEXT), {}, {}).values():
        assert evidence.bbox is not None
        assert all(0 <= side <= 1 for side in evidence.bbox)


def test_lines_with_the_same_amount_have_rows_of_their_own() -> None:
    text = "Towel   10.00\nSoap    10.00\nTotal   20.00"
    spots = located(printed(lines=[line("Towel", "10.00"), line("Soap", "10.00")]), text)
    assert [(row_of(spots[f"lines[{i}].line_total"]), spots[f"lines[{i}].line_total"].label) for i in (0, 1)] == [
        (0, 1),
        (1, 1),
    ]


def test_a_line_whose_description_is_elsewhere_is_not_tied() -> None:
    text = "Towel\n\n\n\nA\nB\nC\nD   10.00"
    spot = one("lines[0].line_total", text, lines=[line("Towel", "10.00")])
    assert (row_of(spot), spot.label) == (4, 0)


def test_a_total_that_was_calculated_and_is_not_printed_is_derived_and_not_located() -> None:
    text = TEXT.replace("VAT 20%                 £70.00", "plus VAT at 20%")
    answer = RIGHT.model_copy(update={"taxes": []})
    tax = as_evidence(located(answer, text), {}, {})["total_tax"]
    assert (tax.source, tax.page, tax.reasons) == ("derived", None, (Reason.NOT_ON_PAGE,))


def test_an_amount_among_the_lines_is_no_total() -> None:
    text = TEXT.replace("Subtotal               £350.00", "")
    answer = RIGHT.model_copy(update={"total_net": "260.00"})
    assert Reason.WEAK_LABEL in as_evidence(located(answer, text), {}, {})["total_net"].reasons


def test_a_year_is_no_invoice_number() -> None:
    assert located(RIGHT.model_copy(update={"invoice_number": "2026"}), TEXT)["invoice_number"].place is None


def test_a_value_that_every_invoice_needs_is_doubted_without_a_label() -> None:
    spot = one("invoice_number", "Thank you\n77", invoice_number="77")
    assert as_evidence({"invoice_number": spot}, {}, {})["invoice_number"].reasons == (Reason.WEAK_LABEL,)


@pytest.mark.parametrize(("verdict", "told"), [("garbage", True), ("partial", True), ("empty", True), ("good", False)])
def test_a_page_whose_text_cannot_be_believed_is_told(verdict: Verdict, told: bool) -> None:
    pages = (text_page(TEXT), replace(text_page("Terms and conditions"), number=2, verdict=verdict))
    evidence = as_evidence(located(RIGHT, TEXT, pages), {}, {})
    assert [path for path, spot in evidence.items() if Reason.LOW_TEXT_QUALITY in spot.reasons] == (
        ["pages[1]"] if told else []
    )


def test_a_page_that_only_its_scanner_has_read_is_told() -> None:
    pages = (replace(text_page(TEXT), verdict="unproven", is_layer=True),)
    evidence = as_evidence(located(RIGHT, TEXT, pages), {}, {})
    assert evidence["pages[0]"].reasons == (Reason.UNPROVEN_TEXT,)


@pytest.mark.parametrize(("sure", "reasons"), [(0.9, ()), (0.3, (Reason.LOW_TEXT_QUALITY,))])
def test_a_value_on_words_that_ocr_is_not_sure_of_is_doubtful(sure: float, reasons: tuple[Reason, ...]) -> None:
    words = (Word("Total:", (0.1, 0.5, 0.2, 0.6), 0.99), Word("5.00", (0.25, 0.5, 0.3, 0.6), sure))
    page = Page(1, 100, 100, (TextRow((words,)),), source="ocr", verdict="good")
    evidence = as_evidence(located(printed(total_gross="5.00"), "Total: 5.00", (page,)), {}, {})["total_gross"]
    assert (evidence.source, evidence.reasons) == ("ocr", reasons)


def test_what_is_due_may_be_printed_once_as_the_total() -> None:
    spots = located(RIGHT.model_copy(update={"amount_due": "£420.00"}), TEXT)
    assert spots["amount_due"].place == spots["total_gross"].place
    assert spots["amount_due"].label == 1


@pytest.mark.parametrize(("label", "expected"), [("Paid", ()), ("Reference", (Reason.WEAK_LABEL,))])
def test_what_was_paid_says_so(label: str, expected: tuple[Reason, ...]) -> None:
    text = f"{TEXT}\n{label}  100.00"
    answer = RIGHT.model_copy(update={"paid_amount": "100.00"})
    assert as_evidence(located(answer, text), {}, {})["paid_amount"].reasons == expected
