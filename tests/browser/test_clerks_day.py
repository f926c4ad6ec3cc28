"""What a clerk does all day: second thoughts, reasons, many documents at once, and the end of a queue."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import FrameLocator, Page, expect

from tests.browser import stored_facts
from tests.browser.browsing import click_on_page, in_queue, offer, open_at, open_review, stops, told, value
from tests.browser.conftest import OWN_FIELD, VOID
from tests.browser.wrong_totals import RIGHT, WRONG, name_of
from tests.pages.api_server import Server


def take_back(airflow: Page, pages: FrameLocator, *, kept: bool = True) -> None:
    """The last decision, by its key; what was typed, if anything was, is there again."""
    airflow.keyboard.press("u")
    told(pages, "Taken back")
    if kept:
        expect(pages.get_by_text("What you typed before is here again.")).to_be_visible()


def test_a_stray_click_is_taken_back_by_escape_and_a_changed_value_by_its_field_or_one_key(
    places: dict[str, str], made: dict[str, bytes], enter: Callable[[str], Page]
) -> None:
    name = name_of(11)
    airflow = enter("admin")
    pages = open_review(airflow, places[name])
    total, supplier = value(pages, "Total"), value(pages, "Supplier")
    supplier.focus()
    click_on_page(airflow, pages, made[name], "Bath towel, white")
    expect(supplier).to_have_value("towel,")
    airflow.keyboard.press("Escape")
    expect(supplier).to_have_value("Alder & Finch Trading Ltd")
    expect(pages.get_by_role("button", name="Save")).to_be_hidden()

    total.fill("1")
    pages.locator(".field", has=total).get_by_role("button", name="As it was read", exact=True).click()
    expect(total).to_have_value(WRONG)
    offer(pages, 2).click()
    expect(total).to_have_value(RIGHT)
    expect(pages.get_by_role("button", name="Accept")).to_be_focused()
    airflow.keyboard.press("z")
    expect(total).to_have_value(WRONG)
    expect(stops(pages)).not_to_have_count(0)


def test_what_was_typed_is_there_again_when_the_decision_is_taken_back(
    server: Server, places: dict[str, str], enter: Callable[[str], Page]
) -> None:
    name = name_of(11)
    airflow = enter("admin")
    pages = open_review(airflow, places[name])
    total, buyer = value(pages, "Total"), value(pages, "Buyer")
    total.fill(RIGHT)
    buyer.fill("Northgate Inns Ltd")
    airflow.keyboard.press("Shift+Enter")
    told(pages, "Accepted")
    assert stored_facts.outcome(server.home, name) == "accepted"
    take_back(airflow, pages)
    expect(total).to_have_value(RIGHT)
    expect(buyer).to_have_value("Northgate Inns Ltd")
    assert stored_facts.outcome(server.home, name) == "review"
    pages.get_by_role("button", name="Forget it").click()
    expect(buyer).to_have_value("Northgate Hotels Ltd")


def test_shift_and_enter_right_after_typing_wait_until_the_value_is_understood(
    server: Server, places: dict[str, str], enter: Callable[[str], Page]
) -> None:
    name = name_of(12)
    airflow = enter("admin")
    pages = open_review(airflow, places[name])
    total = value(pages, "Total")
    total.select_text()
    airflow.keyboard.type("about 400")
    airflow.keyboard.press("Shift+Enter")
    expect(total).to_be_focused()
    expect(pages.get_by_text("“about 400” is no amount.")).to_be_visible()
    assert stored_facts.outcome(server.home, name) == "review"
    total.select_text()
    airflow.keyboard.type(RIGHT)
    airflow.keyboard.press("Shift+Enter")
    told(pages, "Accepted")
    assert stored_facts.written(server.home, name)["invoice"]["total_gross"] == RIGHT
    take_back(airflow, pages)


def test_a_reason_to_accept_in_spite_of_a_check_is_one_key_and_own_ones_are_offered_again(
    server: Server, places: dict[str, str], enter: Callable[[str], Page]
) -> None:
    name = name_of(13)
    airflow = enter("user")
    pages = open_at(airflow, f"/review/{places[name]}")
    asked = pages.get_by_role("dialog", name="Accept it all the same?")
    for reason, ready in (("Told so on the phone", False), ("Told so on the phone", True), ("Checked", True)):
        expect(offer(pages)).to_be_focused()
        airflow.keyboard.press("Shift+Enter")
        expect(asked).to_contain_text("make 408.00, the total is 480.00")
        if ready:
            airflow.keyboard.press("6" if reason.startswith("Told") else "1")
        else:
            asked.get_by_label("In your own words").fill(reason)
            asked.get_by_role("button", name="Accept with this note").click()
        told(pages, "Accepted")
        assert stored_facts.notes(server.home, name)[-1].startswith(reason)
        airflow.keyboard.press("u")
        told(pages, "Taken back")


def test_ticked_documents_are_rejected_together_each_by_a_decision_of_its_own(
    server: Server, enter: Callable[[str], Page]
) -> None:
    names = [name_of(14), name_of(15)]
    airflow = enter("user")
    pages = open_at(airflow, "/review?text=wrong")
    for name in names:
        in_queue(pages, name).focus()
        airflow.keyboard.press("x")
    expect(pages.get_by_text("2 ticked")).to_be_visible()
    airflow.keyboard.press("a")
    pages.get_by_role("dialog", name="Accept 2 documents as they are?").get_by_role("button", name="Yes").click()
    left = pages.get_by_role("dialog", name="0 of 2 decided")
    expect(left).to_contain_text("the total is 480.00")
    left.get_by_role("button", name="Go on").click()
    expect(left).to_be_hidden()
    expect(pages.get_by_text("2 ticked")).to_be_hidden()
    for name in names:
        pages.get_by_role("row").filter(has_text=name).get_by_role("checkbox").check()
    pages.get_by_role("button", name="Reject them").click()
    asked = pages.get_by_role("dialog", name="Reject 2 documents?")
    asked.get_by_label("Note").fill("Never ordered")
    asked.get_by_role("button", name="Yes").click()
    for name in names:
        expect(in_queue(pages, name)).to_have_count(0)
        assert stored_facts.outcome(server.home, name) == "rejected"
        assert stored_facts.decisions(server.home, name)[-1] == ("user", "reject")
        assert stored_facts.notes(server.home, name)[-1] == "Never ordered"
    expect(pages.get_by_text("decided by you today")).to_be_visible()


def test_the_end_of_a_filter_says_what_was_done_and_leads_on(
    server: Server, places: dict[str, str], enter: Callable[[str], Page]
) -> None:
    name = name_of(16)
    airflow = enter("admin")
    pages = open_at(airflow, f"/review?text={name.removesuffix('.pdf')}")
    in_queue(pages, name).click()
    expect(offer(pages)).to_be_focused()
    airflow.keyboard.press("r")
    airflow.keyboard.press("Enter")
    expect(pages.get_by_role("heading", name="Nothing waits that is so")).to_be_visible()
    done = pages.locator("[data-done]")
    expect(done).to_contain_text("Rejected")
    expect(pages.get_by_role("link", name="Go on with the other")).to_be_visible()
    done.get_by_role("button", name="Undo").click()
    told(pages, "Taken back")
    assert stored_facts.outcome(server.home, name) == "review"


def test_what_is_said_of_the_whole_document_is_asked_once_before_it_is_accepted(
    server: Server, places: dict[str, str], enter: Callable[[str], Page]
) -> None:
    airflow = enter("admin")
    pages = open_at(airflow, f"/review/{places[VOID]}")
    accept = pages.get_by_role("button", name="Accept")
    expect(accept).to_be_focused()
    expect(pages.locator("[data-concern]")).to_contain_text("it says “cancelled”")
    expect(pages.get_by_text("1 question", exact=True)).to_be_visible()
    airflow.keyboard.press("Shift+Enter")
    expect(pages.get_by_role("alert")).to_contain_text("Read what is said above")
    assert stored_facts.outcome(server.home, VOID) == "review"
    airflow.keyboard.press("Shift+Enter")
    told(pages, "Accepted")
    take_back(airflow, pages, kept=False)
    expect(accept).to_be_focused()
    airflow.keyboard.press("Control+Enter")
    told(pages, "Accepted")
    take_back(airflow, pages, kept=False)
    assert stored_facts.outcome(server.home, VOID) == "review"


def test_a_field_of_the_team_s_own_is_shown_put_right_and_written(
    server: Server, places: dict[str, str], enter: Callable[[str], Page]
) -> None:
    airflow = enter("admin")
    pages = open_review(airflow, places[OWN_FIELD])
    centre, total = value(pages, "Cost centre"), value(pages, "Total")
    expect(centre).to_have_value("47-11 Linen")
    centre.fill("47-12 Linen")
    total.fill(RIGHT)
    airflow.keyboard.press("Shift+Enter")
    told(pages, "Accepted")
    assert stored_facts.written(server.home, OWN_FIELD)["invoice"]["own"] == {"cost_centre": "47-12 Linen"}


def test_any_field_is_two_keys_away(places: dict[str, str], enter: Callable[[str], Page]) -> None:
    airflow = enter("admin")
    pages = open_review(airflow, places[name_of(10)])
    airflow.keyboard.press("g")
    letter = pages.locator(".field", has=value(pages, "Buyer")).locator(".jump").inner_text()
    airflow.keyboard.press(letter.lower())
    expect(value(pages, "Buyer")).to_be_focused()
    expect(pages.locator(".jump")).to_have_count(0)
