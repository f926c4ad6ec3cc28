"""Answers under one key: what is right as printed, lines as in a spreadsheet, and what was learned."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import stored_facts
from tests.browser.browsing import click_on_page, offer, open_at, open_review, stops, told, value
from tests.browser.conftest import AGAIN, CONFLICT, TWO_WAYS
from tests.browser.wrong_totals import RIGHT, WRONG, name_of
from tests.pages.api_server import Server

AS_PRINTED = "It is right as the page prints it"


def test_a_conflict_shows_both_values_and_their_places_and_is_asked_about_once(
    server: Server, places: dict[str, str], enter: Callable[[str], Page]
) -> None:
    airflow = enter("admin")
    pages = open_review(airflow, places[CONFLICT])
    day = value(pages, "Issue date")
    expect(offer(pages)).to_contain_text("22 Mar 2026 in the e-invoice")
    expect(offer(pages, 2)).to_contain_text("20 Mar 2026 under its label on the page")
    offer(pages, 2).hover()
    expect(pages.locator(".marks .pick")).to_have_count(1)
    airflow.keyboard.press("Shift+Enter")
    expect(pages.get_by_role("alert")).to_contain_text("Two values stand against each other")
    assert stored_facts.outcome(server.home, CONFLICT) == "review"
    airflow.keyboard.press("2")
    expect(day).to_have_value("20 Mar 2026")
    airflow.keyboard.press("Shift+Enter")
    told(pages, "Accepted")
    record = stored_facts.written(server.home, CONFLICT)
    assert (record["outcome"], record["invoice"]["issue_date"]) == ("accepted", "2026-03-20")


def test_an_answer_and_the_decision_are_one_key(
    server: Server, places: dict[str, str], enter: Callable[[str], Page]
) -> None:
    airflow = enter("admin")
    pages = open_review(airflow, places[name_of(17)])
    airflow.keyboard.press("Shift+Digit2")
    told(pages, "Accepted")
    assert stored_facts.written(server.home, name_of(17))["invoice"]["total_gross"] == RIGHT


def test_what_is_right_as_printed_is_accepted_by_one_key_with_that_reason(
    server: Server, places: dict[str, str], enter: Callable[[str], Page]
) -> None:
    airflow = enter("admin")
    name = name_of(18)
    pages = open_review(airflow, places[name])
    expect(pages.get_by_role("button", name="Right as printed")).to_be_visible()
    airflow.keyboard.press("Control+Enter")
    told(pages, "Accepted")
    assert stored_facts.notes(server.home, name) == [AS_PRINTED]
    assert stored_facts.decisions(server.home, name) == [("admin", "accept")]
    assert stored_facts.written(server.home, name)["invoice"]["total_gross"] == WRONG


def test_an_invoice_that_is_accepted_already_asks_first_whether_it_is_a_copy_and_takes_one_key(
    server: Server, places: dict[str, str], enter: Callable[[str], Page]
) -> None:
    airflow = enter("admin")
    pages = open_at(airflow, f"/review/{places[name_of(22)]}")
    expect(pages.get_by_role("button", name=f"It is a copy of {AGAIN}")).to_be_focused()
    airflow.keyboard.press("Control+Enter")
    told(pages, "Accepted")
    pages = open_at(airflow, f"/review/{places[AGAIN]}")
    copy, another = (pages.get_by_role("button", name=name) for name in ("It is a copy of", "Another invoice under"))
    expect(copy).to_be_focused()
    expect(pages.get_by_text("The same invoice is accepted already, as wrong-total-22.pdf").first).to_be_visible()

    airflow.keyboard.press("Control+Enter")
    asked = pages.get_by_role("dialog", name="Accept it all the same?")
    expect(asked.get_by_role("listitem")).to_have_count(2)
    assert stored_facts.outcome(server.home, AGAIN) == "review"
    asked.get_by_role("button", name="Back").click()

    another.click()
    expect(another).to_have_attribute("aria-pressed", "true")
    another.click()
    expect(another).to_have_attribute("aria-pressed", "false")
    copy.focus()
    airflow.keyboard.press("Shift+Digit2")
    told(pages, "Accepted")
    assert stored_facts.notes(server.home, AGAIN) == [f"Another invoice under the same number. {AS_PRINTED}"]

    airflow.keyboard.press("u")
    told(pages, "Taken back")
    expect(copy).to_be_focused()
    airflow.keyboard.press("1")
    told(pages, "Duplicate")
    assert stored_facts.written(server.home, AGAIN)["duplicate_of"]["document"] == name_of(22)


def test_a_field_that_offers_answers_is_typed_into_after_one_key(
    places: dict[str, str], enter: Callable[[str], Page]
) -> None:
    airflow = enter("admin")
    pages = open_review(airflow, places[name_of(19)])
    airflow.keyboard.press("F2")
    airflow.keyboard.type("4O8")
    expect(value(pages, "Total")).to_have_value("4O8")
    expect(pages.get_by_text("“4O8” is no amount.")).to_be_visible()
    expect(value(pages, "Net")).to_have_value("340.00")
    airflow.keyboard.press("Escape")
    expect(value(pages, "Total")).to_have_value(WRONG)


def test_lines_are_edited_as_in_a_spreadsheet(places: dict[str, str], enter: Callable[[str], Page]) -> None:
    airflow = enter("admin")
    pages = open_review(airflow, places[name_of(20)])
    lines = pages.locator("[data-lines] tbody")
    amounts = [lines.nth(row).locator('[data-cell="line_total"]') for row in range(3)]
    expect(pages.locator("[data-lines-sum]")).to_have_text("340.00")
    amounts[0].focus()
    airflow.keyboard.press("ArrowDown")
    expect(amounts[1]).to_be_focused()
    airflow.keyboard.press("ArrowUp")
    amounts[0].evaluate(
        """cell => {
          const data = new DataTransfer();
          data.setData("text/plain", "100.00\\n120.00\\n120.00\\n");
          cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }"""
    )
    expect(lines).to_have_count(3)
    for cell, text in zip(amounts, ("100.00", "120.00", "120.00"), strict=True):
        expect(cell).to_have_value(text)
    expect(pages.locator("[data-lines-sum]")).to_have_text("340.00")
    amounts[1].focus()
    airflow.keyboard.press("Control+d")
    expect(amounts[1]).to_have_value("100.00")
    expect(pages.locator("[data-lines-sum]")).to_have_text("320.00")
    expect(stops(pages).filter(has_text="320.00")).not_to_have_count(0)


def test_a_value_of_the_same_print_goes_with_the_one_that_is_typed_and_one_key_keeps_it(
    places: dict[str, str], enter: Callable[[str], Page]
) -> None:
    airflow = enter("admin")
    pages = open_review(airflow, places[name_of(21)])
    tax, of_its_rate = (pages.locator(f'[data-path="{path}"]') for path in ("total_tax", "taxes[0].amount"))
    tax.fill("70.00")
    expect(of_its_rate).to_have_value("70.00")
    expect(pages.get_by_text("It was the same print on the page")).to_be_visible()
    airflow.keyboard.press("Alt+z")
    expect(of_its_rate).to_have_value("68.00")
    expect(tax).to_have_value("70.00")
    expect(value(pages, "Net")).to_have_value("340.00")


def test_what_was_learned_from_a_decision_is_said_and_can_be_forgotten(
    places: dict[str, str], enter: Callable[[str], Page]
) -> None:
    airflow = enter("admin")
    pages = open_at(airflow, "/suppliers")
    pages.get_by_role("row").filter(has_text="Alder & Finch").get_by_role(
        "link", name="What is remembered"
    ).first.click()
    expect(pages.get_by_text("accepted without one")).to_be_visible()
    pages.get_by_role("button", name="Forget what is remembered").click()
    pages.get_by_role("dialog").get_by_role("button", name="Forget", exact=True).click()
    expect(pages.get_by_text("Nothing is remembered of this supplier.")).to_be_visible()


def test_the_keys_are_told_on_every_page(places: dict[str, str], enter: Callable[[str], Page]) -> None:
    airflow = enter("admin")
    place = places[name_of(19)]
    run = place.partition("/")[0]
    paths = ("/", "/review", f"/review/{place}", "/documents", f"/documents/{place}", "/runs", f"/runs/{run}")
    for path in (*paths, "/suppliers", "/costs"):
        pages = open_at(airflow, path)
        pages.get_by_role("button", name="Keys").click()
        expect(pages.get_by_role("dialog", name="Keys")).to_be_visible()
        pages.get_by_role("dialog", name="Keys").get_by_role("button", name="Close").click()
        expect(pages.get_by_role("dialog")).to_have_count(0)


def test_a_few_letters_find_what_the_page_says_and_an_arrow_takes_it_with_its_place(
    places: dict[str, str], enter: Callable[[str], Page]
) -> None:
    airflow = enter("admin")
    pages = open_review(airflow, places[name_of(20)])
    buyer = value(pages, "Buyer")
    buyer.fill("")
    airflow.keyboard.type("north")
    offered = pages.get_by_role("listbox", name="On the page").get_by_role("option")
    expect(offered.first).to_have_text("Northgate Hotels Ltd")
    airflow.keyboard.press("Escape")
    expect(offered).to_have_count(0)
    expect(buyer).to_have_value("north")
    airflow.keyboard.press("ArrowDown")
    expect(pages.locator(".marks .pick")).to_have_count(1)
    airflow.keyboard.press("Enter")
    expect(buyer).to_have_value("Northgate Hotels Ltd")
    due = value(pages, "Due date")
    due.fill("3 m")
    expect(offered.first).to_have_text("3 March 2026")
    airflow.keyboard.press("ArrowDown")
    airflow.keyboard.press("Tab")
    expect(due).to_have_value("3 Mar 2026")
    expect(offered).to_have_count(0)


def test_what_the_other_totals_make_is_offered_for_the_one_that_is_missing(
    places: dict[str, str], enter: Callable[[str], Page]
) -> None:
    airflow = enter("admin")
    pages = open_review(airflow, places[name_of(19)])
    net, offered = value(pages, "Net"), pages.get_by_role("listbox", name="On the page").get_by_role("option")
    with airflow.expect_response("**/preview"):
        net.fill("")
    airflow.keyboard.press("ArrowDown")
    expect(offered.first).to_have_text("412.00 what the other totals make")
    airflow.keyboard.press("Enter")
    expect(net).to_have_value("412.00")


def test_what_can_be_read_in_two_ways_is_asked_about_under_keys(
    places: dict[str, str], made: dict[str, bytes], enter: Callable[[str], Page]
) -> None:
    airflow = enter("admin")
    pages = open_review(airflow, places[TWO_WAYS])
    due = value(pages, "Due date")
    due.fill("soon")
    airflow.keyboard.press("Shift+Enter")
    expect(pages.get_by_role("alert")).to_contain_text("This value is not understood")
    expect(due).to_be_focused()
    click_on_page(airflow, pages, made[TWO_WAYS], "04/05/2026")
    airflow.keyboard.press("Shift+Enter")
    expect(pages.get_by_role("alert")).to_contain_text("This value can be read in two ways")
    expect(pages.locator(".problem button").first).to_be_focused()
    airflow.keyboard.press("1")
    expect(due).to_have_value("4 May 2026")


def test_a_kind_that_is_chosen_stays_chosen_after_it_was_checked(
    places: dict[str, str], enter: Callable[[str], Page]
) -> None:
    airflow = enter("admin")
    pages = open_review(airflow, places[name_of(19)])
    pages.get_by_text("More values").click()
    kind = value(pages, "Kind of document")
    with airflow.expect_response("**/preview") as answered:
        kind.select_option("credit_note")
    answered.value.finished()
    expect(pages.get_by_role("button", name="Save")).to_be_visible()
    kind.evaluate("() => new Promise(requestAnimationFrame)")  # what was answered is shown
    expect(kind).to_have_value("credit_note")
