"""A run that is under way shows how far it is, and calls nothing lost that is still to be read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from tests.pages.api_server import Server

pytestmark = pytest.mark.airflow


@pytest.fixture
def under_way(server: Server, places: dict[str, str]) -> Iterator[str]:
    """The run, as it was before its last document was read; it ends again afterwards."""
    run_id, _, position = places["sums-do-not-add-up.pdf"].partition("/")
    with sqlite3.connect(server.home / "invoice_llm.db") as database:
        (ended,) = database.execute("SELECT ended_at FROM invoice_llm_runs").fetchone()
        place = "WHERE run_id = ? AND position = ?"
        (outcome,) = database.execute(f"SELECT outcome FROM invoice_llm_found {place}", (run_id, position)).fetchone()
        database.execute("UPDATE invoice_llm_runs SET ended_at = NULL, tallied = 0")
        database.execute(f"UPDATE invoice_llm_found SET outcome = NULL {place}", (run_id, position))
    yield run_id
    with sqlite3.connect(server.home / "invoice_llm.db") as database:
        database.execute("UPDATE invoice_llm_runs SET ended_at = ?", (ended,))
        database.execute(f"UPDATE invoice_llm_found SET outcome = ? {place}", (outcome, run_id, position))


def test_what_a_run_has_not_read_yet_is_to_go_and_the_page_keeps_itself_up_to_date(
    server: Server, under_way: str
) -> None:
    for path, said in (("/", "1 still to be read"), (f"/runs/{under_way}", "1 to go")):
        page = server.ask(path).text
        assert said in page
        assert "not accounted for" not in page
        assert "/static/live.js" in page
        assert "data-live" in page


def test_a_run_that_has_ended_is_shown_as_it_is_and_no_model_service_is_called_up_where_there_is_none(
    server: Server,
) -> None:
    page = server.ask("/").text
    assert "all accounted for" in page
    assert "/static/live.js" not in page
    assert "No model service" in page
    assert "Model service up" not in page
