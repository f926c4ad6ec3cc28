"""The clerk's work inside Airflow: from the queue to the written records."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import stored_facts
from tests.browser.browsing import (
    at_keyboard,
    click_on_page,
    frame,
    go_to,
    in_queue,
    offer,
    open_at,
    open_from_menu,
    stops,
)
from tests.browser.wrong_totals import RIGHT, WRONG, name_of
from tests.pages.api_server import Server


def test_a_wrong_total_is_put_right_by_a_click_on_the_page_and_the_invoice_is_accepted(
    server: Server, made: dict[str, bytes], enter: Callable[[str], Page]
) -> None:
    name = name_of(1)
    airflow = enter("admin")
    pages = open_from_menu(airflow)
    go_to(pages, "Review")
    in_queue(pages, name).click()
    total = pages.get_by_label("Total", exact=True)
    expect(total).to_have_value(WRONG)
    expect(offer(pages)).to_be_focused()
    expect(stops(pages)).not_to_have_count(0)

    click_on_page(airflow, pages, made[name], f"£{RIGHT}")
    expect(total).to_have_value(RIGHT)
    expect(stops(pages)).to_have_count(0)
    expect(pages.get_by_text("checks hold", exact=False)).to_be_visible()
    assert stored_facts.outcome(server.home, name) == "review"
    pages.get_by_role("button", name="Accept").click()
    expect(pages.get_by_role("status")).to_contain_text("Accepted")

    go_to(pages, "Documents")
    row = pages.get_by_role("row").filter(has_text=name)
    expect(row).to_contain_text("accepted")
    expect(row).to_contain_text(RIGHT)
    record = stored_facts.written(server.home, name)
    assert (record["outcome"], record["version"], record["reviewed_by"]) == ("accepted", 1, "admin")
    assert record["invoice"]["total_gross"] == RIGHT
    assert record["evidence"]["total_gross"]["source"] == "human"
    assert stored_facts.decisions(server.home, name) == [("admin", "correct")]


def test_an_invoice_is_rejected_with_a_reason_that_its_history_tells(
    server: Server, enter: Callable[[str], Page]
) -> None:
    name = name_of(2)
    pages = open_at(enter("user"), "/review")
    in_queue(pages, name).click()
    expect(offer(pages)).to_be_focused()
    pages.get_by_role("button", name="Reject").click()
    asked = pages.get_by_role("dialog", name="Reject this invoice?")
    asked.get_by_label("Note").fill("Never ordered")
    asked.get_by_role("button", name="Reject").click()
    expect(pages.get_by_role("status")).to_contain_text("Rejected")

    go_to(pages, "Documents")
    pages.get_by_role("row").filter(has_text=name).get_by_role("link").click()
    expect(pages.get_by_role("main")).to_contain_text("Never ordered")
    assert stored_facts.outcome(server.home, name) == stored_facts.written(server.home, name)["outcome"] == "rejected"
    assert stored_facts.decisions(server.home, name) == [("user", "reject")]


def test_everything_goes_by_keyboard_without_a_click_first(server: Server, enter: Callable[..., Page]) -> None:
    """The queue is opened by its address, so that not even the menu is clicked on."""
    name, following = name_of(3), name_of(4)
    airflow = enter("admin", at_keyboard)
    pages = open_at(airflow, "/review")
    first = pages.locator("[data-item]").first
    expect(first).to_be_focused()
    links = pages.locator("[data-item]")
    wanted = [text for text in pages.get_by_role("row").all_inner_texts() if ".pdf" in text]
    for _ in range(next(number for number, text in enumerate(wanted) if name in text)):
        airflow.keyboard.press("j")
    expect(in_queue(pages, name)).to_be_focused()
    assert links.count() == len(wanted)
    airflow.keyboard.press("Enter")

    total = pages.get_by_label("Total", exact=True)
    expect(offer(pages, 2)).to_contain_text(f"{RIGHT} net and tax together")
    expect(offer(pages)).to_be_focused()
    airflow.keyboard.press("2")
    expect(total).to_have_value(RIGHT)
    expect(stops(pages)).to_have_count(0)
    airflow.keyboard.press("Shift+Enter")
    expect(pages.get_by_role("status")).to_contain_text("Accepted")
    expect(pages.get_by_text(following)).to_be_visible()
    assert stored_facts.outcome(server.home, name) == "accepted"

    expect(offer(pages)).to_be_focused()
    airflow.keyboard.press("r")
    expect(pages.get_by_role("dialog").get_by_role("button", name="Reject")).to_be_focused()
    airflow.keyboard.press("Shift+Tab")
    airflow.keyboard.type("Wrong total again")
    airflow.keyboard.press("Tab")
    airflow.keyboard.press("Enter")
    expect(pages.get_by_role("status")).to_contain_text("Rejected")
    assert stored_facts.decisions(server.home, following) == [("admin", "reject")]


def test_two_people_cannot_overwrite_each_other(
    server: Server, places: dict[str, str], enter: Callable[[str], Page]
) -> None:
    name = name_of(5)
    first, second = enter("admin"), enter("user")
    for airflow in (first, second):
        open_at(airflow, f"/review/{places[name]}")
        frame(airflow).get_by_label("Total", exact=True).fill(RIGHT)
        expect(stops(frame(airflow))).to_have_count(0)
    frame(second).get_by_label("Buyer", exact=True).fill("Northgate Inns Ltd")

    frame(first).get_by_role("button", name="Accept").click()
    expect(frame(first).get_by_role("status")).to_contain_text("Accepted")
    frame(second).get_by_role("button", name="Accept").click()
    told = frame(second).get_by_role("dialog", name="Somebody was first")
    expect(told).to_contain_text("admin corrected and accepted")
    told.get_by_role("button", name="Stay here").click()
    buyer = frame(second).get_by_label("Buyer", exact=True)
    expect(buyer).to_have_value("Northgate Inns Ltd")

    frame(second).get_by_role("button", name="Accept").click()
    told.get_by_role("button", name="Show the document as it is now").click()
    note = frame(second).locator("[data-draft]")
    expect(note).to_contain_text("You had typed other values")
    expect(buyer).to_have_value("Northgate Hotels Ltd")
    assert stored_facts.decisions(server.home, name) == [("admin", "correct")]
    assert stored_facts.written(server.home, name)["invoice"]["buyer"]["name"] == "Northgate Hotels Ltd"

    frame(second).get_by_role("button", name="Undo").click()
    note.get_by_role("button", name="Put it in").click()
    expect(buyer).to_have_value("Northgate Inns Ltd")
    assert stored_facts.decisions(server.home, name) == [("admin", "correct"), ("user", "undo")]


def test_a_viewer_sees_everything_and_can_decide_nothing(
    server: Server, places: dict[str, str], enter: Callable[[str], Page]
) -> None:
    airflow = enter("viewer")
    pages = open_at(airflow, "/review")
    in_queue(pages, name_of(9)).click()
    expect(pages.get_by_text("You may look, but not decide")).to_be_visible()
    expect(pages.get_by_label("Total", exact=True)).not_to_be_editable()
    for name in ("Accept", "Reject", "Not an invoice", "Duplicate of", "Save", "Undo", "Add a line"):
        expect(pages.get_by_role("button", name=name)).to_have_count(0)
    for key in ("Shift+Enter", "r", "n", "d", "u"):
        airflow.keyboard.press(key)
    expect(pages.get_by_role("dialog")).to_have_count(0)
    assert stored_facts.outcome(server.home, name_of(9)) == "review"
