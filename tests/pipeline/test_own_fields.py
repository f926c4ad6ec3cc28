"""A cost centre and a project that ``model.yaml`` declares, from the page to the record, the review and the figures."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from babel import Locale

from invoice_llm import app
from invoice_llm.errors import BadValues, ConfigurationError
from invoice_llm.evaluation.scoring import score_document
from invoice_llm.evaluation.truth import Labelled
from invoice_llm.invoice.own_fields import taken_names
from invoice_llm.invoice.printed import PrintedInvoice
from invoice_llm.invoice.record import Record
from invoice_llm.invoice.schema import Invoice
from invoice_llm.label_reader.reader import read_invoice
from invoice_llm.prompt_pack import PromptBuilder, PromptPack
from invoice_llm.reading.extraction import ExtractionConfig, examine
from invoice_llm.review import Change, Edits, Person
from invoice_llm.settings import Settings
from invoice_llm.store import DocumentPlace
from invoice_llm_airflow.pages.review.edits import SentEntry, SentForm, understood
from invoice_llm_airflow.pages.review.fields import FormBuilder
from invoice_llm_airflow.pages.review.typed import EntryStyle
from invoice_llm_airflow.pages.text.notation import Notation
from tests.llm.scripted_endpoint import completion
from tests.pipeline.inboxes import INVOICE, fill, page, run
from tests.pipeline.test_with_endpoint import all_correct, endpoint, with_key

FIELDS: list[dict[str, Any]] = [
    {"name": "cost_centre", "type": "text", "description": "the buyer's cost centre", "labels": ["Cost centre"]},
    {"name": "site", "description": "the building that the goods went to, three letters"},
    {"name": "handover", "type": "date", "description": "day of handover", "labels": ["Handed over on"]},
    {"name": "deposit", "type": "amount", "description": "deposit for pallets", "labels": ["Pallet deposit"]},
]
MORE = """\
Cost centre: 47-11 Linen      Handed over on   28 February 2026
Delivered to building LDS     Pallet deposit   £12.50
"""
TEXT = INVOICE.format(number="AF-2026-00123", date="2 March 2026", total="408.00", more=MORE)
READ = {"cost_centre": "47-11 Linen", "handover": "2026-02-28", "deposit": "12.50"}


def prompts_with(folder: Path, fields: list[dict[str, Any]], model: str = "generic_fallback") -> Path:
    """The project's prompts, with own fields in one folder."""
    shutil.copytree("prompts", folder)
    path = folder / model / "model.yaml"
    path.write_text(yaml.safe_dump({**yaml.safe_load(path.read_text("utf-8")), "fields": fields}), "utf-8")
    return folder


@pytest.fixture
def prompts(tmp_path: Path) -> Path:
    return prompts_with(tmp_path / "prompts", FIELDS)


def settings_of(home: Path, prompts: Path) -> Settings:
    made = {"inbox": str(home / "inbox"), "output": str(home / "output"), "ocr": "off", "settle_s": 0.0}
    return Settings.from_env({"AIRFLOW_HOME": str(home)}, prompts_dir=prompts, **made)


def table(home: Path) -> dict[str, str]:
    (row,) = csv.DictReader((home / "output" / "monday" / "invoices.csv").open(encoding="utf-8", newline=""))
    return row


def test_without_a_model_it_is_found_by_its_label_and_stands_in_the_record_and_in_the_table(
    tmp_path: Path, prompts: Path
) -> None:
    fill(tmp_path / "inbox", {"a.pdf": page(TEXT)})
    record = run(settings_of(tmp_path, prompts), "monday")["a.pdf"]
    assert (record["outcome"], record["invoice"]["own"]) == ("accepted", READ)
    spot = record["evidence"]["own.cost_centre"]
    assert (spot["page"], spot["quote"], spot["reader"], spot["reasons"]) == (1, "47-11 Linen", "labels", [])
    assert spot["confidence"] > 0.75
    assert spot["bbox"]
    assert {name: table(tmp_path)[name] for name in (*READ, "site")} == {**READ, "site": ""}


