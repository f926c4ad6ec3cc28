"""Where a document goes: accepted only when everything holds, and each concern is said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from invoice_llm.invoice.checks import Finding, Known, OwnCompany, check
from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.field_names import spoken_name
from invoice_llm.invoice.outcome import Outcome, Reason
from invoice_llm.invoice.schema import Invoice, LineItem, Party, PaymentAccount, TaxLine
from invoice_llm.invoice.telling import as_sentences
from invoice_llm.reading.routing import Decision, route
from invoice_llm.reading.validation import Doubt

TODAY = date(2026, 3, 10)
GOOD = Invoice(
    invoice_number="HP-2041",
    issue_date=date(2026, 3, 2),
    currency="GBP",
    seller=Party(name="Harbour Paper Ltd"),
    total_net=Decimal("350.00"),
    total_tax=Decimal("70.00"),
    total_gross=Decimal("420.00"),
)
PATHS = ("invoice_number", "issue_date", "currency", "seller.name", "total_net", "total_tax", "total_gross")


def spot(row: int, *reasons: Reason, confidence: float = 0.9) -> Evidence:
    box = (0.1, row / 100, 0.2, (row + 1) / 100)
    return Evidence(page=1, bbox=box, quote="x", source="text", confidence=confidence, reasons=reasons)


SPOTS = {path: spot(row) for row, path in enumerate(PATHS)}


def decide(update: dict[str, Any] | None = None, spots: dict[str, Evidence] | None = None, **more: Any) -> Decision:
    invoice = GOOD.model_copy(update=update or {})
    findings: tuple[Finding, ...] = check(invoice, today=TODAY)
    return route(invoice, {**SPOTS, **(spots or {})}, findings, **({"confident": True} | more))


def test_a_document_of_which_everything_holds_is_accepted() -> None:
    assert decide() == Decision(Outcome.ACCEPTED, ())


@pytest.mark.parametrize(
    ("update", "reason", "said"),
    [
        ({"invoice_number": None}, Reason.MISSING_FIELD, "invoice number"),
        ({"seller": Party()}, Reason.MISSING_FIELD, "supplier"),
        ({"currency": None}, Reason.MISSING_FIELD, "currency"),
        (
            {"total_gross": Decimal("421.00")},
            Reason.SUM_MISMATCH,
            "net 350.00 and tax 70.00 make 420.00, the total is 421.00 (BR-CO-15)",
        ),
        ({"issue_date": date(2027, 1, 1)}, Reason.DATE_ORDER, "issued on 2027-01-01, and today is 2026-03-10"),
        ({"due_date": date(2026, 3, 1)}, Reason.DATE_ORDER, "due on 2026-03-01, issued on 2026-03-02 (X-DATE-DUE)"),
        ({"doc_type": "proforma"}, Reason.NOT_AN_INVOICE, "pro forma"),
        ({"buyer": Party(name="harbour paper ltd")}, Reason.PARTIES_SAME, "X-PARTY"),
        ({"payment_accounts": (PaymentAccount(iban="DE00370400440532013000"),)}, Reason.BAD_CHECK_DIGIT, "X-IBAN"),
    ],
)
def test_what_does_not_hold_goes_to_a_person_and_is_said(update: dict[str, Any], reason: Reason, said: str) -> None:
    decision = decide(update)
    assert decision.outcome is Outcome.REVIEW
    assert reason in decision.reasons
    assert reason.sentence[:-1] in as_sentences(decision.concerns)
    assert said in as_sentences(decision.concerns)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("total_gross", Reason.NOT_ON_PAGE),
        ("issue_date", Reason.AMBIGUOUS_DATE),
        ("total_net", Reason.AMBIGUOUS_AMOUNT),
        ("amount_due", Reason.OTHER_LABELLED),
        ("amount_due", Reason.NOT_READ),
        ("payment_accounts[0].iban", Reason.NOT_ON_PAGE),
        ("payment_accounts[0].iban", Reason.READINGS_DISAGREE),
        ("doc_type", Reason.READINGS_DISAGREE),
    ],
)
def test_what_contradicts_a_value_or_is_said_against_what_is_paid_goes_to_a_person(path: str, reason: Reason) -> None:
    decision = decide(spots={path: spot(50, reason)})
    assert decision == Decision(Outcome.REVIEW, (Concern(reason, (path,)),))
    assert as_sentences(decision.concerns) == f"{reason.sentence[:-1]}: {spoken_name(path)}."


@pytest.mark.parametrize(
    ("iban", "agrees", "outcome"),
    [
        ("DE00370400440532013000", 0.0, Outcome.ACCEPTED),
        ("DE893704004405320130", 0.0, Outcome.REVIEW),
        ("DE893704004405320130", 1.0, Outcome.ACCEPTED),
        ("PT50735538983748", 0.0, Outcome.REVIEW),
        ("ES11ES505289302029699868", 1.0, Outcome.REVIEW),
    ],
)
def test_an_account_that_is_printed_so_may_fail_its_check_digits_and_its_length_where_two_read_it_alike(
    iban: str, agrees: float, outcome: Outcome
) -> None:
    path, box = "payment_accounts[0].iban", (0.1, 0.1, 0.3, 0.2)
    told = {"agrees": agrees} if agrees else {}
    printed = Evidence(page=1, bbox=box, quote=iban, source="text", confidence=0.95, signals=told)
    assert decide({"payment_accounts": (PaymentAccount(iban=iban),)}, {path: printed}).outcome is outcome


@pytest.mark.parametrize(
    ("path", "reason"),
    [("customer_number", Reason.WEAK_LABEL), ("lines[0].line_total", Reason.AMBIGUOUS_AMOUNT)],
)
def test_a_side_value_with_a_weak_label_or_form_holds_nothing_up(path: str, reason: Reason) -> None:
    assert decide(spots={path: spot(50, reason)}).outcome is Outcome.ACCEPTED


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("total_gross", Reason.OTHER_LABELLED),
        ("invoice_number", Reason.WEAK_LABEL),
        ("seller.name", Reason.READINGS_DISAGREE),
        ("lines[0].line_total", Reason.NOT_ON_PAGE),
    ],
)
def test_what_only_lowers_the_confidence_is_said_where_that_is_too_low(path: str, reason: Reason) -> None:
    assert decide(spots={path: spot(50, reason)}).outcome is Outcome.ACCEPTED
    decision = decide(spots={path: spot(50, reason)}, confident=False)
    assert (decision.outcome, decision.concerns[0]) == (Outcome.REVIEW, Concern(reason, (path,)))
    assert as_sentences(decision.concerns) == f"{reason.sentence[:-1]}: {spoken_name(path)}."


def test_a_credit_note_without_its_invoice_is_a_remark() -> None:
    decision = decide({"doc_type": "credit_note"})
    assert (decision.outcome, decision.reasons) == (Outcome.ACCEPTED, (Reason.NO_PRECEDING_INVOICE,))


def test_an_account_that_fails_its_check_digits_is_a_remark_where_the_files_own_text_says_so() -> None:
    update = {"payment_accounts": (PaymentAccount(iban="DE00370400440532013000"),)}
    printed = spot(30)
    decision = decide(update, {"payment_accounts[0].iban": printed})
    assert (decision.outcome, decision.reasons) == (Outcome.ACCEPTED, (Reason.BAD_CHECK_DIGIT,))
    scanned = printed.model_copy(update={"source": "ocr"})
    assert decide(update, {"payment_accounts[0].iban": scanned}).outcome is Outcome.REVIEW


def test_a_total_that_the_page_does_not_settle_needs_a_sum_that_confirms_it() -> None:
    doubtful = {"total_gross": spot(6, confidence=0.8)}
    assert decide({"total_net": None}, doubtful).reasons == (Reason.SUM_MISMATCH,)
    assert decide({"total_net": None}).outcome is Outcome.ACCEPTED
    assert decide(spots=doubtful).outcome is Outcome.ACCEPTED


def test_weak_evidence_names_the_weakest_value() -> None:
    decision = decide(spots={"issue_date": spot(1, confidence=0.4)}, confident=False)
    assert decision.reasons == (Reason.LOW_CONFIDENCE,)
    assert as_sentences(decision.concerns) == "The evidence is too weak to accept it without a person: invoice date."


def test_weak_evidence_is_not_said_where_another_reason_says_why() -> None:
    decision = decide(spots={"total_gross": spot(6, Reason.NOT_ON_PAGE)}, confident=False)
    assert decision.reasons == (Reason.NOT_ON_PAGE, Reason.LOW_CONFIDENCE)
    assert as_sentences(decision.concerns) == "A value could not be found on the page: total."


def test_doubts_of_the_second_check_lower_the_confidence_and_stop_only_what_is_paid() -> None:
    doubts = (Doubt("total_gross", "£9.00"), Doubt("issue_date"))
    assert decide(doubts=doubts).outcome is Outcome.ACCEPTED
    held = decide(doubts=doubts, confident=False)
    assert held.reasons == (Reason.VALIDATION_DOUBTS, Reason.LOW_CONFIDENCE)
    said = "The second check of the values found a doubt: total (it reads “£9.00”), invoice date."
    assert as_sentences(held.concerns) == said
    assert decide(doubts=(Doubt("amount_due", "£9.00"),)).reasons == (Reason.VALIDATION_DOUBTS,)


def test_a_vat_ids_check_digits_are_a_remark() -> None:
    decision = decide({"seller": Party(name="Harbour Paper Ltd", vat_id="DE136695977")})
    assert (decision.outcome, decision.reasons) == (Outcome.ACCEPTED, (Reason.BAD_CHECK_DIGIT,))
    assert "X-VAT" in as_sentences(decision.concerns)


@pytest.mark.parametrize(
    ("known", "update", "reason"),
    [
        (Known(own=OwnCompany(names=("HARBOUR PAPER LIMITED",))), {}, Reason.SELLER_IS_US),
        (
            Known(accounts=("GB82WEST12345698765432",)),
            {"payment_accounts": (PaymentAccount(iban="DE89370400440532013000"),)},
            Reason.ACCOUNT_CHANGED,
        ),
    ],
)
def test_what_is_known_besides_the_page_goes_to_a_person_and_is_said(
    known: Known, update: dict[str, Any], reason: Reason
) -> None:
    invoice = GOOD.model_copy(update=update)
    decision = route(invoice, SPOTS, check(invoice, today=TODAY, known=known), confident=True)
    assert (decision.outcome, decision.reasons) == (Outcome.REVIEW, (reason,))
    assert route(invoice, SPOTS, check(invoice, today=TODAY), confident=True).outcome is Outcome.ACCEPTED


def test_an_invoice_below_zero_goes_to_a_person() -> None:
    minus = {name: -getattr(GOOD, name) for name in ("total_net", "total_tax", "total_gross")}
    assert decide(minus).reasons == (Reason.SIGN_UNCLEAR,)


def test_a_warning_is_a_remark_and_an_information_is_none() -> None:
    rates = {"lines": (LineItem(line_total=Decimal(350), tax_rate=Decimal(0), tax_category="S"),)}
    decision = decide({**rates, "prices_include_tax": True})
    assert (decision.outcome, decision.reasons) == (Outcome.ACCEPTED, (Reason.TAX_MISMATCH,))
    assert "(BR-S-05)" in as_sentences(decision.concerns)


def test_a_tax_that_is_not_its_printed_rate_is_for_a_person() -> None:
    decision = decide({"taxes": (TaxLine(rate=Decimal(19), amount=Decimal("70.00")),), "lines": ()})
    assert (decision.outcome, decision.reasons) == (Outcome.REVIEW, (Reason.TAX_MISMATCH,))
    assert "19 % of 350.00 is 66.50, the tax is 70.00 (X-RATE)" in as_sentences(decision.concerns)


def test_a_product_is_a_remark_only_where_the_lines_add_up() -> None:
    right = LineItem(quantity=Decimal(2), unit_price=Decimal(200), line_total=Decimal(350))
    assert decide({"lines": (right,)}).outcome is Outcome.ACCEPTED
    wrong = right.model_copy(update={"line_total": Decimal(300)})
    assert decide({"lines": (wrong,)}).reasons == (Reason.LINES_MISMATCH,)


def test_a_readers_word_that_it_is_none_is_for_a_person() -> None:
    other = GOOD.model_copy(update={"doc_type": "other"})
    nowhere = {path: Evidence(source="text") for path in PATHS}
    unseen = route(other, nowhere, (), confident=True)
    assert (unseen.outcome, unseen.reasons) == (Outcome.REVIEW, (Reason.NOT_AN_INVOICE,))
    shown = route(other, SPOTS, check(other, today=TODAY), confident=True)
    assert (shown.outcome, shown.reasons) == (Outcome.REVIEW, (Reason.NOT_AN_INVOICE,))


@pytest.mark.parametrize("kind", ["statement", "reminder", "other"])
def test_a_page_that_shows_nothing_and_is_called_no_invoice_is_for_a_person(kind: str) -> None:
    assert route(Invoice.model_validate({"doc_type": kind}), {}, (), confident=True).outcome is Outcome.REVIEW


def test_a_page_that_shows_nothing_and_is_called_an_invoice_is_not_accepted() -> None:
    assert route(Invoice(), {}, (), confident=True).outcome is Outcome.REVIEW


def test_a_sum_of_values_in_one_place_confirms_nothing() -> None:
    decision = decide(spots={"total_net": spot(6), "total_gross": spot(6, confidence=0.8)})
    assert decision.reasons == (Reason.SUM_MISMATCH,)


def test_lines_that_add_up_to_the_total_confirm_it() -> None:
    update = {"total_net": None, "total_tax": None, "lines": (LineItem(line_total=Decimal(420)),)}
    spots = {**SPOTS, "total_gross": spot(6, confidence=0.8)}
    without = {path: spots[path] for path in PATHS if path not in ("total_net", "total_tax")}
    invoice = GOOD.model_copy(update=update)
    findings = check(invoice, today=TODAY)
    apart = without | {"lines[0].line_total": spot(40)}
    assert route(invoice, apart, findings, confident=True).outcome is Outcome.ACCEPTED
    together = without | {"lines[0].line_total": spots["total_gross"]}
    assert route(invoice, together, findings, confident=True).reasons == (Reason.SUM_MISMATCH,)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("seller.vat_id", "supplier's VAT id"),
        ("lines[2].line_total", "amount of line 3"),
        ("taxes[0].amount", "tax 1"),
        ("payment_accounts[0].iban", "bank account 1"),
        ("payment_terms", "payment terms"),
    ],
)
def test_a_field_is_called_as_a_clerk_would(path: str, words: str) -> None:
    assert spoken_name(path) == words


def test_lines_that_do_not_fit_the_totals_stop_however_sure_these_are() -> None:
    wrong = {"lines": (LineItem(line_total=Decimal(300)),)}
    sure = {"total_gross": spot(6, confidence=0.97)}
    assert decide(wrong, sure).reasons == (Reason.LINES_MISMATCH,)


def test_rows_that_are_printed_and_were_not_read_stop() -> None:
    findings = check(GOOD, today=TODAY, known=Known(printed_rows=len(GOOD.lines) + 1))
    assert route(GOOD, SPOTS, findings, confident=True).reasons == (Reason.ROWS_DIFFER,)


def test_totals_that_differ_say_that_a_tax_is_missing() -> None:
    assert decide({"total_tax": None, "taxes": ()}).reasons == (Reason.MISSING_FIELD,)
    assert decide({"total_tax": None, "taxes": (), "total_net": None}).outcome is Outcome.ACCEPTED
    freight = {"charge_total": GOOD.total_gross - GOOD.total_net} if GOOD.total_gross and GOOD.total_net else {}
    assert Reason.MISSING_FIELD not in decide({"total_tax": None, "taxes": (), **freight}).reasons
