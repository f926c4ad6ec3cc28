"""Records that are taken away, of documents that were really read."""

from __future__ import annotations

import csv
import io
import json
import zipfile

from invoice_llm.documents.einvoice import parse_einvoice
from invoice_llm.invoice.outcome import Outcome
from invoice_llm.invoice.record import Record
from invoice_llm.invoice.schema import Party
from invoice_llm.review import exports
from invoice_llm.store import Search
from tests.review.stored_night import Scene, invoice


def records(scene: Scene) -> list[Record]:
    return list(scene.store.documents.records(Search()))


def test_csv_and_json_lines_hold_every_record_that_was_found(scene: Scene) -> None:
    for number in range(3):
        scene.add(invoice(f"RE-{number}"))
    found = records(scene)
    table = b"".join(exports.as_csv(found)).decode()
    assert [row["invoice_number"] for row in csv.DictReader(io.StringIO(table))] == ["RE-2", "RE-1", "RE-0"]
    lines = b"".join(exports.as_jsonl(found)).splitlines()
    assert [json.loads(line) for line in lines] == [record.written() for record in found]


def test_a_formula_in_a_document_stays_text_in_a_spreadsheet(scene: Scene) -> None:
    scene.add(invoice(seller=Party(name="=HYPERLINK(0)")))
    table = b"".join(exports.as_csv(records(scene))).decode()
    (row,) = csv.DictReader(io.StringIO(table))
    assert (row["seller_name"], row["total_gross"]) == ("'=HYPERLINK(0)", "119.00")


def test_each_invoice_is_an_xml_of_its_own_in_the_zip_and_can_be_read_back(scene: Scene) -> None:
    scene.add(invoice("RE-1"), name="in/../März 1.pdf")
    scene.add(invoice("RE-2"), name="in/..\\März 1.pdf")
    scene.add(None, Outcome.REJECTED, name="letter.pdf")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(exports.as_ubl(records(scene)))))
    assert archive.testzip() is None
    names = archive.namelist()
    assert names == ["in_.._März_1.pdf.xml", "in_.._März_1.pdf-2.xml"]
    read = {parse_einvoice(archive.read(name))[0].invoice_number for name in names}
    assert read == {"RE-1", "RE-2"}


def test_a_zip_of_nothing_is_a_zip(scene: Scene) -> None:
    assert zipfile.ZipFile(io.BytesIO(b"".join(exports.as_ubl(records(scene))))).namelist() == []
