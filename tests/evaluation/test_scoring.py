from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from invoice_llm.evaluation.report import Report, ScoredDocument
from invoice_llm.evaluation.sameness import same
from invoice_llm.evaluation.scoring import Verdict, score_document
from invoice_llm.evaluation.truth import Labelled, labelled_documents, unlabelled_documents
from invoice_llm.invoice.outcome import Outcome
from invoice_llm.invoice.schema import Invoice, LineItem, Party


def labelled(truth: dict[str, Any]) -> Labelled:
    return Labelled("folder/a.pdf", Path("a.pdf"), truth)


def verdicts(invoice: Invoice | None, truth: dict[str, Any], *, page_only: bool = False) -> dict[str, Verdict]:
    return {v.key: v.verdict for v in score_document(invoice, labelled(truth), page_only=page_only).fields}


def test_each_value_has_one_of_four_verdicts() -> None:
    invoice = Invoice(invoice_number="A1", total_gross=Decimal("9.99"), due_date=date(2026, 1, 2))
    truth = {"invoice_number": "A1", "total_gross": "10.00", "currency": "EUR", "due_date": None}
    assert verdicts(invoice, truth) == {
        "invoice_number": "correct",
        "total_gross": "wrong",
        "currency": "missing",
        "due_date": "invented",
    }


def test_what_is_not_labelled_is_not_scored() -> None:
    assert verdicts(Invoice(invoice_number="A1"), {}) == {}


def test_a_page_is_only_scored_on_what_it_shows() -> None:
    truth = {
        "invoice_number": "A1",
        "currency": "EUR",
        "_meta": {"visible_in_text_layer": {"invoice_number": True, "currency": False}},
    }
    assert verdicts(None, truth, page_only=True) == {"invoice_number": "missing"}
    assert verdicts(None, truth, page_only=False) == {"invoice_number": "missing", "currency": "missing"}


@pytest.mark.parametrize(
    ("key", "expected", "found"),
    [
        ("total_gross", "250.30", Decimal("250.3")),
        ("issue_date", "2026-03-02", date(2026, 3, 2)),
        ("seller_name", "Contoso, Ltd.", "CONTOSO LTD"),
        ("seller_vat_id", "NL8200.98.395.B.01", "nl820098395b01"),
        ("invoice_number", "030405755 / 1", "030405755  / 1"),
        ("invoice_number", "#BLR_2015", "BLR_2015"),
    ],
)
def test_values_are_compared_by_meaning(key: str, expected: str, found: object) -> None:
    assert same(key, expected, found)


@pytest.mark.parametrize(
    ("key", "expected", "found"),
    [
        ("invoice_number", "02581", "2581"),
        ("invoice_number", "#2581", "02581"),
        ("total_gross", "61200", Decimal("6120.00")),
        ("issue_date", "2026-03-02", date(2026, 2, 3)),
        ("seller_name", "Contoso Ltd", "Fabrikam Ltd"),
        ("seller_name", "Contoso Ltd", "Contoso LLC"),
        ("seller_name", "Contoso", "Contoso Holding"),
    ],
)
def test_a_different_meaning_is_wrong(key: str, expected: str, found: object) -> None:
    assert not same(key, expected, found)


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        ("Au bon moulin", "Au bon moulin SARL"),
        ("Kowalski Sp. z o.o.", "Kowalski"),
        ("Contoso Limited", "CONTOSO LTD."),
        ("Müller & Söhne GmbH", "Mueller und Söhne GmbH"),
    ],
)
def test_a_company_is_the_same_with_and_without_its_legal_form(expected: str, found: str) -> None:
    assert same("seller_name", expected, found)
    assert same("buyer_name", found, expected)


@pytest.mark.parametrize(("labelled_kind", "sign"), [("credit_note", 1), ("invoice", -1)])
def test_a_credit_note_says_the_same_with_either_sign(labelled_kind: str, sign: int) -> None:
    truth = {"doc_type": labelled_kind, "total_net": str(sign * 100), "total_gross": str(sign * 119)}
    invoice = Invoice(doc_type="credit_note", total_net=Decimal(-100 * sign), total_gross=Decimal(-119 * sign))
    found = verdicts(invoice, truth)
    assert (found["total_net"], found["total_gross"]) == ("correct", "correct")
    mixed = verdicts(invoice.model_copy(update={"total_net": Decimal(100 * sign)}), truth)
    assert mixed["total_net"] == "wrong"


def test_an_invoice_below_zero_is_not_the_same_invoice() -> None:
    found = verdicts(
        Invoice(doc_type="invoice", total_gross=Decimal(-119)), {"total_gross": "119", "doc_type": "invoice"}
    )
    assert found["total_gross"] == "wrong"


def test_lines_match_by_amount_and_description_once_each() -> None:
    lines = (
        LineItem(description="Paper A4", line_total=Decimal("5.00")),
        LineItem(description="Paper A4", line_total=Decimal("5.00")),
        LineItem(description="Something else", line_total=Decimal("7.00")),
    )
    truth = {"line_items": [{"description": "Paper A4, white", "line_total": "5"}, {"line_total": "8.00"}]}
    counts = score_document(Invoice(lines=lines), labelled(truth), page_only=False).lines
    assert (counts.matched, counts.found, counts.expected) == (1, 3, 2)


def test_precision_counts_only_values_stated_in_accepted_documents() -> None:
    good = score_document(
        Invoice(invoice_number="A", seller=Party(name="X")), labelled({"invoice_number": "A"}), page_only=False
    )
    bad = score_document(
        Invoice(invoice_number="B"), labelled({"invoice_number": "A", "currency": "EUR"}), page_only=False
    )
    report = Report(
        (
            ScoredDocument("f/a.pdf", Outcome.ACCEPTED, (), good),
            ScoredDocument("f/b.pdf", Outcome.REVIEW, (), bad),
            ScoredDocument("f/c.pdf", Outcome.REJECTED, (), None),
        ),
        model="m",
        route="auto",
    ).to_json()
    assert report["documents"] == 3
    assert (report["accepted_share"], report["accepted_precision"]) == (0.5, 1.0)
    assert report["header_accuracy"] == round(1 / 3, 4)
    assert report["fields"]["currency"] == {"correct": 0, "wrong": 0, "missing": 1, "invented": 0}


def test_the_truth_of_a_pdf_with_an_xml_beside_it_belongs_to_the_pdf(tmp_path: Path) -> None:
    for name in ("a.pdf", "a.xml", "b.xml", "c.pdf"):
        (tmp_path / name).write_bytes(b"x")
    for stem in ("a", "b"):
        (tmp_path / f"{stem}.truth.json").write_text("{}")
    assert [d.name for d in labelled_documents(tmp_path)] == ["a.pdf", "b.xml"]
    assert [p.name for p in unlabelled_documents(tmp_path)] == ["c.pdf"]
