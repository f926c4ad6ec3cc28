"""One Airflow and one browser for all tests here. Each test that decides has a document of its own.

Neither outlives this folder: while Playwright runs, no other event loop can in the same thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect, sync_playwright

from invoice_llm.documents.einvoice.output.writing import ubl
from tests.airflow.conftest import migrated_home
from tests.browser import browsing
from tests.browser.wrong_totals import wrong_total, wrong_totals
from tests.documents.made_files import with_attachments
from tests.pages.api_server import Server, api_server
from tests.pages.processed_home import places_of, processed
from tests.pipeline.inboxes import invoice
from tests.pipeline.test_hybrids import SAME
from tests.pipeline.test_own_fields import FIELDS, prompts_with
from tests.repository import SAMPLES

__all__ = ["migrated_home"]

WRONG_TOTALS = 24
VOID = "void.pdf"
OWN_FIELD = "own-field.pdf"
CONFLICT = "conflict.pdf"
AGAIN = "again.pdf"
TWO_WAYS = "two-ways.pdf"
"""Says in a sentence that it is cancelled; prints a cost centre, which the prompts of these tests declare; carries data
with another day than its page; is an invoice with a wrong total in another file; has a day that is read in two ways."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    reason = f"no Chromium on the path ({', '.join(browsing.NAMES)}); on Debian: apt install chromium"
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.airflow)
            item.add_marker(pytest.mark.skipif(browsing.CHROMIUM is None, reason=reason))


@pytest.fixture(scope="package")
def made() -> dict[str, bytes]:
    """The documents besides the samples."""
    void = invoice("AF-2026-00391", more="\n\n     This invoice has been cancelled.")
    own_field = invoice("AF-2026-00392", date="30 March 2026", total="480.00", more="\n     Cost centre: 47-11 Linen")
    again, two_ways = (
        wrong_total(22, "\n     Sent once more."),
        wrong_total(WRONG_TOTALS + 1, "\n     Your call of 04/05/2026"),
    )
    others = {VOID: void, OWN_FIELD: own_field, CONFLICT: conflict(), AGAIN: again, TWO_WAYS: two_ways}
    return wrong_totals(WRONG_TOTALS) | others


def conflict() -> bytes:
    number = "AF-2026-00393"
    xml = ubl(SAME.model_copy(update={"invoice_number": number, "issue_date": date(2026, 3, 22)}))
    assert xml
    return with_attachments(invoice(number, date="20 March 2026"), {"xrechnung.xml": xml})


@pytest.fixture(scope="package")
def server(migrated_home: Path, made: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Airflow's API server over all samples and the made documents."""
    inbox = (SAMPLES).iterdir()
    samples = sorted(path.name for path in inbox if not path.name.endswith(".truth.json"))
    folder = tmp_path_factory.mktemp("browser")
    prompts = prompts_with(folder / "prompts", FIELDS[:1], "vendor_a_v2")
    settings = {"INVOICE_LLM_PROMPTS_DIR": str(prompts)}
    home, env = processed(migrated_home, folder / "read", samples, made, settings)
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
