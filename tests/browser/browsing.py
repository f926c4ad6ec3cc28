"""People at a browser: they log in on Airflow's page and find our pages in its frame."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import (
    Browser,
    FrameLocator,
    Locator,
    Page,
    Playwright,
    StorageState,
    ViewportSize,
    expect,
)

from tests.browser.wrong_totals import place_on_page
from tests.pages.api_server import PASSWORDS, Server

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
LAPTOP = (1400, 900)
PATIENCE_MS = 120_000
Login = Callable[[Page, str], None]
Ours = FrameLocator | Page
_QUIET = ("background-networking", "component-update", "sync")


def launch(playwright: Playwright) -> Browser:
    """The system's Chromium, asking nobody on the network for anything."""
    arguments = ["--disable-gpu", "--no-first-run", *(f"--disable-{what}" for what in _QUIET)]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    return playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)


def at_form(page: Page, who: str) -> None:
    """Airflow asks for it."""
    page.get_by_label("Username").fill(who)
    page.get_by_label("Password").fill(PASSWORDS[who])
    page.get_by_role("button", name="Sign in").click()


def at_keyboard(page: Page, who: str) -> None:
    """The form has the focus by itself."""
    expect(page.get_by_label("Username")).to_be_focused()
    page.keyboard.type(who)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORDS[who])
    page.keyboard.press("Enter")


@contextmanager
def person(
    browser: Browser,
    server: Server,
    kept: StorageState | None = None,
    *,
    language: str = "en-GB",
    touches: bool = False,
) -> Iterator[Page]:
    """Somebody with a browser of their own, in which nothing is open. A script that fails is a failed test."""
    width, height = LAPTOP
    size: ViewportSize = {"width": width, "height": height}
    home = f"{server.origin}{server.base}/"
    context = browser.new_context(
        base_url=home, viewport=size, locale=language, storage_state=kept, has_touch=touches, is_mobile=touches
    )
    context.set_default_navigation_timeout(PATIENCE_MS)  # a busy machine is no fault of a page
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    try:
        yield page
    finally:
        context.close()
    assert broken == []


def log_in(page: Page, who: str, how: Login = at_form) -> None:
    page.goto("")
    how(page, who)
    expect(page.get_by_role("button", name="Browse")).to_be_visible()


def frame(airflow: Page) -> FrameLocator:
    """Our pages inside Airflow."""
    return airflow.frame_locator("iframe[title=Invoices]")


def open_from_menu(airflow: Page) -> FrameLocator:
    airflow.goto("")
    airflow.get_by_role("button", name="Browse").click()
    airflow.get_by_role("menuitem", name="Invoices").click()
    return frame(airflow)


LOADED = "() => new Promise(done => document.readyState === 'complete' ? done() : addEventListener('load', done))"
"""Keys that are pressed before the scripts are there do nothing."""


def open_at(airflow: Page, path: str, base: str = "") -> FrameLocator:
    """One of our pages inside Airflow, by its address, with its scripts."""
    airflow.goto(f"plugin/invoices{base}/invoice-llm{path}")
    pages = frame(airflow)
    pages.locator("html").evaluate(LOADED)
    return pages


def go_to(pages: Ours, name: str) -> None:
    pages.get_by_role("navigation", name="Invoices").get_by_role("link", name=name).click()


def in_queue(pages: Ours, name: str) -> Locator:
    """The link of one file's row."""
    return pages.get_by_role("row").filter(has_text=name).get_by_role("link")


def stops(pages: Ours) -> Locator:
    """The checks that stand in the way of accepting it."""
    return pages.get_by_role("list", name="Checks").locator(".bad")


def offer(pages: Ours, number: int = 1) -> Locator:
    """The answer under this key, at the first doubtful field that offers some."""
    return pages.locator("[data-choice]").nth(number - 1)


def open_review(airflow: Page, place: str) -> FrameLocator:
    """A document with a question, whose first answer has the focus."""
    pages = open_at(airflow, f"/review/{place}")
    expect(offer(pages)).to_be_focused()
    return pages


def value(pages: Ours, label: str) -> Locator:
    """The field of this name."""
    return pages.get_by_label(label, exact=True)


def told(pages: Ours, text: str) -> None:
    """The page says so of what was done last."""
    expect(pages.get_by_role("status")).to_contain_text(text)


def click_on_page(airflow: Page, pages: Ours, data: bytes, words: str) -> None:
    """Where the words stand on the picture of the document's page."""
    picture = pages.get_by_role("img", name="Page 1 of 1")
    picture.evaluate("image => image.decode()")
    box = picture.bounding_box()
    assert box
    x, y = place_on_page(data, words)
    airflow.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])
