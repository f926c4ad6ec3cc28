"""axe-core finds nothing serious on any page, wide or narrow, in either colour mode and language, and a person sees
where the focus is."""

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
    "supplier": "/suppliers/gb823447181",
    "costs": "/costs",
}
WIDTHS = (1328, 900, 700)
"""Of a laptop inside Airflow, of a tablet, and of the laptop at about 200 %."""
CUT = "document.documentElement.scrollWidth - innerWidth"
OUTLINED = """() => {
  const at = document.activeElement, style = getComputedStyle(at);
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return {what: at.outerHTML.slice(0, 150), is_body: at === document.body, ring};
}"""
UNCOVERED = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect();
  const over = document.elementFromPoint(box.x + Math.min(box.width, 24) / 2, box.y + Math.min(box.height, 24) / 2);
  return {what: at.outerHTML.slice(0, 150), is_body: at === document.body, seen: over !== null && at.contains(over)};
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


@pytest.mark.parametrize("language", ["en-GB", "de-DE"])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_no_serious_issue_on_any_page_and_none_is_cut(
    server: Server, places: dict[str, str], enter: Callable[[str], Page], colours: str, language: str
) -> None:
    page = enter("admin")
    page.add_init_script(f"localStorage.setItem('theme', '{colours}')")
    page.set_extra_http_headers({"Accept-Language": language})
    found: dict[str, object] = {}
    for name, path in PAGES.items():
        opened(page, server, path, places[name_of(9)])
        assert page.evaluate("document.documentElement.classList.contains('dark')") == (colours == "dark")
        assert page.locator("html").get_attribute("lang") == language[:2]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found[f"{name}, {width}"] = serious(page) or page.evaluate(CUT)
    for key in ("?", "r", "d"):
        opened(page, server, PAGES["review of a document"], places[name_of(9)])
        expect(offer(page)).to_be_focused()
        page.keyboard.press(key)
        expect(page.get_by_role("dialog")).to_be_visible()
        found[f"dialog of {key}"] = serious(page)
    assert {name: issues for name, issues in found.items() if issues} == {}


@pytest.mark.parametrize("width", [700, 664])
def test_narrow_and_zoomed_the_focused_field_is_in_view_and_covered_by_nothing(
    server: Server, places: dict[str, str], enter: Callable[[str], Page], width: int
) -> None:
    page = enter("admin")
    page.set_viewport_size({"width": width, "height": 892})
    opened(page, server, PAGES["review of a document"], places[name_of(9)])
    expect(offer(page)).to_be_focused()
    stations = []
    for _ in range(25):
        stations.append(page.evaluate(UNCOVERED))
        page.keyboard.press("Tab")
    assert len([one for one in stations if "data-path" in one["what"]]) > 5
    assert [one["what"] for one in stations if not one["is_body"] and not one["seen"]] == []


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
