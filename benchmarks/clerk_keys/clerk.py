"""A clerk at the keyboard who knows the truth of a document: puts values right, and accepts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from playwright.sync_api import Error, Page, Request

from invoice_llm.invoice.fields import FIELDS
from invoice_llm.review.two_ways import amounts
from invoice_llm.vocabulary.dates import parse_date

PATHS = {one.truth: one.first_path for one in FIELDS if one.truth and one.form in ("head", "net", "sums", "paying")}
"""The field of each value that the truth may have and the form shows."""
_MOST_STEPS = 40
_PAUSE_MS = 350
_MOST_MS = 30_000
_STATE = """() => {
  const at = document.activeElement;
  const said = ({ dataset: { path }, classList }) => {
    const kind = classList.contains("invalid") ? ".problem" : "";
    const shown = document.querySelectorAll(`.why${kind}:not([hidden]) [data-for="${CSS.escape(path)}"]`);
    return [...shown].map((choice) => choice.dataset.choice ?? "");
  };
  return {
    active: at.dataset.for ?? at.dataset.path ?? "",
    isChoice: at.dataset.choice !== undefined,
    isInput: at.matches("input, textarea, select"),
    reason: at.dataset.for === undefined ? 0
      : [...at.closest(".why").querySelectorAll("button")].findIndex((one) => one.dataset.reason) + 1,
    onPage: [...document.querySelectorAll(".on-page li")].map((one) => one.firstChild.textContent),
    rests: JSON.parse(document.querySelector("form").dataset.rests),
    asks: !!document.querySelector("[data-checks] .bad, [data-conflict], [data-concern]"),
    fields: Object.fromEntries([...document.querySelectorAll("form .field [data-path]")].map((one) => [
      one.dataset.path,
      { kind: one.dataset.kind, value: one.value, choices: said(one), isUnread: one.classList.contains("invalid") },
    ])),
  };
}"""
_LETTER = """path => document.querySelector(`.field [data-path="${CSS.escape(path)}"]`)
  ?.closest(".field").querySelector(".jump")?.textContent.toLowerCase() ?? "" """


@dataclass
class Clerk:
    """Reads the British form. ``pressed`` are the keys in their order, each with whatever is held down together with
    it, and typed texts; ``keys`` counts them. ``why`` is what a dialog asked a reason for."""

    page: Page
    truth: Mapping[str, Any]
    keys: int = 0
    pressed: list[str] = field(default_factory=list)
    state: dict[str, Any] = field(default_factory=dict)
    why: str = ""

    def __post_init__(self) -> None:
        self._began = self.page.url
        self._asked: set[Request] = set()
        self.page.on("request", self._begins)
        self.page.on("requestfinished", self._ends)
        self.page.on("requestfailed", self._ends)
        self._wait()

    @property
    def is_done(self) -> bool:
        return self.page.url != self._began

    def _begins(self, request: Request) -> None:
        self._asked.add(request)

    def _ends(self, request: Request) -> None:
        self._asked.discard(request)

    def look(self) -> None:
        """See what the page shows, unless the next document is about to come."""
        if not self.is_done:
            try:
                self.state = self.page.evaluate(_STATE)
            except Error:
                self.page.wait_for_url(lambda url: url != self._began)

    def wrong(self) -> dict[str, str]:
        """The right values of fields that hold others."""
        asked = {PATHS[name]: value for name, value in self.truth.items() if name in PATHS}
        shown = self.state["fields"]
        found = {
            path: str(value)
            for path, value in asked.items()
            if path in shown and (shown[path]["isUnread"] or not _same(shown[path], value))
        }
        kinds = shown.get("doc_type", {}).get("choices", ())
        return found | ({"doc_type": kinds[0]} if kinds and shown["doc_type"]["value"] not in kinds else {})

    def decide(self) -> None:
        for _ in range(_MOST_STEPS):
            wrong = self.wrong()
            if not wrong or self.is_done:
                break
            self._step(wrong)
        for _ in range(4):
            if self.is_done:
                return
            self._press(self._decision())

    def _decision(self) -> str:
        """What stands in the form is right: that, or the first reason that is offered, is the answer."""
        if self._is_asked_why():
            self.why = self.page.locator("dialog#despite [data-sentences]").inner_text()
            return "1"
        if self.state["reason"]:
            return f"Shift+Digit{self.state['reason']}"
        return "Control+Enter" if self.state["asks"] else "Shift+Enter"

    def _step(self, wrong: dict[str, str]) -> None:
        active = self.state["active"]
        if active not in wrong:
            shown = self.state["fields"]
            untouched = next((path for path in wrong if not shown[path]["isUnread"]), None)
            if untouched is None:
                self._press("Shift+Enter")  # asks about what can be read in two ways
            else:
                self._go_to(untouched)
            return
        about = self.state["fields"][active]
        right = [n for n, choice in enumerate(about["choices"], 1) if _same({**about, "value": choice}, wrong[active])]
        if right and self.state["isChoice"]:
            self._press(f"Shift+Digit{right[0]}" if len(wrong) == 1 else str(right[0]))
            return
        if self.state["isChoice"]:
            self._press("F2")
        self._type(about, wrong[active])
        self._press("Enter")

    def _type(self, about: Mapping[str, Any], right: str) -> None:
        """The first letters, until the page's own values that begin like this show the right one; else all of it."""
        text = _as_typed(about["kind"], right)
        if self.state["active"] in self.state["rests"] and not self.state["onPage"]:
            self._press("ArrowDown")  # what the other totals make is the first
            if self._shown_at(about, right) == 0:
                return
        for letter in ["", *text]:
            if letter:
                self._press(letter)
            at = self._shown_at(about, right)
            if at is not None and at < len(text) - 1:
                for _ in range(at + 1):
                    self._press("ArrowDown")
                return

    def _shown_at(self, about: Mapping[str, Any], right: str) -> int | None:
        """The place of the right value among those of the page that are offered."""
        shown = self.state["onPage"]
        return next((n for n, one in enumerate(shown) if _same({**about, "value": one}, right, printed=True)), None)

    def _go_to(self, path: str) -> None:
        self._press("Alt+g" if self.state["isInput"] else "g")
        letter = self.page.evaluate(_LETTER, path)
        self._press(letter or "Escape")

    def _is_asked_why(self) -> bool:
        return self.page.locator("dialog#despite[open]").count() > 0

    def _press(self, key: str) -> None:
        self.keys += 1
        self.pressed.append(key)
        if len(key) == 1 and not key.isascii():
            self.page.keyboard.insert_text(key)  # Playwright's keyboard is an American one
        else:
            self.page.keyboard.press(key)
        self._wait()

    def _wait(self) -> None:
        """Until the page has asked for what it needs after a key, and has the answers."""
        for _ in range(_MOST_MS // _PAUSE_MS):
            self.page.wait_for_timeout(_PAUSE_MS)
            if not self._asked or self.is_done:
                break
        self.look()


def _same(shown: Mapping[str, Any], truth: Any, *, printed: bool = False) -> bool:
    """A truth that is not known, or one of several, is taken as it stands. ``printed``: in the document's notation."""
    if truth is None or isinstance(truth, list | dict) or truth == "":
        return True
    text = str(shown["value"])
    try:
        if printed and shown["kind"] == "amount":
            return Decimal(str(truth)) in amounts(text)
        if shown["kind"] in ("amount", "number", "rate"):
            return Decimal(text.replace(",", "")) == Decimal(str(truth))
        if shown["kind"] == "day":
            day = parse_date(text, order="dmy")
            return day is not None and day.value.isoformat() == truth
    except InvalidOperation:
        return False
    return _bare(text) == _bare(str(truth))


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()


def _as_typed(kind: str, truth: str) -> str:
    """As short as it is understood."""
    if kind == "amount":
        return truth.removesuffix(".00")
    if kind != "day":
        return truth.replace("_", " ") if kind == "kind" else truth
    year, month, day = truth.split("-")
    return f"{int(day)}/{int(month)}/{year[2:]}"
