"""From truths and reviewers' decisions to labelled values, and from those to a calibration."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from invoice_llm.evaluation.calibrating import decided_by_reviewers, refit, write_calibration
from invoice_llm.evaluation.labelling import of_truth, signals_in, supplier_by_document
from invoice_llm.evaluation.truth import Labelled
from invoice_llm.invoice.evidence import Evidence, Source
from invoice_llm.invoice.outcome import Outcome
from invoice_llm.invoice.record import Record
from invoice_llm.invoice.schema import Invoice, Party
from invoice_llm.reading.confidence import Calibration

INVOICE = Invoice(
    invoice_number="HP-2041", total_gross=Decimal("420.00"), seller=Party(name="Harbour Paper Ltd", vat_id="GB1")
)
SIGNALS = {path: {"labelled": 1.0} for path in ("invoice_number", "total_gross", "seller.name", "seller.vat_id")}


def document(name: str, **truth: Any) -> Labelled:
    return Labelled(name, Path(name), truth)


def record(source: Source = "text") -> Record:
    spots = {path: Evidence(source=source, signals={"labelled": 1.0}) for path in SIGNALS}
    evidence = {**spots, "due_date": Evidence(source=source)}
    return Record(document="a.pdf", sha256="a", outcome=Outcome.REVIEW, invoice=INVOICE, evidence=evidence)


def test_a_truth_labels_what_was_found_and_what_it_speaks_of() -> None:
    truth = document("a.pdf", invoice_number="HP-2041", total_gross="350.00", due_date="2026-04-01", seller_vat_id=None)
    found = list(of_truth(INVOICE, SIGNALS, truth, "s", page_only=True))
    assert {(value.kind, value.right) for value in found} == {("number", True), ("amount", False), ("id", False)}


def test_documents_that_share_a_name_or_an_id_are_of_one_supplier() -> None:
    groups = supplier_by_document(
        [
            document("a", seller_name="Harbour Paper", seller_vat_id="GB 1"),
            document("b", seller_name="Other name", seller_vat_id="GB1"),
            document("c", seller_name="OTHER NAME"),
            document("d", seller_name="Alder"),
            document("e"),
        ]
    )
    assert groups["a"] == groups["b"] == groups["c"]
    assert len({groups["a"], groups["d"], groups["e"]}) == 3


def test_what_a_reviewer_left_is_right_and_what_was_changed_was_wrong() -> None:
    after = INVOICE.model_copy(update={"invoice_number": "HP-2042"})
    found = decided_by_reviewers([(record(), after)])
    assert {value.kind: value.right for value in found} == {"number": False, "amount": True, "seller": True, "id": True}
    assert len({value.group for value in found}) == 1


def test_data_of_an_e_invoice_were_not_read_and_teach_nothing() -> None:
    assert decided_by_reviewers([(record(source="xml"), INVOICE)]) == []


def test_too_few_labels_change_nothing(tmp_path: Path) -> None:
    values = decided_by_reviewers([(record(), INVOICE)])
    result = refit(values, Calibration.load())
    assert (result.status, result.to_json()["refitted"]) == ("uncalibrated", None)
    assert write_calibration(result, tmp_path / "calibration.json") == []
    assert list(tmp_path.iterdir()) == []


def test_no_labels_at_all_are_uncalibrated() -> None:
    assert refit([], Calibration.load()).to_json()["in_use"] is None


def test_decisions_make_a_file_that_weighs_in_the_shipped_ones_place(tmp_path: Path) -> None:
    decisions = []
    for index in range(40):
        seller = Party(name=f"Supplier {index % 8}")
        number = "wrong" if index % 4 == 0 else "HP-2041"
        decisions.append((record(), INVOICE.model_copy(update={"seller": seller, "invoice_number": number})))
    result = refit(decided_by_reviewers(decisions), Calibration.load())
    assert result.status == "calibrated"
    target, drawing = write_calibration(result, tmp_path / "made" / "calibration.json")
    assert drawing.read_text("utf-8").startswith("<svg")
    loaded = Calibration.load(target)
    assert result.then is not None
    assert loaded.about["labels"] == 160 == result.then.labels
    assert loaded.probability("number", {"labelled": 1.0}) < Calibration.load().probability("number", {"labelled": 1.0})


def test_signals_are_taken_from_a_written_record() -> None:
    assert signals_in(record()) == SIGNALS
