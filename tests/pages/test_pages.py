"""What the pages say about the samples, as their HTML."""

from __future__ import annotations

import json
import re
import sqlite3
from html.parser import HTMLParser

import pytest

from tests.pages.api_server import Server

pytestmark = pytest.mark.airflow
GERMAN = {"Accept-Language": "de-DE,de;q=0.9,en;q=0.5"}
BRITISH = {"Accept-Language": "en-GB"}


class Text(HTMLParser):
    """What a person sees of a page, and the addresses that it leads to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.links: list[str] = []
        self.values: dict[str, str] = {}
        self._hidden = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._hidden += tag in ("script", "style", "title")
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        if tag == "input" and given.get("data-path"):
            self.values[str(given["data-path"])] = given.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style", "title")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.parts).split())


def seen(server: Server, path: str, headers: dict[str, str] | None = None) -> Text:
    answer = server.ask(path, headers=headers or BRITISH)
    assert answer.status == 200, answer.text[:2000]
    return Text(answer.text)


def test_the_overview_counts_what_is_in_the_store(server: Server) -> None:
    with sqlite3.connect(server.home / "invoice_llm.db") as database:
        (documents,) = database.execute("SELECT count(*) FROM invoice_llm_found").fetchone()
        (waiting,) = database.execute("SELECT count(*) FROM invoice_llm_found WHERE outcome = 'review'").fetchone()
    text = seen(server, "/").text
    assert f"Last run {documents} documents, all accounted for" in text
    assert f"Waiting for review {waiting} " in text
    assert "No model service; read by labels" in text


def test_every_link_of_every_page_leads_to_a_page(server: Server, places: dict[str, str]) -> None:
    place = places["sums-do-not-add-up.pdf"]
    run_id = place.partition("/")[0]
    begun = ["/", "/review", f"/review/{place}", "/documents", f"/documents/{place}", f"/runs/{run_id}", "/suppliers"]
    links = {link for path in begun for link in seen(server, path).links if link.startswith("/invoice-llm/")}
    assert len(links) > 40
    wrong = {link: server.ask(link.removeprefix("/invoice-llm")).status for link in links}
    assert {link: status for link, status in wrong.items() if status != 200} == {}


def test_the_queue_says_in_words_why_a_document_waits(server: Server) -> None:
    text = seen(server, "/review").text
    assert "Date can be read two ways" in text
    assert "Sums on the page do not agree" in text
    assert not re.search(r"\b[A-Z]{3,}_[A-Z_]{3,}\b", text)


def test_dates_and_amounts_are_in_the_readers_form(server: Server, places: dict[str, str]) -> None:
    path = f"/review/{places['sums-do-not-add-up.pdf']}"
    german, british = seen(server, path, GERMAN), seen(server, path)
    assert (german.values["total_gross"], british.values["total_gross"]) == ("4.578,00", "4,578.00")
    assert (german.values["issue_date"], british.values["issue_date"]) == ("27.2.2026", "27 Feb 2026")
    assert "Netto 3.740,00 und Steuer 748,00 ergeben 4.488,00" in german.text
    assert "Net 3,740.00 and tax 748.00 make 4,488.00" in british.text


def test_an_ambiguous_date_offers_both_days_under_keys(server: Server, places: dict[str, str]) -> None:
    text = seen(server, f"/review/{places['ambiguous-date.pdf']}").text
    assert "“03/04/2026” can be read in two ways" in text
    assert "1 3 Apr 2026 2 4 Mar 2026" in text


def test_checks_are_made_again_with_what_is_typed(server: Server, places: dict[str, str]) -> None:
    path = f"/review/{places['sums-do-not-add-up.pdf']}/preview"
    form = {"fields": {"total_gross": {"text": "4.488"}}, "lines": None}
    mended = server.post(path, form, headers=GERMAN).json()
    assert mended["shown"] == {"total_gross": "4.488,00"}
    assert {
        "tone": "good",
        "sentence": "Netto 3.740,00 und Steuer 748,00 ergeben 4.488,00, der Gesamtbetrag ist 4.488,00",
    } in mended["checks"]
    assert mended["blocking"] == 0
    read_in_english = server.post(path, form, headers=BRITISH).json()
    assert read_in_english["shown"] == {"total_gross": "4.488"}
    assert read_in_english["blocking"] == 1


def test_what_cannot_be_understood_is_told_at_its_field(server: Server, places: dict[str, str]) -> None:
    path = f"/review/{places['sums-do-not-add-up.pdf']}/preview"
    form = {
        "fields": {"issue_date": {"text": "31.2.2026"}, "total_net": {"text": "about 100"}},
        "lines": [{"origin": 0, "cells": {"quantity": {"text": "some"}}}, {"origin": 1, "cells": {}}],
    }
    problems = server.post(path, form).json()["problems"]
    assert {name: one["sentence"] for name, one in problems.items()} == {
        "issue_date": "“31.2.2026” is no date.",
        "total_net": "“about 100” is no amount.",
        "lines[0].quantity": "“some” is no number.",
    }


def test_words_of_the_page_are_read_as_the_page_writes_them(server: Server, places: dict[str, str]) -> None:
    """A German reader clicks on an English amount; a date that the page leaves open comes back as a question."""
    path = f"/review/{places['sums-do-not-add-up.pdf']}/preview"
    picked = {"text": "£3,740.00", "picked": True, "page": 1, "bbox": [0.8, 0.4, 0.9, 0.41], "quote": "£3,740.00"}
    read = server.post(path, {"fields": {"total_gross": picked}, "lines": None}, headers=GERMAN).json()
    assert read["shown"] == {"total_gross": "3.740,00"}
    open_date = f"/review/{places['ambiguous-date.pdf']}/preview"
    asked = server.post(open_date, {"fields": {"due_date": {"text": "03/04/2026", "picked": True}}}).json()
    assert asked["problems"]["due_date"]["choices"] == ["Apr 3, 2026", "Mar 4, 2026"]


def test_words_have_their_places_on_the_page(server: Server, places: dict[str, str]) -> None:
    words = server.ask(f"/documents/{places['sums-do-not-add-up.pdf']}/words").json()["1"]
    (box,) = (word[1:] for word in words if word[0] == "HM/2026/047")
    assert 0.8 < box[0] < box[2] < 1
    assert 0.1 < box[1] < box[3] < 0.3


def test_a_correction_is_accepted_and_found_in_history_list_and_written_records(
    server: Server, places: dict[str, str]
) -> None:
    place = places["sums-do-not-add-up.pdf"]
    form = {"fields": {"total_gross": {"text": "4,488.00"}}, "lines": None}
    body = {"action": "accept", "version": 0, "form": form, "seconds": 12.5, "note": "typing error of the supplier"}
    done = server.post(f"/review/{place}/decision", body, headers=BRITISH)
    assert done.status == 200, done.text
    assert done.json()["message"] == "Accepted: Halden & Moore Consulting Ltd."
    history = seen(server, f"/documents/{place}").text
    assert "Total: 4,578.00 4,488.00" in history
    assert "corrected and accepted it “typing error of the supplier” 12 s" in history.replace("after 12", "12")
    listed = seen(server, "/documents?text=halden&outcome=accepted").text
    assert "4,488.00 GBP" in listed
    (written,) = (server.home / "output").glob("*/invoices.jsonl")
    records = [json.loads(line) for line in written.read_text().splitlines()]
    (record,) = [one for one in records if one["document"].endswith("sums-do-not-add-up.pdf")]
    assert (record["outcome"], record["invoice"]["total_gross"]) == ("accepted", "4488.00")
    _second_person(server, place)


def _second_person(server: Server, place: str) -> None:
    """Somebody else had the page open all the while."""
    late = server.post(f"/review/{place}/decision", {"action": "reject", "version": 0})
    assert late.status == 409
    assert late.json()["kind"] == "conflict"
    assert "admin corrected and accepted it at" in late.json()["message"]
    assert server.post(f"/review/{place}/decision", {"action": "undo", "version": 1}).status == 200


def test_failing_checks_are_accepted_with_a_note_only(server: Server, places: dict[str, str]) -> None:
    place = places["sums-do-not-add-up.pdf"]
    version = int(server.ask(f"/review/{place}").text.partition('data-version="')[2].partition('"')[0])
    refused = server.post(f"/review/{place}/decision", {"action": "accept", "version": version}, headers=BRITISH)
    assert refused.status == 422
    assert refused.json()["sentences"] == ["Net 3,740.00 and tax 748.00 make 4,488.00, the total is 4,578.00"]


def test_a_viewer_sees_the_review_without_its_buttons(server: Server, places: dict[str, str]) -> None:
    page = server.ask(f"/review/{places['ambiguous-date.pdf']}", who="viewer").text
    assert "You may look, but not decide" in page
    assert "can be read in two ways" in page
    assert "data-action" not in page


def test_the_tab_of_another_dag_says_that_there_is_nothing_of_it(server: Server, places: dict[str, str]) -> None:
    run_id = places["ambiguous-date.pdf"].partition("/")[0]
    assert "Nothing to show for this DAG" in seen(server, f"/dag-runs/other/{run_id}").text
    assert "no documents yet" in seen(server, "/dag-runs/invoice_extraction/manual__2026-01-01").text
    assert "all accounted for" in seen(server, f"/dag-runs/invoice_extraction/{run_id}").text


def test_what_a_supplier_wrote_is_text_and_no_markup(server: Server, places: dict[str, str]) -> None:
    page = server.ask('/documents?text="><script>alert(1)</script>').text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
