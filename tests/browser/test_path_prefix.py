"""An Airflow whose base URL has a path: pages, links, assets and posts are below it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.airflow.homes import airflow_env
from tests.browser import stored_facts
from tests.browser.browsing import go_to, in_queue, log_in, offer, open_from_menu, person, stops
from tests.browser.wrong_totals import RIGHT, name_of
from tests.pages.api_server import Server, api_server

BASE = "/finance/airflow"


@pytest.fixture(scope="module")
def below(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A second API server, over a copy of the first one's home."""
    home = tmp_path_factory.mktemp("below") / "home"
    shutil.copytree(server.home, home)
    with api_server(home, airflow_env(home, home), base=BASE) as running:
        yield running


@pytest.fixture
def admin(below: Server, browser: Browser) -> Iterator[Page]:
    with person(browser, below) as page:
        log_in(page, "admin")
        yield page


def test_the_work_is_done_below_a_path_prefix(below: Server, admin: Page) -> None:
    name = name_of(8)
    astray: list[str] = []
    admin.on("response", lambda got: astray.append(got.url) if is_astray(got.url, got.status, below.origin) else None)
    pages = open_from_menu(admin)
    for each in ("Documents", "Runs", "Suppliers", "Review"):
        go_to(pages, each)
        expect(pages.get_by_role("heading", level=1)).to_have_text(each)
    in_queue(pages, name).click()
    total = pages.get_by_label("Total", exact=True)
    expect(offer(pages)).to_be_focused()
    address = re.compile(re.escape(f"{BASE}/plugin/invoices{BASE}/invoice-llm/review/"))
    expect(admin).to_have_url(address)
    admin.reload()
    expect(offer(pages)).to_be_focused()
    assert pages.get_by_role("img", name="Page 1 of 1").evaluate("async image => { await image.decode(); return 1; }")
    total.fill(RIGHT)
    expect(stops(pages)).to_have_count(0)
    pages.get_by_role("button", name="Accept").click()
    expect(pages.get_by_role("status")).to_contain_text("Accepted")
    assert stored_facts.outcome(below.home, name) == "accepted"
    assert astray == []


def is_astray(url: str, status: int, origin: str) -> bool:
    """Not found, or on our server but not below its path."""
    return status == 404 or (url.startswith(origin) and not url.startswith(f"{origin}{BASE}/"))
