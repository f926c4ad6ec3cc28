"""The engines themselves, where they are installed; what is ours around them, everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from invoice_llm.documents.ocr.installed import installed_engine, is_installed
from invoice_llm.documents.ocr.reading import read_page, request
from invoice_llm.documents.ocr.tesseract_engine import words_in_tsv
from invoice_llm.documents.read_document import EngineName, Limits
from invoice_llm.errors import ConfigurationError
from invoice_llm.settings import Settings
from tests.documents.made_files import drawn, image_file

TSV = """level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext
1\t1\t0\t0\t0\t0\t0\t0\t1000\t600\t-1\t
4\t1\t1\t1\t1\t0\t60\t50\t300\t30\t-1\t
5\t1\t1\t1\t1\t1\t60\t50\t100\t30\t96.5\tTotal
5\t1\t1\t1\t1\t2\t170\t52\t90\t28\t88\t"60.48
5\t1\t1\t1\t1\t3\t300\t52\t9\t28\t12\t\x20
"""
LINES = ("Invoice number INV-2026-0117", "Date 3 March 2026", "Total due 1,260.48 GBP")


def test_words_of_tesseract_s_table_carry_their_boxes_and_confidence() -> None:
    first, second = words_in_tsv(TSV)
    assert (first.text, first.box, first.confidence) == ("Total", (60, 50, 160, 80), 0.965)
    assert (second.text, second.confidence) == ('"60.48', 0.88)


def test_ocr_that_is_off_uses_no_engine() -> None:
    assert installed_engine("off") is None


def test_an_engine_that_is_not_there_is_named_with_the_way_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConfigurationError, match="apt-get install tesseract-ocr"):
        installed_engine("tesseract")


@pytest.mark.parametrize(("name", "value"), [("INVOICE_LLM_OCR", "best"), ("INVOICE_LLM_OCR_PROCESSES", "0")])
def test_a_setting_that_cannot_be_meant_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        Settings.from_env({name: value})


def test_ocr_is_set_in_the_environment() -> None:
    settings = Settings.from_env({"INVOICE_LLM_OCR": "tesseract", "INVOICE_LLM_OCR_PROCESSES": "2"})
    assert (settings.ocr, settings.ocr_processes) == ("tesseract", 2)
    assert Settings.from_env({}).ocr == "auto"


def test_a_program_on_the_path_is_an_engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert installed_engine("tesseract") == "tesseract"
    assert installed_engine("auto") in ("tesseract", "rapidocr")


@pytest.mark.parametrize("name", ["rapidocr", "tesseract"])
def test_an_engine_reads_a_page_with_its_words_in_their_places(name: EngineName) -> None:
    if not is_installed(name):
        pytest.skip(f"{name} is not installed")
    picture = drawn(*LINES, size=(900, 500), letters=36).rotate(1.5, fillcolor=255)
    (page,) = read_page(request(image_file(picture), 0), Limits(ocr=name)).pages
    assert [row.text.replace("  ", " ") for row in page.rows] == list(LINES)
    assert page.quality is not None
    assert page.quality > 0.8
    total = page.rows[2].words[0]
    assert total.box[0] * 900 == pytest.approx(62, abs=25)
    assert total.box[1] * 500 == pytest.approx(205, abs=25)
