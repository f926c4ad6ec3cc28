"""One Airflow and one browser for all tests here. Each test that decides has a document of its own.

Neither outlives this folder: while Playwright runs, no other event loop can in the same thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect, sync_playwright

from tests.airflow.conftest import migrated_home
from tests.browser import browsing
from tests.browser.wrong_totals import wrong_totals
from tests.pages.api_server import Server, api_server
from tests.pages.processed_home import places_of, processed
from tests.repository import SAMPLES

__all__ = ["migrated_home"]

WRONG_TOTALS = 22


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    reason = f"no Chromium on the path ({', '.join(browsing.NAMES)}); on Debian: apt install chromium"
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.airflow)
            item.add_marker(pytest.mark.skipif(browsing.CHROMIUM is None, reason=reason))


@pytest.fixture(scope="package")
def made() -> dict[str, bytes]:
    """The documents besides the samples."""
    return wrong_totals(WRONG_TOTALS)


@pytest.fixture(scope="package")
def server(migrated_home: Path, made: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Airflow's API server over all samples and the made documents."""
    inbox = (SAMPLES).iterdir()
    samples = sorted(path.name for path in inbox if not path.name.endswith(".truth.json"))
    home, env = processed(migrated_home, tmp_path_factory.mktemp("browser") / "read", samples, made)
    with api_server(home, env) as running:
        yield running


@pytest.fixture(scope="package")
def places(server: Server) -> dict[str, str]:
    return places_of(server.home)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=browsing.PATIENCE_MS)
    with sync_playwright() as playwright, browsing.launch(playwright) as launched:
        yield launched


@pytest.fixture(scope="package")
def sessions() -> dict[str, StorageState]:
    """Of those who have logged in already, as their browsers keep them."""
    return {}


@pytest.fixture
def enter(browser: Browser, server: Server, sessions: dict[str, StorageState]) -> Iterator[Callable[..., Page]]:
    """Somebody comes with another browser, logged in: anew where it is said how, else once for all tests."""
    with ExitStack() as stack:

        def come(who: str, how: browsing.Login | None = None) -> Page:
            page = stack.enter_context(browsing.person(browser, server, None if how else sessions.get(who)))
            if how or who not in sessions:
                browsing.log_in(page, who, how or browsing.at_form)
            sessions.setdefault(who, page.context.storage_state())
            return page

        yield come
