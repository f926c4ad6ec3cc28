"""The project's Markdown pages: their links, their headings, and the blocks of commands that are marked to be run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.repository import ROOT

PAGES = tuple(
    sorted(
        path
        for path in (
            *ROOT.glob("*.md"),
            *ROOT.glob("docs/**/*.md"),
            *ROOT.glob("dags/*.md"),
            ROOT / "benchmarks/README.md",
        )
    )
)
_FENCE = re.compile(r"^ *```(.*)$")
_LINK = re.compile(r"!?\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ +(.*)$")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its words behind the fence, the line that it begins in, and its text."""

    info: str
    line: int
    text: str


def name_of(page: Path) -> str:
    """The page's path below the project, for the name of a test."""
    return page.relative_to(ROOT).as_posix()


def blocks(text: str) -> Iterator[Block]:
    """Every fenced block of a page."""
    opened: tuple[str, int] | None = None
    inside: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        fence = _FENCE.match(line)
        if fence is None:
            inside.append(line)
        elif opened is None:
            opened, inside = (fence[1].strip(), number), []
        else:
            yield Block(*opened, "\n".join(inside))
            opened = None


def prose(text: str) -> str:
    """The page without its fenced blocks."""
    kept, within = [], False
    for line in text.splitlines():
        if _FENCE.match(line):
            within = not within
        elif not within:
            kept.append(line)
    return "\n".join(kept)


def links(text: str) -> list[str]:
    """Targets of all links and pictures."""
    return _LINK.findall(re.sub(r"\n *", " ", prose(text)))


def anchors(text: str) -> set[str]:
    """Names by which headings can be linked to, as the hosts of repositories make them."""
    headings = (found[1] for line in prose(text).splitlines() if (found := _HEADING.match(line)))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}