def test_a_model_is_asked_for_what_no_label_tells_and_its_word_has_to_stand_on_the_page(
    tmp_path: Path, prompts: Path
) -> None:
    fill(tmp_path / "inbox", {"a.pdf": page(TEXT)})
    with endpoint(answering(site="LDS"), all_correct()) as server:
        settings = replace(with_key(tmp_path, tmp_path / "inbox", server.base_url), prompts_dir=prompts)
        record = run(settings, "monday")["a.pdf"]
        (asked, *_) = (one for one in server.requests if "site" in json.dumps(one))
    assert record["invoice"]["own"] == {**READ, "site": "LDS"}
    assert record["evidence"]["own.site"]["reader"] == "model"
    assert (record["evidence"]["own.site"]["quote"], record["outcome"]) == ("LDS", "accepted")
    question = asked["messages"][-1]["content"]
    assert "site" in question
    assert "cost_centre" not in question  # its label has told it already
    assert "three letters" in asked["messages"][0]["content"]


def test_what_a_model_made_up_is_left_out_of_an_accepted_invoice_with_a_remark(tmp_path: Path, prompts: Path) -> None:
    fill(tmp_path / "inbox", {"a.pdf": page(TEXT)})
    with endpoint(answering(site="QQQ"), all_correct()) as server:
        settings = replace(with_key(tmp_path, tmp_path / "inbox", server.base_url), prompts_dir=prompts)
        record = run(settings, "monday")["a.pdf"]
    assert (record["outcome"], record["invoice"]["own"]) == ("accepted", READ)
    assert record["evidence"]["own.site"]["reasons"] == ["NOT_ON_PAGE"]
    assert "site" in " ".join(record["detail"] if isinstance(record["detail"], list) else [record["detail"]])


def test_a_label_and_a_model_that_disagree_are_a_doubt(prompts: Path) -> None:
    pack = PromptPack.load(prompts)
    read = read_invoice(TEXT).model_copy(update={"own": {"cost_centre": "408"}})
    made = examine(read, TEXT, ExtractionConfig(pack=pack), llm_model="gpt", prompt_version="1")
    assert made.invoice.own["cost_centre"] == "47-11 Linen"
    assert made.evidence["own.cost_centre"].reasons == ("READINGS_DISAGREE",)


def test_a_whole_answer_has_a_key_for_it_and_a_prompt_tells_of_it(prompts: Path) -> None:
    builder = PromptBuilder(PromptPack.load(prompts), "vendor_a_v2")
    assert [field.name for field in builder.own] == ["cost_centre", "site", "handover", "deposit"]
    assert '- cost_centre: the buyer\'s cost centre; printed beside "Cost centre"' in str(
        builder.build_extraction_prompt(TEXT)
    )


