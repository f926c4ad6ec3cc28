"""Lists: the numbers that lead to them, what they are narrowed to, empty ones, odd searches and downloads."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import zipfile
from html import unescape

import pytest

from tests.pages.api_server import Server
from tests.pages.test_pages import BRITISH, seen

pytestmark = pytest.mark.airflow


def test_a_number_of_the_overview_is_the_length_of_the_list_behind_it(server: Server) -> None:
    page = server.ask("/", headers=BRITISH).text
    numbers = re.findall(r'href="/invoice-llm(/review\?reason=[A-Z_]+)"[^>]*>(\d+)</a>', page)
    assert numbers
    for path, count in numbers:
        assert f"{count} waiting" in seen(server, path).text


@pytest.mark.parametrize("page", ["/", "/runs", "the run"])
def test_every_number_is_the_length_of_the_list_of_documents_behind_it(
    server: Server, places: dict[str, str], page: str
) -> None:
    run_id = places["fr-factur-x.pdf"].partition("/")[0]
    text = server.ask(page if page.startswith("/") else f"/runs/{run_id}", headers=BRITISH).text
    numbers = re.findall(r'href="/invoice-llm(/documents\?[^"]*)"[^>]*>(\d+)</a>', text)
    assert numbers or page == "/"
    for path, count in numbers:
        assert f" {count} document" in seen(server, unescape(path)).text, path
    if page == "/runs":
        return
    settled = [unescape(path) for path in re.findall(r'href="/invoice-llm(/documents\?[^"]*settled=[^"]*)"', text)]
    counts = [int(re.findall(r"(\d+) documents?, newest", seen(server, path).text)[0]) for path in settled]
    shares = [float(share) for share in re.findall(r"<b>([\d.]+) %</b>", text)]
    assert [round(100 * count / sum(counts), 1) for count in counts] == shares
    assert all(counts)


def test_a_list_of_documents_says_what_it_is_narrowed_to(server: Server) -> None:
    with sqlite3.connect(server.home / "invoice_llm.db") as database:
        (day,) = database.execute("SELECT date(max(finished_at)) FROM invoice_llm_found").fetchone()
    page = seen(server, f"/documents?reason=SUM_MISMATCH&day={day}&outcome=review")
    assert "Sums on the page do not agree ×" in page.text
    assert "2 documents, newest first" in page.text
    assert "/invoice-llm/documents?outcome=review&reason=SUM_MISMATCH" in page.links
    assert "Nothing is found" in seen(server, "/documents?day=2001-01-01").text
    assert "Nothing is found" in seen(server, "/documents?settled=nobody-knows").text


def test_the_page_of_costs_and_its_table_say_the_same(server: Server) -> None:
    page = seen(server, "/costs")
    assert "What it cost and what it saved" in page.text
    rows = list(csv.DictReader(io.StringIO(server.ask("/costs/file").text)))
    now = next(row for row in rows if row["invoices"] not in ("", "0"))
    share = f"{100 * float(now['share_without_a_person']):.1f} %"
    assert f" {now['invoices']} {share}" in page.text
    assert set(now) >= {"cost_usd", "budget_usd", "hours_saved", "values_corrected"}


def test_records_are_downloaded_as_csv_json_lines_and_ubl(server: Server) -> None:
    rows = list(csv.DictReader(io.StringIO(server.ask("/downloads/csv?outcome=accepted").text)))
    lines = [json.loads(line) for line in server.ask("/downloads/jsonl?outcome=accepted").text.splitlines()]
    assert [row["document"] for row in rows] == [line["document"] for line in lines]
    assert lines
    archive = zipfile.ZipFile(io.BytesIO(server.ask("/downloads/ubl?outcome=accepted").body))
    assert len(archive.namelist()) == len(lines)
    assert server.ask("/downloads/exe").status == 404


def test_an_empty_list_says_what_to_do(server: Server) -> None:
    assert "Nothing waits that is so" in seen(server, "/review?text=zzzzzz").text
    assert "Nothing is found" in seen(server, "/documents?text=zzzzzz").text
    assert "No run began on that day" in seen(server, "/runs?day=2001-01-01").text
    assert "No invoices in January 2001" in seen(server, "/suppliers?month=2001-01").text


@pytest.mark.parametrize(
    "query",
    [
        "after=nonsense",
        "day=9999-12-31",
        "day=0001-01-01",
        "amount_from=9" + "9" * 40,
        "issued_from=2026-13-45",
        "text=%00",
        "text='\";--",
        "run=%ff",
    ],
)
def test_an_odd_search_is_no_fault_of_ours(server: Server, query: str) -> None:
    assert server.ask(f"/documents?{query}").status in (200, 404, 422)
    assert server.ask(f"/review?{query}").status in (200, 404, 422)
