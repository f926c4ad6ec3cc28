"""A folder of prompts is checked when it is loaded, and the error names the file."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from invoice_llm.errors import ConfigurationError
from invoice_llm.prompt_pack import FALLBACK, PromptBuilder, PromptPack, prompts_in
from invoice_llm.prompt_pack.pack import own_prompts

EXAMPLE = "vendor_a_v2/examples/1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The project's prompts in a place where they may be spoilt."""
    return Path(shutil.copytree(own_prompts(), tmp_path / "prompts"))


def append(name: str, text: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / name
        path.write_text(path.read_text("utf-8") + text, "utf-8")

    return change


def replace(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), "utf-8")

    return change


def remove(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def test_the_projects_own_prompts_load_with_examples_for_every_model() -> None:
    pack = PromptPack.load()
    assert {"vendor_a_v2", "vendor_b_v1", FALLBACK} <= set(pack.models)
    assert all(model.examples for model in pack.models.values())
    assert all(len(e.text.splitlines()) < 40 for model in pack.models.values() for e in model.examples)


def test_a_supplier_has_hints_and_the_fallback_has_none() -> None:
    models = PromptPack.load().models
    assert models["vendor_b_v1"].hints.vat_ids == ("DE 811 569 869",)
    assert not models[FALLBACK].hints


@pytest.mark.parametrize(
    ("spoil", "file", "says"),
    [
        (append("extract/user.md", "{{ colour }}"), "extract/user.md", "colour is not declared"),
        (append("detect/system.md", "{% for %}"), "detect/system.md", "Expected"),
        (replace("extract/system.md", "{{ title }}", "x"), "extract", "title is not used"),
        (replace("validate/user.md", "{{ document }}", ""), "validate", "document is not used"),
        (remove("detect/system.md"), "detect/system.md", "is missing"),
        (remove("vendor_b_v1/model.yaml"), "vendor_b_v1/model.yaml", "is missing"),
        (remove(f"{EXAMPLE}.json"), f"{EXAMPLE}.json", "is missing"),
        (replace(f"{EXAMPLE}.json", "£647.30", "£647.31"), f"{EXAMPLE}.json", "total_gross is '£647.31'"),
        (replace(f"{EXAMPLE}.json", '"334.80"', '"334.00"'), f"{EXAMPLE}.json", "lines[0].line_total"),
        (replace(f"{EXAMPLE}.json", '"doc_type": "invoice"', '"doc_type": "song"'), f"{EXAMPLE}.json", "doc_type"),
        (replace(f"{EXAMPLE}.json", '"invoice_number"', '"number"'), f"{EXAMPLE}.json", "invoice_number"),
        (append("vendor_a_v2/model.yaml", "colour: red\n"), "vendor_a_v2/model.yaml", "colour"),
        (append("vendor_a_v2/model.yaml", "  : ]["), "vendor_a_v2/model.yaml", "no YAML"),
        (replace("vendor_a_v2/model.yaml", "vat_ids:", "vat_numbers:"), "vendor_a_v2/model.yaml", "vat_numbers"),
        (replace("vendor_a_v2/model.yaml", "title:", "titel:"), "vendor_a_v2/model.yaml", "title"),
    ],
    ids=lambda value: value.replace(" ", "-") if isinstance(value, str) else "",
)
def test_a_spoilt_folder_is_refused_with_the_file_and_the_fault(
    folder: Path, spoil: Callable[[Path], None], file: str, says: str
) -> None:
    spoil(folder)
    with pytest.raises(ConfigurationError) as caught:
        PromptPack.load(folder)
    assert str(folder / file) in str(caught.value)
    assert says in str(caught.value)


def test_without_the_fallback_or_the_folder_nothing_loads(folder: Path) -> None:
    with pytest.raises(ConfigurationError, match="does not exist"):
        PromptPack.load(folder / "nowhere")
    shutil.rmtree(folder / FALLBACK)
    with pytest.raises(ConfigurationError, match=FALLBACK):
        PromptPack.load(folder)


def test_an_example_may_stand_wrapped_in_its_text(folder: Path) -> None:
    replace(f"{EXAMPLE}.txt", "Bedside lamp, brass", "Bedside lamp,\n      brass")(folder)
    (example,) = PromptPack.load(folder).models["vendor_a_v2"].examples
    assert example.answer.lines[0].description == "Bedside lamp, brass"


def test_a_new_folder_is_a_new_model_without_any_code(folder: Path) -> None:
    made = folder / "vendor_c_v7"
    made.mkdir()
    text = (
        'title: Vendor C\ndescription: Dutch.\nhints: {vat_ids: ["NL 123456789 B01"]}\nnotes: {currency: always EUR}\n'
    )
    (made / "model.yaml").write_text(text, "utf-8")
    pack = PromptPack.load(folder)
    assert pack.models["vendor_c_v7"].hints.vat_ids == ("NL 123456789 B01",)
    assert "always EUR" in PromptBuilder(pack, "vendor_c_v7").build_extraction_prompt("a page")


def test_folders_that_are_put_aside_are_no_models(folder: Path) -> None:
    shutil.copytree(folder / "vendor_a_v2", folder / "_vendor_a_v1")
    assert "_vendor_a_v1" not in PromptPack.load(folder).models


def test_a_supplier_nobody_knows_gets_the_fallback() -> None:
    pack = PromptPack.load()
    assert pack.model("vendor_z_v9") is pack.models[FALLBACK]


def test_every_example_answers_with_all_keys_of_the_schema() -> None:
    for path in own_prompts().glob("*/examples/*.json"):
        answer = json.loads(path.read_text("utf-8"))
        assert set(answer) == set(PromptPack.load().models[FALLBACK].examples[0].answer.model_fields_set)


def test_a_folder_is_loaded_once_and_again_when_a_file_in_it_has_changed(folder: Path) -> None:
    first = prompts_in(folder)
    assert prompts_in(folder) is first
    append("vendor_a_v2/model.yaml", "\n# looked at\n")(folder)
    assert prompts_in(folder) is not first
