"""What is remembered of a supplier is shown on its page, and whoever may decide can have it forgotten."""

from __future__ import annotations

import sqlite3

import pytest

from tests.pages.api_server import Server
from tests.pages.test_pages import seen

pytestmark = pytest.mark.airflow


@pytest.fixture
def taught(server: Server) -> str:
    """The key of a supplier that one of the samples' e-invoices taught."""
    with sqlite3.connect(server.home / "invoice_llm.db") as database:
        wanted = "SELECT supplier_key FROM invoice_llm_lessons WHERE taught_by = 'xml' ORDER BY id LIMIT 1"
        (key,) = database.execute(wanted).fetchone()
    return str(key)


def test_a_supplier_is_shown_with_what_is_remembered_and_is_forgotten_on_demand(server: Server, taught: str) -> None:
    page = f"/suppliers/{taught}"
    assert page in " ".join(seen(server, "/suppliers").links)
    assert "In EUR" in seen(server, page).text
    assert server.post(f"{page}/forget", {}, who="viewer").status == 403
    assert server.post(f"{page}/forget", {}).json() == {"forgotten": 1}
    assert "Nothing is remembered of this supplier" in seen(server, page).text
    assert server.post(f"{page}/forget", {}).status == 404


def test_a_supplier_that_nobody_knows_has_an_empty_page(server: Server) -> None:
    assert "Nothing is remembered" in seen(server, "/suppliers/%3Cb%3Enobody").text
