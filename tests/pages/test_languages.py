"""The pages in the reader's language: every text of ours has words in every catalogue, and documents keep theirs."""

from __future__ import annotations

import re

import pytest
from jinja2 import DictLoader

from invoice_llm.invoice.statements import Statement
from invoice_llm_airflow.pages.text import language
from invoice_llm_airflow.pages.text.language import catalogue, choose, page_languages, t
from invoice_llm_airflow.pages.text.markup import READ_OUT
from invoice_llm_airflow.pages.web.assets import FOLDER
from invoice_llm_airflow.pages.web.gathering import lacking, texts_of_library, texts_of_pages
from invoice_llm_airflow.pages.web.request import TEMPLATES, environment
from tests.pages.api_server import Server
from tests.pages.test_pages import BRITISH, GERMAN, seen

OTHERS = [one for one in page_languages() if one != language.DEFAULT]
_NAMES = re.compile(r"\{(\w*)")


@pytest.mark.parametrize("name", OTHERS)
def test_every_text_of_the_pages_has_words_in_every_language(name: str) -> None:
    assert len(texts_of_pages()) > 300
    assert set(lacking(name)) - texts_of_library() == set()


@pytest.mark.parametrize("name", OTHERS)
def test_hardly_a_text_of_the_library_lacks_words_in_any_language(name: str) -> None:
    """A new reason is shown in English until somebody has translated it; there are never more than a few of those."""
    left = set(lacking(name)) & texts_of_library()
    assert len(left) < 0.02 * len(texts_of_library()), left


@pytest.mark.parametrize("name", OTHERS)
def test_a_translation_names_the_same_values_as_its_text(name: str) -> None:
    known = catalogue(name)
    assert {
        text for text, said in known.items() if sorted(_NAMES.findall(text)) != sorted(_NAMES.findall(said))
    } == set()


@pytest.mark.parametrize("name", OTHERS)
def test_a_statement_that_goes_on_in_a_sentence_does_so_in_every_language(name: str) -> None:
    """One that begins with a capital letter would stand for the whole sentence of its reason."""
    known = catalogue(name)
    wrong = {
        one for one in Statement if one.sentence and one.sentence[:1].isupper() != known[one.sentence][:1].isupper()
    }
    assert wrong == set()


def test_there_is_german_and_what_no_catalogue_has_stays_as_it_is() -> None:
    choose("de")
    try:
        assert t("Accept") == "Freigeben"
        assert t("Total of line 3") == "Gesamtbetrag von Zeile 3"
        assert t("a text of nobody") == "a text of nobody"
    finally:
        choose("en")
    choose("xx")
    assert t("Accept") == "Accept"


def test_texts_between_tags_and_those_that_are_read_out_are_looked_up_and_values_are_not() -> None:
    made = environment()
    made.loader = DictLoader(
        {"one": '<p class="Total" title="Total">Total: {{ value }}</p><a href="/Total">Undo <kbd>U</kbd></a>'}
    )
    choose("de")
    try:
        shown = made.get_template("one").render(value="Total")
    finally:
        choose("en")
    assert 'class="Total"' in shown
    assert 'title="Gesamtbetrag"' in shown
    assert 'href="/Total"' in shown
    assert ">Rückgängig <" in shown
    assert ": Total</p>" in shown


def test_a_sentence_in_an_attribute_for_a_script_is_looked_up() -> None:
    """A script shows it as it stands there."""
    said = re.compile(r'\b(data-[a-z-]+)="[A-Z][^"{]* [^"]*"')
    found = {name for path in TEMPLATES.glob("*.html") for name in said.findall(path.read_text("utf-8"))}
    assert {"data-follows", "data-on-page"} <= found <= set(READ_OUT)


def test_a_sentence_in_a_script_is_looked_up() -> None:
    said = re.compile(r'(?<![\w(])"[A-Z][^"]* [^"]*\."')
    assert {path.name: said.findall(path.read_text("utf-8")) for path in FOLDER.glob("*.js")} == {
        path.name: [] for path in FOLDER.glob("*.js")
    }


def test_the_library_says_nothing_that_is_not_gathered() -> None:
    assert {one.sentence for one in Statement if one.sentence} <= texts_of_library()


@pytest.mark.airflow
def test_what_stops_a_decision_is_said_in_the_readers_language(server: Server, places: dict[str, str]) -> None:
    path = f"/review/{places['sums-do-not-add-up.pdf']}"
    version = int(server.ask(path).text.partition('data-version="')[2].partition('"')[0])
    for accept in (GERMAN, BRITISH):
        answer = server.post(f"{path}/decision", {"action": "accept", "version": version}, headers=accept)
        assert answer.json()["kind"] == "checks"
        shown = seen(server, path, accept).text
        assert [one for one in answer.json()["sentences"] if one.removesuffix(".") not in shown] == []


@pytest.mark.airflow
def test_the_browser_chooses_the_language_and_the_document_keeps_its_own(
    server: Server, places: dict[str, str]
) -> None:
    path = f"/review/{places['sums-do-not-add-up.pdf']}"
    german, british = seen(server, path, GERMAN), seen(server, path, BRITISH)
    assert "Prüfungen hält es auf" in german.text
    assert "checks stops it" in british.text
    assert german.values["buyer.name"] == british.values["buyer.name"] != ""
    assert 'lang="de"' in server.ask(path, headers=GERMAN).text
