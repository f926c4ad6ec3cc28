"""axe-core finds nothing serious on any page in either colour mode, and a person sees where the focus is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from tests.browser.browsing import offer
from tests.browser.wrong_totals import name_of
from tests.pages.api_server import Server

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text()
NAMES = {"link-name", "button-name", "label", "image-alt", "svg-img-alt", "document-title", "frame-title"}
"""Rules by which everything has a name."""
PAGES = {
    "overview": "/",
    "queue": "/review",
    "review of a document": "/review/{place}",
    "documents": "/documents",
    "history of a document": "/documents/{place}",
    "runs": "/runs",
    "run": "/runs/{run}",
    "suppliers": "/suppliers",
    "costs": "/costs",
}
OUTLINED = """() => {
  const at = document.activeElement, style = getComputedStyle(at);
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return {what: at.outerHTML.slice(0, 150), is_body: at === document.body, ring};
}"""


def opened(page: Page, server: Server, path: str, place: str) -> None:
    path = path.format(place=place, run=place.partition("/")[0])
    answer = page.goto(f"{server.origin}/invoice-llm{path}")
    assert answer is not None
    assert answer.ok
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def serious(page: Page, context: str = "document") -> list[str]:
    """What axe-core finds, and where; that it looked for names is made sure of."""
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate(f"axe.run({context})")
    assert {rule["id"] for rule in found["passes"]} & NAMES
    return [
        f"{rule['id']}: {node['html'][:200]} {node['failureSummary']}"
        for rule in found["violations"]
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_no_serious_issue_on_any_page(
    server: Server, places: dict[str, str], enter: Callable[[str], Page], colours: str
) -> None:
    page = enter("admin")
    page.add_init_script(f"localStorage.setItem('theme', '{colours}')")
    found = {}
    for name, path in PAGES.items():
        opened(page, server, path, places[name_of(9)])
        assert page.evaluate("document.documentElement.classList.contains('dark')") == (colours == "dark")
        found[name] = serious(page)
    for key in ("?", "r", "d"):
        opened(page, server, PAGES["review of a document"], places[name_of(9)])
        expect(offer(page)).to_be_focused()
        page.keyboard.press(key)
        expect(page.get_by_role("dialog")).to_be_visible()
        found[f"dialog of {key}"] = serious(page)
    assert {name: issues for name, issues in found.items() if issues} == {}


@pytest.mark.parametrize("name", PAGES)
def test_the_focus_is_seen_wherever_the_tab_key_leads(
    server: Server, places: dict[str, str], enter: Callable[[str], Page], name: str
) -> None:
    page = enter("admin")
    opened(page, server, PAGES[name], places[name_of(9)])
    stations = []
    for _ in range(25):
        page.keyboard.press("Tab")
        stations.append(page.evaluate(OUTLINED))
    on_something = [station for station in stations if not station["is_body"]]
    assert len(on_something) > 5
    assert [station["what"] for station in on_something if not station["ring"]] == []