def test_a_person_sees_it_corrects_it_and_the_written_records_follow(tmp_path: Path, prompts: Path) -> None:
    fill(tmp_path / "inbox", {"a.pdf": page(TEXT)})
    settings = settings_of(tmp_path, prompts)
    run(settings, "monday")
    with app.open_review(settings) as service:
        place, person = DocumentPlace("monday", 0), Person(who="ann")
        changes = {"own.cost_centre": Change("0815", page=1), "own.handover": Change("2026-03-01")}
        service.decisions.correct(place, 0, person, Edits(changes))
        with pytest.raises(BadValues, match=r"no such field"):
            service.decisions.correct(place, 1, person, Edits({"own.colour": Change("red")}))
        with pytest.raises(BadValues, match=r"year-month-day"):
            service.decisions.correct(place, 1, person, Edits({"own.handover": Change("1 March")}))
    assert (table(tmp_path)["cost_centre"], table(tmp_path)["handover"]) == ("0815", "2026-03-01")
    (line,) = (tmp_path / "output" / "monday" / "invoices.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["evidence"]["own.cost_centre"]["source"] == "human"


def test_it_is_scored_against_its_truth() -> None:
    labelled = Labelled("a.pdf", Path("a.pdf"), {"own": {"cost_centre": "47-11", "site": "LDS", "lot": None}})
    found = score_document(Invoice(own={"cost_centre": "47-11", "lot": "7"}), labelled, page_only=True).fields
    assert {one.key: one.verdict for one in found} == {
        "own.cost_centre": "correct",
        "own.site": "missing",
        "own.lot": "invented",
    }


def test_an_invoice_model_adds_its_own_to_those_of_every_invoice(tmp_path: Path) -> None:
    folder = prompts_with(tmp_path / "prompts", FIELDS[:1])
    path = folder / "vendor_a_v2" / "model.yaml"
    path.write_text(path.read_text("utf-8") + "fields: [{name: lot, description: the lot}]\n", "utf-8")
    pack = PromptPack.load(folder)
    assert [field.name for field in pack.own_fields("vendor_a_v2")] == ["cost_centre", "lot"]
    assert [field.name for field in pack.own_fields("vendor_b_v1")] == ["cost_centre"]
    assert pack.own_names == ("cost_centre", "lot")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ([{"name": "total_gross", "description": "x"}], "'total_gross' is the name of a field or column that exists"),
        ([{"name": "outcome", "description": "x"}], "exists already; give yours another name"),
        ([{"name": "Cost centre", "description": "x"}], "is no name: 2 to 40 small letters"),
        ([{"name": "lot", "description": "x"}, {"name": "lot", "description": "y"}], "'lot' is declared twice"),
        ([{"name": "lot", "description": "x", "type": "colour"}], "type"),
        ([{"name": "lot", "description": "x", "labels": ["--"]}], "at least one letter or digit"),
        ([{"name": "lot"}], "description"),
    ],
)
def test_a_declaration_that_cannot_be_is_refused_with_a_sentence_that_names_the_file(
    tmp_path: Path, fields: list[dict[str, Any]], said: str
) -> None:
    folder = prompts_with(tmp_path / "prompts", fields)
    with pytest.raises(ConfigurationError, match=r"generic_fallback/model\.yaml: .*" + said):
        PromptPack.load(folder)


def test_no_column_key_or_word_of_an_answer_can_be_taken() -> None:
    assert {"seller", "seller_name", "number", "iban", "lines", "sha256", "confidence", "own"} <= taken_names()


def answering(**own: str) -> Any:
    read = read_invoice(TEXT).model_dump()
    return completion(PrintedInvoice.model_validate({**read, "own": own}).model_dump_json())


def test_the_review_form_shows_it_and_reads_what_is_typed_in_its_type(tmp_path: Path, prompts: Path) -> None:
    fill(tmp_path / "inbox", {"a.pdf": page(TEXT)})
    record = Record.from_json(stored(run(settings_of(tmp_path, prompts), "monday")["a.pdf"]))
    own = PromptPack.load(prompts).own_fields(record.invoice_model)
    notation = Notation(Locale("en", "GB"), ZoneInfo("Europe/London"))
    form = FormBuilder(record, notation, {}, {}, 0.75, own=tuple(field.path for field in own)).form()
    shown = {field.path: (field.name, field.text, field.page) for field in form.own}
    assert shown["own.cost_centre"] == ("Cost centre", "47-11 Linen", 1)
    assert shown["own.site"] == ("Site", "", None)
    typed = {"own.handover": "1/3/2026", "own.deposit": "1,250.00", "own.site": "LDS", "own.cost_centre": "="}
    sent = SentForm(fields={path: SentEntry(text=text) for path, text in typed.items()})
    read = understood(sent, notation, EntryStyle(None, None), record, own)
    assert not read.problems
    assert {path: change.value for path, change in read.edits.fields.items()} == {
        "own.handover": "2026-03-01",
        "own.deposit": "1250.00",
        "own.site": "LDS",
        "own.cost_centre": "=",
    }
    bad = SentForm(fields={"own.handover": SentEntry(text="soon")})
    assert understood(bad, notation, EntryStyle(None, None), record, own).problems["own.handover"]


def stored(written: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in written.items() if name != "detail"}
