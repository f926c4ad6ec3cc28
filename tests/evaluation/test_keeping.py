"""What an evaluation leaves behind: a report to compare, one page, and Markdown."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from invoice_llm.errors import ConfigurationError
from invoice_llm.evaluation import Report, evaluate, pictures
from invoice_llm.evaluation.comparing import compare_reports
from invoice_llm.evaluation.figures import coverage
from invoice_llm.evaluation.keeping import load_report, save_report
from invoice_llm.evaluation.markdown import markdown
from invoice_llm.evaluation.page import html
from invoice_llm.evaluation.report import ScoredDocument
from invoice_llm.evaluation.scoring import FieldScore, Score
from invoice_llm.evaluation.worst import worst
from invoice_llm.invoice.outcome import Outcome
from invoice_llm.settings import Settings
from tests.repository import SAMPLES

HOSTILE = '**<script>alert("1")</script><img src=x onerror=alert(1)> [a](http://evil.example) | x'
_VOID = {"meta", "img", "br", "link", "input", "hr"}


class Page(HTMLParser):
    """Elements by name, all attributes, all text; every element is closed where it was opened."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.unclosed: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in _VOID:
            self.unclosed.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.unclosed.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def assert_stands_alone(page: Page, text: str) -> None:
    assert page.unclosed == []
    assert not page.tags.keys() & {"script", "link", "iframe", "object", "form", "base"}
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    for name, value in page.attributes:
        if name in ("src", "href", "action", "srcset"):
            assert value.startswith("data:image/"), value[:60]
    assert not re.search(r"url\(|@import|https?://", re.sub(r"data:image/\w+;base64,[\w+/=]+", "", text))


def hostile() -> Report:
    bad = FieldScore("seller_name", "wrong", HOSTILE, HOSTILE, 0.4, 1, (0.1, 0.1, 0.3, 0.2))
    document = ScoredDocument(HOSTILE, Outcome.ACCEPTED, (HOSTILE,), Score((bad,)), confidence=0.8, supplier=HOSTILE)
    return Report((document,), model=HOSTILE, route="text", folder=HOSTILE, package="0", prompts=(HOSTILE,))


def test_a_kept_report_is_read_back_whole(samples: Report, tmp_path: Path) -> None:
    files = save_report(samples, tmp_path / "run")
    assert [file.name for file in files] == ["report.json", "report.md", "report.html"]
    assert load_report(tmp_path / "run") == load_report(tmp_path / "run" / "report.json") == samples
    said = json.loads((tmp_path / "run" / "report.json").read_text("utf-8"))
    assert {"model", "route", "prompts", "package", "when", "readings", "threshold"} <= set(said)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "cannot be read"),
        ("[]", "is no report"),
        ('{"documents": 3}', "no report of an evaluation by this version"),
        ('{"format": 1, "prompts": [], "readings": [{"name": 1}]}', "is damaged"),
    ],
)
def test_what_is_no_report_is_said_to_be_none(text: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text(text)
    with pytest.raises(ConfigurationError, match=told):
        load_report(tmp_path)


def test_the_page_needs_nothing_but_itself_and_shows_the_worst_pages(samples: Report) -> None:
    text = html(samples, folder=SAMPLES, against=compare_reports(samples, samples))
    page = Page(text)
    assert_stands_alone(page, text)
    assert page.tags["svg"] == 2
    assert page.tags["img"] >= 2
    assert page.tags["article"] == len(worst(samples.documents))
    assert "No significant difference." in page.text


def test_names_and_values_of_others_stay_text_on_the_page() -> None:
    report = hostile()
    text = html(report, against=compare_reports(report, report))
    page = Page(text)
    assert_stands_alone(page, text.replace("http://evil.example", ""))
    assert HOSTILE in page.text


def test_names_and_values_of_others_stay_text_in_markdown() -> None:
    report = hostile()
    text = markdown(report, compare_reports(report, report))
    assert not re.search(r"(?<!\\)<|(?<!\\)\]\(|(?<!\\)!\[|://|^\| \*\*<", text)
    tables = [line for line in text.splitlines() if line.startswith("|")]
    widths = Counter(len(re.findall(r"(?<!\\)\|", line)) for line in tables if "script" in line)
    assert set(widths) == {4}


def test_a_report_draws_only_files_of_its_folder(samples: Report, tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    secret = tmp_path / "secret.pdf"
    secret.write_bytes((SAMPLES / "en-clean-services.pdf").read_bytes())
    bad = worst(samples.documents)[0].document
    outside = replace(samples, documents=(replace(bad, name="../secret.pdf"),))
    assert Page(html(outside, folder=tmp_path / "inside")).tags["img"] == 0
    assert Page(html(outside, folder=tmp_path / "inside" / "..")).tags["img"] == 0
    inside = replace(samples, documents=(replace(bad, name="secret.pdf"),))
    assert Page(html(inside, folder=tmp_path)).tags["img"] == 1


def test_pictures_have_a_size_that_they_never_pass() -> None:
    pages = [(str(n), SAMPLES / "en-clean-services.pdf", 1) for n in range(3)]
    one = len(pictures.page_picture(SAMPLES / "en-clean-services.pdf", 0) or b"")
    assert 5_000 < one < 80_000
    assert len(pictures.pictures(pages, most_bytes=2 * one)) == 2
    assert pictures.page_picture(SAMPLES / "truncated.pdf", 0) is None


def test_the_worst_are_those_that_were_accepted_and_are_wrong() -> None:
    def document(name: str, outcome: Outcome, *wrong: str) -> ScoredDocument:
        fields = tuple(FieldScore(key, "wrong", "1", "2", 0.5, 2, (0.1, 0.2, 0.3, 0.25)) for key in wrong)
        return ScoredDocument(name, outcome, (), Score((FieldScore("currency", "correct", "EUR", "EUR"), *fields)))

    right = document("right", Outcome.ACCEPTED)
    doubted = document("doubted", Outcome.REVIEW, "total_net", "total_tax", "total_gross")
    dangerous = document("dangerous", Outcome.ACCEPTED, "total_gross")
    first, second = worst([right, doubted, dangerous])
    assert (first.document.name, second.document.name) == ("dangerous", "doubted")
    assert (first.page, [box.number for box in second.boxes]) == (2, [1, 2, 3])
    assert (first.boxes[0].left, first.boxes[0].width) == (10.0, 20.0)


def test_risk_is_counted_from_the_surest_document_down() -> None:
    def document(confidence: float, right: bool) -> ScoredDocument:
        field = FieldScore("total_gross", "correct" if right else "wrong", "1", "1")
        return ScoredDocument("d", Outcome.REVIEW, (), Score((field,)), confidence=confidence)

    points = coverage([document(0.9, True), document(0.5, False), document(0.7, True), document(0.9, False)])
    assert [(p.confidence, p.coverage, p.risk) for p in points] == [
        (0.9, 0.5, 0.5),
        (0.7, 0.75, 1 / 3),
        (0.5, 1.0, 0.5),
    ]


def test_a_document_without_a_confidence_is_never_taken() -> None:
    score = Score((FieldScore("total_gross", "correct", "1", "1"),))
    sure, unread = (ScoredDocument("d", Outcome.REVIEW, (), score, confidence=c) for c in (0.9, None))
    assert [point.coverage for point in coverage([sure, unread])] == [0.5]


def test_reading_by_ocr_alone_says_what_it_needs(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'i.db'}", storage=str(tmp_path), ocr="off")
    with pytest.raises(ConfigurationError, match="needs an engine: OCR is off"):
        evaluate(SAMPLES, settings, route="ocr")
