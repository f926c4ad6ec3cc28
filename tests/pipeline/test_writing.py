import csv
import json
from io import StringIO

from invoice_llm.invoice.outcome import Outcome
from invoice_llm.invoice.record import Record
from invoice_llm.pipeline.exports.writing import Written, csv_head, folder_name, written_lines

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


def test_every_document_is_one_line_and_one_row() -> None:
    refused = Record(document="b.pdf", sha256="11", outcome=Outcome.REJECTED, reasons=("EMPTY_FILE",))
    lines = [written_lines(record.to_json()) for record in (RECORD, refused)]
    assert [json.loads(line) for line, _, _ in lines] == [RECORD.written(), refused.written()]
    rows = table(lines)
    assert [row["document"] for row in rows] == ["a.pdf", "b.pdf"]
    assert (rows[0]["seller_name"], rows[0]["lines"], rows[0]["iban"]) == ("Müller", "2", "DE02")
    assert (rows[0]["purchase_order"], rows[0]["reasons"]) == ("P1 P2", "X Y")
    assert (rows[1]["total_gross"], rows[1]["lines"]) == ("", "")


def test_text_of_a_document_cannot_become_a_formula_but_amounts_stay_amounts() -> None:
    (row,) = table([written_lines(RECORD.to_json())])
    assert row["invoice_number"] == "'=1+1"
    assert row["total_gross"] == "-12.50"


def test_no_sign_that_begins_a_formula_anywhere_in_the_world_begins_a_cell_nor_does_a_blank_hide_it() -> None:
    for name in (
        "=1",
        "+1 2",
        "-1+2",
        "@SUM(1)",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff20x",
        " =1",
        "\t=1",
        "\r=1",
        "\n=1",
    ):
        record = RECORD.model_copy(update={"document": name})
        (row,) = table([written_lines(record.to_json())])
        assert row["document"] == f"'{name}"


def test_a_character_that_no_encoding_takes_is_written_as_an_escape() -> None:
    odd = Record(document="caf\udce9.pdf", sha256="22", outcome=Outcome.REVIEW)
    line, row, _ = written_lines(odd.to_json())
    assert json.loads(line.encode("utf-8"))["document"] == "caf\udce9.pdf"
    assert row.encode("utf-8").startswith(rb"caf\udce9.pdf,review")


def test_a_record_that_cannot_be_read_is_written_as_it_is_stored() -> None:
    newer = {"document": "=x.pdf", "sha256": "33", "outcome": "accepted", "confidence": "very", "invoice": {"a": 1}}
    line, row, _ = written_lines(newer)
    assert json.loads(line) == newer
    (cells,) = table([Written(line, row, "")])
    assert (cells["document"], cells["outcome"], cells["sha256"]) == ("'=x.pdf", "accepted", "33")


def table(lines: list[Written]) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(csv_head() + "".join(row for _, row, _ in lines))))


def test_a_run_id_becomes_a_folder_name_anywhere() -> None:
    assert folder_name("manual__2026-11-23T01:00:00+00:00_x/../y") == "manual__2026-11-23T01_00_00_00_00_x_.._y"
    assert folder_name("..") == "run_.."
