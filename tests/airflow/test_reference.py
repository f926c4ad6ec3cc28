from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from upath import UPath

from invoice_llm.errors import ConfigurationError
from invoice_llm.evaluation import Report
from invoice_llm.evaluation.comparing import compare_reports
from invoice_llm.evaluation.keeping import save_report
from invoice_llm.evaluation.report import ScoredDocument
from invoice_llm.evaluation.scoring import FieldScore, Score
from invoice_llm.invoice.outcome import Outcome
from invoice_llm_airflow.reference import fallen, not_read, read_reference, reference_path


def report(wrong: int) -> Report:
    """Twenty documents, of which so many have a wrong total."""
    documents = [
        ScoredDocument(
            f"{number:02}.pdf",
            Outcome.REVIEW,
            (),
            Score((FieldScore("total_gross", "wrong" if number < wrong else "correct", "1.00", "2.00"),)),
        )
        for number in range(20)
    ]
    return Report(tuple(documents), model="m", route="text")


def test_a_drop_is_told_with_its_field_and_documents() -> None:
    sentences = fallen(compare_reports(report(0), report(9)))
    (total,) = [sentence for sentence in sentences if sentence.startswith("Total fell")]
    assert total.startswith("Total fell from 100.0 % to 55.0 %")
    assert "worse in 9 documents, better in 0, p 0.0039 (00.pdf, 01.pdf, 02.pdf, 03.pdf, 04.pdf and 4 more)" in total


@pytest.mark.parametrize(("before", "now"), [(0, 0), (9, 0), (0, 2), (5, 7)])
def test_what_may_be_chance_or_is_better_has_not_fallen(before: int, now: int) -> None:
    assert fallen(compare_reports(report(before), report(now))) == []


def test_documents_that_were_put_off_make_an_evaluation_incomplete() -> None:
    whole = report(0)
    lost = replace(whole.documents[3], outcome=Outcome.DEFERRED)
    assert not_read(whole) == []
    assert not_read(replace(whole, documents=(*whole.documents[:3], lost))) == ["03.pdf"]


def test_the_reference_of_a_route_is_kept_whole_and_read_back(tmp_path: Path) -> None:
    path = reference_path(UPath(tmp_path), "text")
    assert read_reference(path) is None
    save_report(report(2), path.parent)
    assert read_reference(path) == report(2)
    assert read_reference(reference_path(UPath(tmp_path), "ocr")) is None


def test_a_damaged_reference_is_an_error_and_not_a_first_run(tmp_path: Path) -> None:
    path = reference_path(UPath(tmp_path), "auto")
    path.parent.mkdir(parents=True)
    path.write_text('{"header_accuracy": 0.9}')
    with pytest.raises(ConfigurationError, match="no report"):
        read_reference(path)
