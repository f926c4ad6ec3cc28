"""axe-core finds nothing serious on any page in either colour mode, and a person sees where the focus is."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect

from invoice_llm_airflow.pages import application
from tests.browser.browsing import offer, person
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
    "run in Airflow's tab": "/dag-runs/invoice_extraction/{run}",
    "suppliers": "/suppliers",
    "supplier": "/suppliers/gb823447181",
    "costs": "/costs",
}
WIDTHS = (1328, 900, 700)
LANGUAGES = ("en-GB", "de-DE")
CONTRAST = "color-contrast"
BY_WIDTH = (
    "scrollable-region-focusable",
)  # sizes are measured in test_touch: axe takes what a bar lies over for small
OUT_OF_VIEW = """() => {
  const at = document.activeElement;
  if (at === document.body || at.matches(".scroll")) return [];
  const { left, top, width, height } = at.getBoundingClientRect();
  const seen = document.elementFromPoint(left + width / 2, top + height / 2);
  return seen && (at.contains(seen) || seen.contains(at)) && seen !== document.body ? [] : [at.outerHTML.slice(0, 120)];
}"""
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


def serious(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """What axe-core finds by these rules, or by all, and where; that it looked is made sure of."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate(
        "rules => axe.run({resultTypes: ['violations'], ...(rules.length && {runOnly: rules})})", list(rules)
    )
    assert {rule["id"] for rule in found["passes"]} & ({*rules} or NAMES)
    return [
        f"{rule['id']}: {node['html'][:200]} {node['failureSummary']}"
        for rule in found["violations"]
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


@pytest.fixture
def reader(
    server: Server, browser: Browser, enter: Callable[[str], Page]
) -> Callable[[str], AbstractContextManager[Page]]:
    """Somebody who is logged in, with a browser in this language."""
    kept = enter("admin").context.storage_state()
    return lambda language: person(browser, server, kept, language=language)


def test_every_page_is_looked_at() -> None:
    paths = [path.format(place="run/1", run="run") for path in PAGES.values()]
    served = {route: re.compile(re.sub(r"\{\w+\}", "[^/]+", route)) for route in application.PAGES}
    assert [route for route, form in served.items() if not any(map(form.fullmatch, paths))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_no_serious_issue_on_any_page_in_any_width_and_colour_and_nothing_is_cut(
    server: Server,
    places: dict[str, str],
    reader: Callable[[str], AbstractContextManager[Page]],
    language: str,
) -> None:
    found: dict[str, list[str]] = {}
    with reader(language) as page:
        for name, path in PAGES.items():
            opened(page, server, path, places[name_of(9)])
            assert page.evaluate("document.documentElement.lang") == language[:2]
            found[name] = serious(page) if language == LANGUAGES[0] else serious(page, [*BY_WIDTH, CONTRAST])
            for width in WIDTHS:
                found[f"{name}, {width}"] = at_width(page, width)
    assert {name: issues for name, issues in found.items() if issues} == {}


def at_width(page: Page, width: int) -> list[str]:
    """What depends on the width, and the colours in the other mode, which Airflow switches by this class."""
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate("document.documentElement.classList.toggle('dark')")
    found = serious(page, [*BY_WIDTH, CONTRAST])
    if (over := page.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
        found.append(f"{over} pixels stand out on the right")
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_no_serious_issue_in_a_dialog(
    server: Server,
    places: dict[str, str],
    reader: Callable[[str], AbstractContextManager[Page]],
    language: str,
) -> None:
    found = {}
    with reader(language) as page:
        for key in ("?", "r", "d"):
            opened(page, server, PAGES["review of a document"], places[name_of(9)])
            expect(offer(page)).to_be_focused()
            page.keyboard.press(key)
            expect(page.get_by_role("dialog")).to_be_visible()
            found[f"dialog of {key}"] = [*serious(page), *at_width(page, 700)]
        opened(page, server, "/review", "")
        page.keyboard.press("x")
        page.keyboard.press("a")
        expect(page.get_by_role("dialog")).to_be_visible()
        found["dialog of many"] = serious(page)
    assert {name: issues for name, issues in found.items() if issues} == {}


def test_the_focused_field_stays_in_view_on_a_narrow_page(
    server: Server, places: dict[str, str], enter: Callable[[str], Page]
) -> None:
    """As wide and as high as a laptop's window at 200 %, between the page above and the buttons below."""
    page = enter("admin")
    page.set_viewport_size({"width": 700, "height": 450})
    opened(page, server, PAGES["review of a document"], places[name_of(9)])
    expect(offer(page)).to_be_focused()
    hidden = []
    for _ in range(40):
        hidden += page.evaluate(OUT_OF_VIEW)
        page.keyboard.press("Tab")
    assert hidden == []


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
