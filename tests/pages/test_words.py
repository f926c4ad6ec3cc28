"""What the pages say for codes, paths and ids: pure functions, without a server."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from invoice_llm.invoice.checks import Finding
from invoice_llm.invoice.concern import Concern, reasons_in
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.field_names import title_of
from invoice_llm.invoice.outcome import Outcome, Reason
from invoice_llm.invoice.record import Record
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement
from invoice_llm.invoice.telling import as_sentences
from invoice_llm_airflow.pages.images.page_head import PageHead
from invoice_llm_airflow.pages.review.checks import wrong
from invoice_llm_airflow.pages.review.grounds import grounds
from invoice_llm_airflow.pages.review.linked_fields import following
from invoice_llm_airflow.pages.review.review import scanned
from invoice_llm_airflow.pages.review.typed import EntryStyle, plain_value
from invoice_llm_airflow.pages.text import units, wording
from invoice_llm_airflow.pages.text.language import choose, page_languages, t
from invoice_llm_airflow.pages.text.notation import Notation
from invoice_llm_airflow.pages.text.reasons import by_field, why
from invoice_llm_airflow.pages.text.values import written
from tests.repository import ROOT

BRITISH = Notation(Locale("en", "GB"), ZoneInfo("Europe/Berlin"))
GERMAN = Notation(Locale("de", "DE"), ZoneInfo("Europe/Berlin"))
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("code", [reason.value for reason in Reason])
def test_every_reason_has_a_few_words_of_its_own_for_lists(code: str) -> None:
    assert 4 < len(wording.reason(code)) <= 45
    assert wording.reason(code) != wording.sentence(code)


def paths(model: type = Invoice, before: str = "") -> list[str]:
    """Every value that an invoice can have, as the pages name it in a record with one of each."""
    found: list[str] = []
    for name, field in model.model_fields.items():  # type: ignore[attr-defined]
        inner = [one for one in (field.annotation, *_arguments(field.annotation)) if hasattr(one, "model_fields")]
        many = "[0]" if "tuple" in str(field.annotation) else ""
        found += paths(inner[0], f"{before}{name}{many}.") if inner else [f"{before}{name}{many}"]
    return found


def _arguments(annotation: object) -> list[object]:
    return list(getattr(annotation, "__args__", ()))


def test_every_value_has_a_name_that_tells_it_from_the_others() -> None:
    shown = [path for path in paths() if path.rpartition(".")[2] not in ("scheme", "kind", "is_charge")]
    assert len(shown) > 100
    names = {path: title_of(path) for path in shown}
    assert not [name for name in names.values() if "_" in name or "." in name or "[" in name]
    assert title_of("seller.address.text") == "Supplier's address"
    assert title_of("lines[2].line_total") == "Total of line 3"
    assert len({names[path] for path in shown if path.startswith("seller")}) == 16


def waiting(*concerns: Concern, **places: Evidence) -> Record:
    """The record of a document under review."""
    return Record(
        document="a.pdf",
        sha256="a",
        outcome=Outcome.REVIEW,
        reasons=reasons_in(concerns),
        concerns=concerns,
        evidence=dict(places),
    )


def test_each_reason_has_a_sentence_with_runs_days_and_numbers_as_people_write_them() -> None:
    run = "run__2026-11-22T10-30-12.163200"
    vat = {"says": "vat_id", "rule": "X-VAT", "party": "seller", "number": "DE123456789"}
    record = waiting(
        Concern.saying(Reason.DUPLICATE_INVOICE, Statement.SAME_NUMBER, document="a.b.pdf", run=run),
        Concern(Reason.BAD_CHECK_DIGIT, ("seller.vat_id",), vat),
        Concern.saying(Reason.TAX_MISMATCH, Statement.RATE, rate="7", base="1059.90", made="74.193", tax="4.91"),
        Concern.saying(Reason.DATE_ORDER, Statement.DUE, due="2026-11-01", issued="2026-11-02"),
        Concern(Reason.WEAK_LABEL),
    )
    assert why(record, BRITISH) == [
        "Supplier, number and year are those of a.b.pdf in the run “Command line, 22 Nov 2026, 11:30:12”.",
        "A bank account or tax number fails its check digits: the supplier's VAT id DE123456789.",
        "The tax is not the rate times its base: 7 % of 1,059.90 is 74.193, the tax is 4.91.",
        "The due date is before the invoice date, or the invoice date is in the future: "
        "due on 1 Nov 2026, issued on 2 Nov 2026.",
        "A value was found, but no label beside it says what it is.",
    ]
    assert set(by_field(record, BRITISH)) == {"invoice_number", "seller.vat_id", "total_tax", "due_date"}
    assert "7 % of 1.059,90 is 74,193, the tax is 4,91" in by_field(record, GERMAN)["total_tax"]


def test_a_reason_stands_at_the_value_that_it_names_unless_the_evidence_there_says_it_already() -> None:
    doubted = Evidence(page=1, source="text", reasons=(str(Reason.OTHER_LABELLED),))
    record = waiting(
        Concern(Reason.OTHER_LABELLED, ("issue_date", "currency")),
        Concern(Reason.LOW_CONFIDENCE, ("seller.name",)),
        currency=doubted,
    )
    assert list(by_field(record, BRITISH)) == ["issue_date"]


def test_what_is_said_of_the_invoice_s_own_day_stands_there_and_not_at_the_day_to_pay() -> None:
    values = {"issued": "1997-01-07", "made": "2018-08-17"}
    made = Concern.saying(Reason.DATE_ORDER, Statement.FILE_YOUNGER, "issue_date", **values)
    ((path, sentence),) = by_field(waiting(made), BRITISH).items()
    assert path == "issue_date"
    assert sentence.startswith("It was issued on 7 Jan 1997, in a file that was made on 17 Aug 2018.")


def test_a_doubt_of_the_second_look_says_at_each_value_what_it_reads_there() -> None:
    total = Concern.saying(
        Reason.VALIDATION_DOUBTS, Statement.DOUBTED, "total_gross", field="total_gross", printed="£9.00"
    )
    day = Concern.saying(Reason.VALIDATION_DOUBTS, Statement.DOUBTED, "issue_date", field="issue_date")
    assert by_field(waiting(total, day), BRITISH) == {
        "total_gross": "A second look reads “£9.00” here.",
        "issue_date": "A second look did not confirm it.",
    }


def test_pages_whose_text_was_read_off_a_picture_are_named() -> None:
    heads = tuple(PageHead(number, 595, 842, 0, is_scan=number > 1) for number in (1, 2, 3))
    assert scanned((1,), heads) == ""
    assert scanned((1, 2), heads).startswith("Page 2 is a scan: its text was read off the picture")
    assert scanned((1, 2, 3), heads).startswith("Pages 2, 3 are scans")
    assert scanned((2, 3), heads).startswith("This is a scan")


def test_a_check_of_any_account_asks_for_its_reason_at_the_one_that_the_form_shows() -> None:
    values = {"new": ("0012",), "known": ("0417",)}
    path = "payment_accounts[1].iban"
    new = Finding("X-ACCOUNT", Reason.ACCOUNT_CHANGED, (path,), Statement.ACCOUNT_NEW, False, "warning", values=values)
    ((shown, answers),) = grounds((new,)).items()
    assert shown == "payment_accounts[0].iban"
    assert [one.reason for one in answers] == [
        "The account was confirmed by a call to a known number",
        "Agreed with the supplier",
    ]
    assert wrong(BRITISH, (new,))[shown] == [
        "New is the account that ends in 0012, known is the one that ends in 0417."
    ]


def test_a_page_is_named_before_the_sentence_and_weak_evidence_is_not_said_besides() -> None:
    hidden = Concern.saying(Reason.HIDDEN_TEXT, Statement.PAGES, pages=("1", "3"))
    record = waiting(hidden, Concern(Reason.LOW_CONFIDENCE, ("total_gross",)))
    assert why(record, BRITISH) == [f"Page 1, 3: {Reason.HIDDEN_TEXT.sentence}"]
    assert as_sentences((hidden, Concern(Reason.LOW_CONFIDENCE))).endswith(Reason.LOW_CONFIDENCE.sentence)


@pytest.mark.parametrize("spoken", page_languages())
def test_what_goes_on_in_the_sentence_of_its_reason_does_so_whatever_it_begins_with(spoken: str) -> None:
    """German writes the names of fields with a capital letter, and a number may begin with one."""
    named = Concern(Reason.OTHER_LABELLED, ("seller.name",))
    doubted = Concern.saying(Reason.VALIDATION_DOUBTS, Statement.DOUBTED, "total_gross", field="total_gross")
    numbered = Concern.saying(Reason.ORDER_UNKNOWN, Statement.ORDER_UNLISTED, "po_numbers[0]", number="PO-1")
    choose(spoken)
    try:
        for one in (named, doubted, numbered):
            assert one.reason
            assert why(waiting(one), BRITISH)[0].startswith(t(one.reason.sentence)[:-1] + ": ")
    finally:
        choose("en")


@given(st.lists(st.sampled_from(list(Reason)), unique=True, min_size=1), st.text("ab ,;", min_size=1, max_size=60))
def test_words_that_were_stored_before_there_were_concerns_are_shown_whole(reasons: list[Reason], words: str) -> None:
    first, *others = [one for one in reasons if one is not Reason.LOW_CONFIDENCE] or [Reason.NO_TEXT]
    record = waiting(Concern(first, (), {"text": words}), *map(Concern, others))
    assert words in " ".join(why(record, BRITISH)).lower()


def test_a_record_with_reasons_alone_is_told_by_their_sentences() -> None:
    assert why(waiting().model_copy(update={"reasons": ("NO_TEXT", "NEWER")}), BRITISH) == [Reason.NO_TEXT.sentence]


def test_a_unit_of_an_e_invoice_is_shown_by_name_and_stays_its_code() -> None:
    assert written("lines[0].unit", "MTK", BRITISH) == "m²"
    assert plain_value("unit", "m²", EntryStyle(None, None), BRITISH) == "MTK"
    assert (
        written("lines[0].unit", "Stk.", BRITISH)
        == plain_value("unit", "Stk.", EntryStyle(None, None), BRITISH)
        == "Stk."
    )
    assert all(units.named(units.coded(name)) == name for name in units.NAMES.values())


def test_what_calls_cost_is_in_dollars_for_every_reader() -> None:
    assert (BRITISH.usd(310_000), GERMAN.usd(310_000).replace("\xa0", " ")) == ("$0.31", "0,31 $")
    assert (BRITISH.usd(260), BRITISH.usd(0), BRITISH.usd(1_234_567_890)) == ("$0.00026", "$0.00", "$1,234.57")


def test_a_run_is_told_by_day_and_clock() -> None:
    began = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    assert BRITISH.span(began, began + timedelta(minutes=11), NOW) == "today, 02:00 to 02:11"
    assert BRITISH.span(began, began + timedelta(seconds=3), NOW) == "today, 02:00"
    assert BRITISH.span(began - timedelta(days=1), None, NOW) == "yesterday, 02:00, still running"
    assert GERMAN.span(began - timedelta(days=3), began - timedelta(days=3), NOW) == "20.11.2026, 02:00"


def test_times_that_are_too_short_to_tell_are_not_told_to_the_second() -> None:
    assert (BRITISH.duration(0.0), BRITISH.duration(0.4), BRITISH.duration(21.2)) == ("< 0.1 s", "0.4 s", "21 s")
    assert (BRITISH.ago(NOW - timedelta(seconds=66), NOW), BRITISH.ago(NOW - timedelta(hours=5), NOW)) == (
        "just now",
        "5 h ago",
    )


PRINT = Evidence(page=1, bbox=(0.8, 0.4, 0.9, 0.41), quote="£4,578.00", source="text")


def due(of_total: Evidence, of_due: Evidence, *, total: Decimal | None = Decimal("4578.00")) -> Record:
    """A document whose amount due is 4578.00."""
    read = Invoice(total_gross=total, amount_due=Decimal("4578.00"))
    return waiting(total_gross=of_total, amount_due=of_due).model_copy(update={"invoice": read})


def test_what_is_due_goes_with_the_total_only_where_both_are_one_print() -> None:
    same = due(PRINT, PRINT)
    assert following({"total_gross": "4,488.00"}, same) == {"amount_due": "4,488.00"}
    assert following({"amount_due": "4,488.00"}, same) == {"total_gross": "4,488.00"}
    assert following({"total_gross": "4,488.00", "amount_due": "0.00"}, same) == {}
    below = PRINT.model_copy(update={"bbox": (0.8, 0.5, 0.9, 0.51)})
    elsewhere, data = due(PRINT, below), due(Evidence(source="xml"), Evidence(source="xml"))
    for record in (elsewhere, data, None):
        assert following({"total_gross": "4,488.00"}, record) == {}


def test_a_value_that_was_missing_takes_no_other_with_it_when_it_is_typed() -> None:
    """Evidence of a value can stand where the value itself could not be read."""
    for total in (None, Decimal("4578.01")):
        record = due(PRINT, PRINT, total=total)
        assert following({"total_gross": "4,488.00"}, record) == {}
        assert following({"amount_due": "4,488.00"}, record) == {}


def test_templates_use_only_words_that_there_are() -> None:
    templates = (ROOT / "plugins" / "invoice_llm_airflow" / "templates").glob("*.html")
    used = {name for file in templates for name in re.findall(r"\bwords\.(\w+)", file.read_text())}
    assert len(used) > 5
    assert {name for name in used if not hasattr(wording, name)} == set()
