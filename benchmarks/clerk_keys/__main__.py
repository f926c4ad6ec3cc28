"""Keys that a clerk presses to decide what waits for a person, with the truth of each document at hand.

    .venv/bin/python -m benchmarks.clerk_keys FOLDER [--documents 30]

FOLDER holds PDFs with ``<stem>.truth.json`` beside them. They are read by real runs into a private home, and what waits
is decided in a browser: values that are not the truth are put right, by an offered answer where there is one, else
typed; then the document is accepted. Printed are the keys of each document and their distribution, for those with wrong
values and for those that needed a confirmation alone.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks.clerk_keys.clerk import Clerk
from benchmarks.screenshots.__main__ import WIDTHS, opened, processed
from tests.browser.browsing import launch
from tests.pages.api_server import Server

_ON_ITS_OWN = ("AIRFLOW", "INVOICE_LLM_", "OPENAI_")


def truths(folder: Path) -> dict[str, dict[str, Any]]:
    """By the name of the document's file."""
    files = folder.rglob("*.truth.json")
    return {f"{path.name.removesuffix('.truth.json')}.pdf": json.loads(path.read_text()) for path in files}


def waiting(home: Path) -> list[tuple[str, str]]:
    """Name and ``RUN/POSITION`` of what waits."""
    with sqlite3.connect(home / "store.db") as database:
        query = "SELECT name, run_id || '/' || position FROM invoice_llm_found WHERE outcome = 'review' ORDER BY name"
        return [(str(name), str(place)) for name, place in database.execute(query)]


def decide_all(
    server: Server, page: Page, known: Mapping[str, Mapping[str, Any]], most: int
) -> Iterator[tuple[str, dict[str, str], Clerk]]:
    """Name, right values of the fields that held others, and who decided each document."""
    for name, place in [one for one in waiting(server.home) if one[0] in known][:most]:
        page.goto(f"{server.origin}{server.base}/invoice-llm/review/{place}", wait_until="networkidle")
        clerk = Clerk(page, known[name])
        wrong = clerk.wrong()
        clerk.decide()
        yield name, wrong, clerk


def report(made: list[tuple[str, int, int]]) -> None:
    for what, some in (("all", made), ("confirmed only", [one for one in made if not one[1]])):
        keys = [one[2] for one in some]
        spread = ", ".join(f"{count} x {number}" for number, count in sorted(Counter(keys).items()))
        print(f"{what}: {len(keys)} documents, median {median(keys) if keys else '-'} keys; {spread}")


def main() -> int:
    parser = argparse.ArgumentParser(description="Keys a clerk presses for each document")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=30)
    arguments = parser.parse_args()
    for name in [name for name in os.environ if name.startswith(_ON_ITS_OWN)]:
        del os.environ[name]
    made = []
    with (
        tempfile.TemporaryDirectory() as scratch,
        processed(arguments.folder, Path(scratch)) as server,
        sync_playwright() as playwright,
        launch(playwright) as browser,
    ):
        page = opened(browser, server, "light", WIDTHS["laptop"], "en-GB")
        for name, wrong, clerk in decide_all(server, page, truths(arguments.folder), arguments.documents):
            done = "" if clerk.is_done else "NOT DECIDED, "
            print(f"{clerk.keys:>5} keys, {done}{len(wrong):>2} wrong values: {name}", flush=True)
            print(f"        {wrong or ''} {' '.join(clerk.pressed)} {clerk.why}", flush=True)
            made.append((name, len(wrong), clerk.keys))
    report(made)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
