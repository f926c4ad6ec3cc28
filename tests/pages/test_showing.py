"""What a person is shown beside the values: hidden text, the other copy, data without a page, and the checks."""

from __future__ import annotations

import json
import re
import sqlite3

import pytest

from invoice_llm_airflow.pages.images.hidden_text import hidden_texts
from invoice_llm_airflow.pages.images.page_head import PageHead
from tests.pages.api_server import Server
from tests.pages.hidden_text_invoice import UNSEEN, hidden_text
from tests.pages.test_pages import BRITISH, seen

pytestmark = pytest.mark.airflow


def test_the_text_that_nobody_sees_is_shown_to_the_person_who_decides(server: Server, places: dict[str, str]) -> None:
    text = seen(server, f"/review/{places['hidden-text.pdf']}").text
    assert "Page 1: The file holds text that cannot be seen on the page." in text
    assert f"It was not read as a value. “{UNSEEN}”" in text
    assert UNSEEN not in str(seen(server, f"/review/{places['hidden-text.pdf']}").values)
    assert "Hidden text in the file" in seen(server, "/review").text


def test_a_file_without_hidden_text_is_not_opened_for_it(server: Server, places: dict[str, str]) -> None:
    assert "It was not read as a value" not in seen(server, f"/review/{places['ambiguous-date.pdf']}").text
    assert hidden_texts(b"never looked at", [PageHead(1, 595, 842, 0)]) == []


def test_a_file_that_breaks_the_search_for_hidden_text_is_told_of_without_it() -> None:
    page = PageHead(3, 595, 842, hidden=40)
    assert hidden_texts(b"%PDF-1.7 broken", [page]) == [(3, "")]
    assert hidden_texts(hidden_text(), [page]) == [(3, "")]  # it has one page


def test_a_copy_leads_to_its_original(server: Server, places: dict[str, str]) -> None:
    page = seen(server, f"/documents/{places['exact-copy-of-en-clean-services.pdf']}")
    assert "Compare with en-clean-services.pdf" in page.text
    assert f"/invoice-llm/review/{places['en-clean-services.pdf']}" in page.links


def test_the_documents_that_one_may_be_a_copy_of_begin_with_the_likely_one(
    server: Server, places: dict[str, str]
) -> None:
    def offered(name: str, text: str = "") -> list[str]:
        rows = server.ask(f"/review/{places[name]}/originals?text={text}").json()
        return [f"{row['run_id']}/{row['position']}" for row in rows]

    assert offered("exact-copy-of-en-clean-services.pdf")[:1] == [places["en-clean-services.pdf"]]
    assert places["fr-factur-x.pdf"] not in offered("fr-factur-x.pdf")
    assert offered("fr-factur-x.pdf", "larkmead") == [places["en-clean-services.pdf"]]


def test_in_the_tab_of_a_run_the_menu_leads_into_airflows_own(server: Server, places: dict[str, str]) -> None:
    """A page inside of the tab would be lost on a reload."""
    run_id = places["fr-factur-x.pdf"].partition("/")[0]
    page = server.ask(f"/dag-runs/invoice_extraction/{run_id}").text
    assert '<a href="/plugin/invoices/invoice-llm/suppliers" data-airflow>' in page
    assert f'<a href="/plugin/invoices/invoice-llm/review?run={run_id}" data-airflow>' in page
    assert "data-airflow" not in server.ask(f"/runs/{run_id}").text


def test_data_without_a_page_is_shown_as_what_it_says(server: Server, places: dict[str, str]) -> None:
    path = f"/review/{places['de-xrechnung-ubl.xml']}"
    page = server.ask(path, headers=BRITISH).text
    text = seen(server, path).text
    assert "this is what the data says" in text
    assert "<img" not in page
    assert "data-zoom" not in page
    assert not re.search(r"\b(?:C62|HUR|H87|MTK)\b", text)
    assert server.ask(f"/documents/{places['de-xrechnung-ubl.xml']}/words").json() == {}


def test_the_next_picture_is_fetched_before_only_where_there_is_one(server: Server, places: dict[str, str]) -> None:
    pages = [server.ask(f"/review/{place}").text for place in places.values()]
    addresses = {found[1] for page in pages if (found := re.search(r'data-next-picture="/invoice-llm([^"]+)"', page))}
    assert addresses
    assert {server.ask(address).status for address in addresses} == {200}


def test_every_check_that_fails_says_what_is_wrong(server: Server, places: dict[str, str]) -> None:
    path = f"/review/{places['sums-do-not-add-up.pdf']}/preview"
    form = {"fields": {"seller.vat_id": {"text": "DE123456789"}, "currency": {"text": ""}}, "lines": None}
    failing = [
        one["sentence"] for one in server.post(path, form, headers=BRITISH).json()["checks"] if one["tone"] != "good"
    ]
    assert "The supplier's VAT id DE123456789: its check digits do not fit" in failing
    assert "The currency is missing." in failing
    assert not [sentence for sentence in failing if "here is none" in sentence]


def test_the_amount_over_the_form_and_what_is_due_follow_what_is_typed(server: Server, places: dict[str, str]) -> None:
    """The sample prints its total once; net and tax are what the rates row shows as well."""
    path = f"/review/{places['sums-do-not-add-up.pdf']}/preview"
    answer = server.post(path, {"fields": {"total_gross": {"text": "4488"}}, "lines": None}, headers=BRITISH).json()
    assert answer["amount"] == "4,488.00 GBP"
    record = json.loads(_record(server, places["sums-do-not-add-up.pdf"]))
    spots = [record["evidence"].get(path, {}).get("bbox") for path in ("total_tax", "taxes[0].amount")]
    assert spots[0] == spots[1]
    tax = server.post(path, {"fields": {"total_tax": {"text": "749"}}, "lines": None}, headers=BRITISH).json()
    assert tax["followed"]["taxes[0].amount"] == "749.00"


def _record(server: Server, place: str) -> str:
    wanted = "SELECT record FROM invoice_llm_found WHERE run_id = ? AND position = ?"
    with sqlite3.connect(server.home / "invoice_llm.db") as database:
        return str(database.execute(wanted, place.split("/")).fetchone()[0])


def test_the_one_tax_is_called_by_its_rate_and_several_have_a_row_each(server: Server, places: dict[str, str]) -> None:
    def shown(name: str) -> str:
        """What stands over the lesser values."""
        page = server.ask(f"/review/{places[name]}", headers=BRITISH).text
        return page.partition("<form")[2].partition("<details")[0]

    assert '<label for="f-total_tax">Tax 20 %</label>' in shown("sums-do-not-add-up.pdf")
    assert "Tax: rate, net, tax" not in shown("sums-do-not-add-up.pdf")
    assert shown("fr-factur-x.pdf").count("Tax: rate, net, tax") == 1


def test_a_document_that_is_still_being_read_asks_nothing(server: Server, places: dict[str, str]) -> None:
    run_id = places["fr-factur-x.pdf"].partition("/")[0]
    row = (run_id, 900, "being-read.pdf", "f" * 64, 1, 0, 0)
    with sqlite3.connect(server.home / "invoice_llm.db") as database:
        columns = "(run_id, position, name, sha256, size, chunk, version)"
        database.execute(f"INSERT INTO invoice_llm_found {columns} VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    try:
        review, history = (seen(server, f"/{page}/{run_id}/900").text for page in ("review", "documents"))
    finally:
        with sqlite3.connect(server.home / "invoice_llm.db") as database:
            database.execute("DELETE FROM invoice_llm_found WHERE position = 900")
    assert "It is still being read" in review
    assert "It was not found" not in review
    assert "It is being read now." in history
