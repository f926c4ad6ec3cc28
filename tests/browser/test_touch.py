"""A tablet: nothing needs a key or a pointer that hovers, and everything is as large as a finger."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import stored_facts
from tests.browser.browsing import offer, person, told, value
from tests.browser.test_accessibility import PAGES, opened
from tests.browser.wrong_totals import RIGHT, WRONG, name_of
from tests.pages.api_server import Server

SMALL = """([least, large]) => {
  const controls = "a[href]:not(svg a), button, select, summary, input:not([type=hidden])";
  const inSentence = (one) => one.matches("p a, caption a, .muted a");
  return [...document.querySelectorAll(controls)].flatMap((one) => {
    const { width, height } = one.getBoundingClientRect();
    if (!width || getComputedStyle(one).visibility === "hidden" || one.matches(".skip")) return [];
    const asked = inSentence(one) ? 16 : one.matches(".primary, .actions > button") ? large : least;
    const fits = height >= asked && width >= Math.min(asked, least);
    return fits ? [] : [`${Math.round(width)}x${Math.round(height)} ${one.outerHTML.slice(0, 120)}`];
  });
}"""
LEAST, LARGE = 24, 44


@pytest.fixture
def tablet(server: Server, browser: Browser, enter: Callable[[str], Page]) -> Iterator[Page]:
    kept = enter("admin").context.storage_state()
    with person(browser, server, kept, touches=True) as page:
        page.set_viewport_size({"width": 820, "height": 1180})
        yield page


def test_every_control_is_as_large_as_a_finger(server: Server, places: dict[str, str], tablet: Page) -> None:
    small = {}
    for name, path in PAGES.items():
        opened(tablet, server, path, places[name_of(23)])
        small[name] = tablet.evaluate(SMALL, [LEAST, LARGE])
    assert {name: controls for name, controls in small.items() if controls} == {}


def test_a_document_is_decided_and_taken_back_by_taps(server: Server, places: dict[str, str], tablet: Page) -> None:
    name = name_of(23)
    opened(tablet, server, PAGES["review of a document"], places[name])
    total = value(tablet, "Total")
    expect(total).to_have_value(WRONG)
    offer(tablet, 2).tap()
    expect(total).to_have_value(RIGHT)
    tablet.locator(".field", has=total).get_by_role("button", name="As it was read", exact=True).tap()
    expect(total).to_have_value(WRONG)
    offer(tablet, 2).tap()
    tablet.get_by_role("button", name="Accept").tap()
    told(tablet, "Accepted")
    assert stored_facts.outcome(server.home, name) == "accepted"
    tablet.get_by_role("status").get_by_role("button", name="Undo").tap()
    told(tablet, "Taken back")
    assert stored_facts.outcome(server.home, name) == "review"


def test_documents_are_ticked_and_decided_together_by_taps(server: Server, tablet: Page) -> None:
    opened(tablet, server, "/review?text=wrong", "")
    row = tablet.get_by_role("row").filter(has_text=name_of(24))
    row.get_by_role("checkbox").tap()
    expect(tablet.get_by_text("1 ticked")).to_be_visible()
    tablet.get_by_role("button", name="Reject them").tap()
    tablet.get_by_role("dialog", name="Reject this document?").get_by_role("button", name="Yes").tap()
    expect(row).to_have_count(0)
    assert stored_facts.outcome(server.home, name_of(24)) == "rejected"
