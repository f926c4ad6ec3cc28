import csv
import json
from io import StringIO
from pathlib import Path

from upath import UPath

from invoice_llm.invoice.outcome import Outcome
from invoice_llm.invoice.record import Record
from invoice_llm.pipeline.records.writing import folder_name, write_records

WRITTEN = {
    "document": "a.pdf",
    "sha256": "00",
    "outcome": "accepted",
    "reasons": ["X", "Y"],
    "confidence": 0.9,
    "invoice": {
        "invoice_number": "=1+1",
        "total_gross": "-12.50",
        "seller": {"name": "Müller"},
        "lines": [{}, {}],
        "po_numbers": ["P1", "P2"],
        "payment_accounts": [{"iban": None}, {"iban": "DE02"}],
    },
    "cost_usd": "0.000123",
}
RECORD = Record.from_json(WRITTEN)


def test_every_document_is_one_line_and_one_row(tmp_path: Path) -> None:
    refused = Record(document="b.pdf", sha256="11", outcome=Outcome.REJECTED, reasons=("EMPTY_FILE",))
    jsonl, table = write_records(UPath(tmp_path) / "run", [RECORD, refused])
    assert [json.loads(line) for line in Path(jsonl).read_text("utf-8").splitlines()] == [
        RECORD.written(),
        refused.written(),
    ]
    rows = list(csv.DictReader(StringIO(Path(table).read_text("utf-8"))))
    assert [row["document"] for row in rows] == ["a.pdf", "b.pdf"]
    assert (rows[0]["seller_name"], rows[0]["lines"], rows[0]["iban"]) == ("Müller", "2", "DE02")
    assert (rows[0]["purchase_order"], rows[0]["reasons"]) == ("P1 P2", "X Y")
    assert (rows[1]["total_gross"], rows[1]["lines"]) == ("", "")


def test_text_of_a_document_cannot_become_a_formula_but_amounts_stay_amounts(tmp_path: Path) -> None:
    _, table = write_records(UPath(tmp_path), [RECORD])
    (row,) = csv.DictReader(StringIO(Path(table).read_text("utf-8")))
    assert row["invoice_number"] == "'=1+1"
    assert row["total_gross"] == "-12.50"


def test_writing_again_replaces_the_records(tmp_path: Path) -> None:
    write_records(UPath(tmp_path), [RECORD, RECORD])
    jsonl, _ = write_records(UPath(tmp_path), [RECORD])
    assert len(Path(jsonl).read_text("utf-8").splitlines()) == 1
    assert {path.name for path in tmp_path.iterdir()} == {"invoices.jsonl", "invoices.csv"}


def test_a_run_id_becomes_a_folder_name_anywhere() -> None:
    assert folder_name("manual__2026-11-23T01:00:00+00:00_x/../y") == "manual__2026-11-23T01_00_00_00_00_x_.._y"
