"""The first page's figures are those of the store and of the ledger, and lead to the lists behind them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.browser import stored_facts
from tests.browser.browsing import open_at, open_from_menu
from tests.pages.api_server import Server


def card(pages: FrameLocator, name: str) -> Locator:
    return pages.get_by_role("region", name="Figures").locator(".kpi").filter(has_text=name)


def shown(pages: FrameLocator, name: str) -> Decimal:
    text = card(pages, name).get_by_role("link").first.inner_text()
    return Decimal(re.sub(r"[^\d.]", "", text))


def as_precise(value: Decimal, like: Decimal) -> Decimal:
    return round(value, -int(like.as_tuple().exponent))


def one(home: Path, query: str) -> Decimal:
    return Decimal(str(stored_facts.rows(home, query)[0][0] or 0))


def test_the_overviews_numbers_are_those_of_the_ledger_and_the_store(
    server: Server, enter: Callable[[str], Page]
) -> None:
    pages = open_from_menu(enter("admin"))
    expect(card(pages, "Last run")).to_be_visible()
    count = "SELECT count(*) FROM invoice_llm_found"
    assert shown(pages, "Last run") == one(server.home, count) > 20
    assert shown(pages, "Waiting for review") == one(server.home, f"{count} WHERE outcome = 'review'") > 0

    invoices = one(server.home, f"{count} WHERE outcome IN ('accepted', 'review') OR reviewed_by IS NOT NULL")
    alone = one(server.home, f"{count} WHERE outcome = 'accepted' AND reviewed_by IS NULL")
    share = shown(pages, "Accepted without a person")
    assert share == as_precise(100 * alone / invoices, share) > 0

    today = datetime.now(UTC).date().isoformat()
    ledger = f"SELECT sum(charged_micros) FROM invoice_llm_calls WHERE day = '{today}'"
    spent = one(server.home, ledger) / 1_000_000
    assert shown(pages, "Spend today") == as_precise(spent, shown(pages, "Spend today")) > 0
    each = shown(pages, "Per invoice")
    assert each == as_precise(spent / invoices, each) > 0


def test_every_number_leads_to_the_list_behind_it(server: Server, enter: Callable[[str], Page]) -> None:
    pages = open_at(enter("admin"), "/")
    reasons = pages.get_by_role("table", name="Reasons in the review queue").get_by_role("link")
    expect(reasons.first).to_be_visible()
    told = [int(text) for text in reasons.all_inner_texts()]
    assert sum(told) == shown(pages, "Waiting for review")
    reasons.first.click()
    expect(pages.locator("[data-item]")).to_have_count(told[0])

    pages.get_by_role("link", name="Overview").click()
    card(pages, "Last run").get_by_role("link").first.click()
    expect(pages.get_by_role("heading", level=1)).to_contain_text("Run")
    total = stored_facts.rows(server.home, "SELECT count(*) FROM invoice_llm_found")[0][0]
    expect(pages.get_by_role("main")).to_contain_text(str(total))
