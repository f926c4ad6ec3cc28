"""The number of a delivery note (BT-16), from the page of an invoice to the form, the columns and the figures."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel import Locale

from invoice_llm.evaluation.scoring import score_document
from invoice_llm.evaluation.truth import Labelled
from invoice_llm.invoice.outcome import Outcome
from invoice_llm.invoice.record import Record
from invoice_llm.label_reader.endpoint.verdicts import judge_extraction
from invoice_llm.label_reader.reader import read_invoice
from invoice_llm.pipeline.exports.writing import csv_head, csv_row
from invoice_llm.reading.extraction import Extraction, ExtractionConfig, examine
from invoice_llm_airflow.pages.review.fields import FormBuilder
from invoice_llm_airflow.pages.text.notation import Notation
from tests.reading.printed_invoice import TEXT

NOTE = "DN-2026-0815"
PAGE = TEXT.replace("\n\nDescription", f"\nDelivery note no: {NOTE}\n\nDescription", 1)
BRITISH = Notation(Locale("en", "GB"), ZoneInfo("Europe/London"))


@pytest.fixture(scope="module")
def extraction() -> Extraction:
    config = ExtractionConfig(today=date(2026, 3, 3))
    return examine(read_invoice(PAGE), PAGE, config, llm_model="labels", prompt_version="1")


@pytest.fixture(scope="module")
def record(extraction: Extraction) -> Record:
    return Record(
        document="a.pdf",
        sha256="00",
        outcome=Outcome.ACCEPTED,
        invoice=extraction.invoice,
        evidence=extraction.evidence,
    )


@pytest.mark.parametrize(
    "label",
    ["Delivery note no:", "Lieferschein-Nr.", "N° bon de livraison :", "Pakbonnr.", "Albarán nº", "Følgeseddel:"],
)
def test_it_is_read_beside_its_label_in_several_languages(label: str) -> None:
    assert read_invoice(PAGE.replace("Delivery note no:", label)).delivery_note_ref == NOTE


def test_it_is_found_on_the_page_and_is_no_other_number(extraction: Extraction) -> None:
    assert extraction.invoice.delivery_note_ref == NOTE
    assert extraction.evidence["delivery_note_ref"].quote == NOTE
    assert extraction.invoice.invoice_number != NOTE


def test_a_person_sees_it_and_can_correct_it(record: Record) -> None:
    fields = {field.path: field for field in FormBuilder(record, BRITISH, {}, {}, 0.75).form().more}
    shown = fields["delivery_note_ref"]
    assert (shown.name, shown.text, shown.page) == ("Delivery note", NOTE, 1)


def test_it_has_a_column_of_its_own(record: Record) -> None:
    (row,) = csv.DictReader(StringIO(csv_head() + csv_row(record)))
    assert row["delivery_note"] == NOTE


def test_it_is_scored_against_its_truth(record: Record) -> None:
    labelled = Labelled("a.pdf", Path("a.pdf"), {"delivery_note": NOTE})
    (verdict,) = score_document(record.invoice, labelled, page_only=True).fields
    assert (verdict.key, verdict.verdict) == ("delivery_note", "correct")


def test_a_validation_can_ask_about_it() -> None:
    (verdict,) = judge_extraction(PAGE, {"delivery_note_ref": "DN-1"})["verdicts"]
    assert (verdict["verdict"], verdict["printed"]) == ("wrong", NOTE)
