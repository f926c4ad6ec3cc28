"""What people accepted of a supplier stands in the next question about one of its invoices, and in no other."""

from __future__ import annotations

import json
from pathlib import Path

from invoice_llm import app
from invoice_llm.pipeline import RunParams
from invoice_llm.review import Change, Edits
from invoice_llm.store import DocumentPlace
from tests.pipeline.inboxes import INVOICE, fill, invoice, page, run, settings
from tests.pipeline.test_with_endpoint import all_correct, endpoint, read_as, with_key
from tests.review.stored_night import ANN

NUMBER = "AF-2026-00124"
OTHER = INVOICE.replace("Alder & Finch Trading Ltd", "Rosemary Gardens Ltd").replace("GB 823 4471 81", "GB 999 9999 73")


def questions(home: Path, files: dict[str, bytes], run_id: str) -> list[str]:
    """The extraction prompts of a run, as they reached the endpoint."""
    inbox = fill(home / run_id, files)
    with endpoint(*[read_as(), all_correct()] * 4) as server:
        run(with_key(home, inbox, server.base_url), run_id)
        sent = [json.dumps(request) for request in server.requests]
    return [text for text in sent if "extract_invoice" in text]


def decide(home: Path) -> None:
    """A night with a misread invoice, which a person corrects."""
    wanted = settings(home, fill(home / "inbox", {"b.pdf": invoice(NUMBER, total="400.00")}))
    run(wanted, "night")
    with app.open_review(wanted) as service:
        service.decisions.correct(DocumentPlace("night", 0), 0, ANN, Edits({"total_gross": Change("408.00")}))


def test_a_corrected_invoice_is_an_example_for_its_supplier_alone(tmp_path: Path) -> None:
    before = questions(tmp_path, {"a.pdf": invoice("AF-2026-00125")}, "monday")
    assert all(NUMBER not in text for text in before)
    decide(tmp_path)
    (same, *_) = questions(tmp_path, {"c.pdf": invoice("AF-2026-00126")}, "tuesday")
    assert NUMBER in same
    assert "AF-2026-00126" in same.split(NUMBER)[-1], "the document itself comes last"
    other = page(OTHER.format(number="RG-7", date="9 March 2026", total="408.00", more=""))
    (another, *_) = questions(tmp_path, {"d.pdf": other}, "wednesday")
    assert NUMBER not in another


def test_a_decision_made_meanwhile_does_not_change_the_question(tmp_path: Path) -> None:
    """A retry has to find the answer that was paid for."""
    inbox = fill(tmp_path / "tuesday", {"c.pdf": invoice("AF-2026-00126")})
    with endpoint(read_as(), all_correct(), read_as(), all_correct()) as server:
        wanted = with_key(tmp_path, inbox, server.base_url)
        with app.open_pipeline(wanted) as pipeline:
            pipeline.discover("tuesday", RunParams())
        decide(tmp_path)
        run(wanted, "tuesday")
        sent = [json.dumps(request) for request in server.requests]
    assert sent
    assert all(NUMBER not in text for text in sent)
