"""Files that hold several invoices, and papers that are no invoice, in whole runs."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from invoice_llm import app
from invoice_llm.pipeline import RunParams
from tests.pipeline.inboxes import fill, invoice, page, run, settings

TERMS = "GENERAL TERMS AND CONDITIONS\n\n" + "1. Goods stay ours until they are paid for in full and in time.\n" * 20
DELIVERY = (
    "Alder & Finch Trading Ltd\n\nDELIVERY NOTE\n\nNorthgate Hotels Ltd\n7 Castle Road\n\nBath towel, white   40\n"
)
NAMES = ["batch.pdf#pages=1-1", "batch.pdf#pages=2-2", "batch.pdf#pages=4-4"]


def joined(*files: bytes) -> bytes:
    writer = PdfWriter()
    for data in files:
        writer.append(PdfReader(BytesIO(data)))
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def batch() -> bytes:
    return joined(invoice("AF-2026-00123"), invoice("AF-2026-00124"), page(TERMS), invoice("AF-2026-00125"))


def test_each_invoice_of_a_file_has_a_record_with_its_pages_and_its_own_values(tmp_path: Path) -> None:
    records = run(settings(tmp_path, fill(tmp_path / "inbox", {"batch.pdf": batch()})), "monday")
    assert list(records) == NAMES
    assert [record["pages"] for record in records.values()] == [[1, 1], [2, 2], [4, 4]]
    assert [record["outcome"] for record in records.values()] == ["accepted"] * 3
    numbers = [record["invoice"]["invoice_number"] for record in records.values()]
    assert numbers == ["AF-2026-00123", "AF-2026-00124", "AF-2026-00125"]
    assert {record["invoice"]["total_gross"] for record in records.values()} == {"408.00"}
    assert [record["evidence"]["total_gross"]["page"] for record in records.values()] == [1, 2, 4]
    assert [record["set_aside"] for record in records.values()] == [{}, {"3": "terms"}, {}]
    assert len({record["sha256"] for record in records.values()}) == 1


def test_calls_are_counted_with_the_part_they_were_made_for(tmp_path: Path) -> None:
    home = settings(tmp_path, fill(tmp_path / "inbox", {"batch.pdf": batch(), "one.pdf": invoice("AF-2026-00129")}))
    records = run(home, "monday")
    assert {record["calls"] for record in records.values()} == {records["one.pdf"]["calls"]}


def test_a_second_run_of_a_file_in_parts_makes_no_call(tmp_path: Path) -> None:
    home = settings(tmp_path, fill(tmp_path / "inbox", {"batch.pdf": batch()}))
    run(home, "monday")
    records = run(home, "tuesday")
    assert {name: record["reasons"] for name, record in records.items()} == {"batch.pdf": ["SEEN_BEFORE"]}
    assert sum(record["calls"] for record in records.values()) == 0
    forced = run(home, "wednesday", force=True)
    assert {name: record["outcome"] for name, record in forced.items()} == dict.fromkeys(NAMES, "accepted")
    assert sum(record["calls"] for record in forced.values()) == 0


@pytest.mark.parametrize("killed_after", ["detect_models", "extract", "accept", "validate", "route"])
def test_done_again_after_any_step_a_file_has_the_same_parts(tmp_path: Path, killed_after: str) -> None:
    home = settings(tmp_path, fill(tmp_path / "inbox", {"batch.pdf": batch(), "one.pdf": invoice("AF-2026-00129")}))
    with app.open_pipeline(home) as pipeline:
        pipeline.discover("night", RunParams())
        for step in ("detect_models", "extract", "accept", "validate", "route"):
            asyncio.run(getattr(pipeline, step)("night", 0))
            if step == killed_after:
                break
    with app.open_pipeline(home) as pipeline:
        for chunk in pipeline.discover("night", RunParams()):
            asyncio.run(pipeline.process("night", chunk))
        summary = pipeline.summarize("night")
        documents = [record.document for record in pipeline.records("night")]
    assert summary["outcomes"] == {"accepted": 4}
    assert documents == [NAMES[0], "one.pdf", *NAMES[1:]]


def test_the_same_invoice_twice_in_a_file_with_another_between_is_accepted_once(tmp_path: Path) -> None:
    files = (invoice("AF-2026-00123"), invoice("AF-2026-00124"), invoice("AF-2026-00123", more="COPY"))
    records = run(settings(tmp_path, fill(tmp_path / "inbox", {"batch.pdf": joined(*files)})), "monday")
    assert [record["outcome"] for record in records.values()] == ["accepted", "accepted", "duplicate"]


def test_a_copy_of_a_file_in_parts_is_one_duplicate(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"batch.pdf": batch(), "copy.pdf": batch()})
    copied = fill(inbox, {"copy.pdf": (inbox / "batch.pdf").read_bytes()})
    records = run(settings(tmp_path, copied), "monday")
    assert (records["copy.pdf"]["outcome"], records["copy.pdf"]["reasons"]) == ("duplicate", ["DUPLICATE_FILE"])
    assert len(records) == 4


def test_a_part_that_the_budget_did_not_cover_comes_again_and_the_others_do_not(tmp_path: Path) -> None:
    models = tmp_path / "models.yaml"
    models.write_text("models: {embedded-label-reader: {price: {input: 1000000, output: 1000000}}}")
    inbox = fill(
        tmp_path / "inbox", {"batch.pdf": joined(invoice("AF-2026-00123"), page(TERMS), invoice("AF-2026-124"))}
    )
    poor = settings(tmp_path, inbox, models_file=models, daily_budget_usd=Decimal("0.01"))
    assert {record["outcome"] for record in run(poor, "monday").values()} == {"deferred"}
    records = run(settings(tmp_path, inbox), "tuesday")
    assert [record["outcome"] for record in records.values()] == ["accepted", "accepted"]
    assert set(run(settings(tmp_path, inbox), "wednesday")) == {"batch.pdf"}


def test_where_it_is_not_sure_that_another_invoice_begins_the_file_stays_whole_for_a_person(tmp_path: Path) -> None:
    unnumbered = page("INVOICE\n\nInvoice no: X-77\n\nBath towel   1   5.00   5.00\n")
    inbox = fill(tmp_path / "inbox", {"both.pdf": joined(invoice(), unnumbered)})
    record = run(settings(tmp_path, inbox), "monday")["both.pdf"]
    assert (record["outcome"], record["reasons"][0]) == ("review", "SEVERAL_INVOICES")
    assert "Page 2" in record["detail"]


def test_a_delivery_note_before_its_invoice_is_set_aside_and_the_invoice_is_read(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"both.pdf": joined(page(DELIVERY), invoice())})
    record = run(settings(tmp_path, inbox), "monday")["both.pdf"]
    assert (record["outcome"], record["set_aside"]) == ("accepted", {"1": "delivery_note"})
    assert record["invoice"]["invoice_number"] == "AF-2026-00123"


def test_a_page_behind_another_paper_that_may_be_an_invoice_is_for_a_person(tmp_path: Path) -> None:
    behind = page("Alder & Finch Trading Ltd\n\nBath towel   1   5.00   5.00\n\nTotal   £5.00\n")
    inbox = fill(tmp_path / "inbox", {"both.pdf": joined(page(DELIVERY), behind)})
    record = run(settings(tmp_path, inbox), "monday")["both.pdf"]
    assert (record["outcome"], "SEVERAL_INVOICES" in record["reasons"]) == ("review", True)


@pytest.mark.parametrize(
    "text",
    [
        "Lieposlaskun numero 1\nLasku 4711\nSumma 100,00\n\nYhteensa 124,00 EUR\n",
        "MEMORANDUM\n\nTo the accounts of Northgate Hotels Ltd, as agreed by telephone.\n\nSum 100.00\n",
    ],
)
def test_what_no_known_title_names_is_for_a_person(tmp_path: Path, text: str) -> None:
    record = run(settings(tmp_path, fill(tmp_path / "inbox", {"a.pdf": page(text)})), "monday")["a.pdf"]
    assert record["outcome"] == "review"


@pytest.mark.parametrize(
    "text",
    [
        "Please wait... If this message is not eventually replaced by the proper contents of the document, your\n"
        "PDF viewer may not be able to display this type of document.",
        "Pour ouvrir ce document, installez une version récente d'Adobe Reader.",
    ],
)
def test_a_form_that_another_program_shows_is_for_a_person_with_what_to_do(tmp_path: Path, text: str) -> None:
    record = run(settings(tmp_path, fill(tmp_path / "inbox", {"a.pdf": page(text)})), "monday")["a.pdf"]
    assert (record["outcome"], record["reasons"], record["calls"]) == ("review", ["FORM_NOT_SHOWN"], 0)


def test_a_paper_that_is_no_invoice_is_rejected_with_its_kind_before_any_call(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"note.pdf": page(DELIVERY), "with.pdf": joined(invoice(), page(DELIVERY))})
    records = run(settings(tmp_path, inbox), "monday")
    note = records["note.pdf"]
    assert (note["outcome"], note["reasons"], note["kind"]) == ("rejected", ["NOT_AN_INVOICE"], "delivery_note")
    assert (note["calls"], note["detail"]) == (0, "This is not an invoice. It is a delivery note.")
    assert (records["with.pdf"]["outcome"], records["with.pdf"]["set_aside"]) == ("accepted", {"2": "delivery_note"})
