"""Our pages as a part of Airflow: its colours, its addresses, its sessions."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import stored_facts
from tests.browser.browsing import at_form, frame, go_to, in_queue, open_at
from tests.browser.wrong_totals import RIGHT, name_of
from tests.pages.api_server import Server

DARK = re.compile(r"\bdark\b")


def choose_colours(airflow: Page, name: str) -> None:
    airflow.get_by_role("button", name="User").click()
    airflow.get_by_role("menuitem", name="Appearance").click()
    airflow.get_by_role("menuitemradio", name=f"{name} Mode").click()


def test_the_pages_follow_airflows_colour_mode_at_once_and_are_not_loaded_again(enter: Callable[[str], Page]) -> None:
    airflow = enter("admin")
    pages = open_at(airflow, "/documents")
    search = pages.get_by_role("searchbox")
    search.fill("typed, not sent")
    page = pages.locator("html")
    colours = {}
    for mode in ("Dark", "Light", "Dark"):
        choose_colours(airflow, mode)
        expect(page).to_have_class(DARK) if mode == "Dark" else expect(page).not_to_have_class(DARK)
        colours[mode] = pages.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    assert colours["Dark"] != colours["Light"]
    expect(search).to_have_value("typed, not sent")


def test_an_address_from_the_address_bar_opens_the_same_page_and_survives_a_reload(
    server: Server, places: dict[str, str], enter: Callable[[str], Page]
) -> None:
    airflow = enter("admin")
    pages = open_at(airflow, "/review")
    in_queue(pages, name_of(7)).click()
    expect(pages.get_by_text(name_of(7))).to_be_visible()
    expect(airflow).to_have_url(re.compile(re.escape(f"/plugin/invoices/invoice-llm/review/{places[name_of(7)]}")))
    airflow.reload()
    expect(pages.get_by_text(name_of(7))).to_be_visible()
    again = airflow.context.new_page()
    again.goto(airflow.url)
    expect(frame(again).get_by_text(name_of(7))).to_be_visible()


def test_an_expired_session_asks_to_log_in_again_and_keeps_what_was_typed(
    server: Server, places: dict[str, str], enter: Callable[[str], Page]
) -> None:
    name = name_of(7)
    airflow = enter("admin")
    open_at(airflow, f"/review/{places[name]}")
    total = frame(airflow).get_by_label("Total", exact=True)
    total.fill(RIGHT)
    frame(airflow).get_by_text("checks hold").wait_for()
    airflow.context.clear_cookies(name="_token")
    frame(airflow).get_by_role("button", name="Accept").click()
    told = frame(airflow).get_by_role("dialog", name="Your session has ended")
    told.get_by_role("button", name="Log in again").click()
    at_form(airflow, "admin")
    expect(total).to_have_value(RIGHT)
    expect(frame(airflow).get_by_text("What you typed before is here again.")).to_be_visible()
    assert stored_facts.outcome(server.home, name) == "review"
    frame(airflow).get_by_role("button", name="Accept").click()
    expect(frame(airflow).get_by_role("status")).to_contain_text("Accepted")


def test_a_page_that_is_opened_without_a_session_says_how_to_get_one(enter: Callable[[str], Page]) -> None:
    airflow = enter("admin")
    pages = open_at(airflow, "/")
    expect(pages.get_by_role("heading", level=1)).to_be_visible()
    airflow.context.clear_cookies(name="_token")
    go_to(pages, "Suppliers")
    expect(pages.get_by_role("heading", name="Your session has ended")).to_be_visible()
    pages.get_by_role("button", name="Log in again").click()
    at_form(airflow, "admin")
    expect(pages.get_by_role("heading", level=1)).to_have_text("Suppliers")
