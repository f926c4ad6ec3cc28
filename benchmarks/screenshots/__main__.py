"""Takes pictures of the plugin's pages, light and dark, as wide as on a laptop and on a tablet.

    .venv/bin/python -m benchmarks.screenshots --folder samples/inbox --out output/screenshots

The folder is read by three real runs into a private home, a third of the documents each; after each run but the last
the store is aged by a day, so that the pages have days to show. Then Airflow's API server is started over it and a
browser looks at the pages. Nothing is left behind but the pictures.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import create_engine, select

from benchmarks.screenshots.history import age_by_a_day
from invoice_llm.store.sql.schema import found, runs
from tests.airflow.homes import airflow_env
from tests.pages.api_server import Server, api_server
from tests.repository import ROOT

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "chromium"
RUNS = 3
WIDTHS = {"laptop": (1328, 892), "tablet": (900, 1000)}
SCHEMES = ("light", "dark")
_ON_ITS_OWN = ("AIRFLOW", "INVOICE_LLM_", "OPENAI_")


@contextmanager
def processed(folder: Path, scratch: Path) -> Iterator[Server]:
    """Airflow's API server over a store in which the folder has been read."""
    home = scratch / "home"
    shutil.copytree(ROOT / "dags", home / "dags", ignore=shutil.ignore_patterns("__pycache__"))
    store = f"sqlite:///{home / 'store.db'}"
    env = airflow_env(home, scratch / "inbox") | {"INVOICE_LLM_DATABASE_URL": store}
    env |= {"INVOICE_LLM_STORAGE": str(home / "storage"), "AIRFLOW__CORE__LOAD_EXAMPLES": "False"}
    subprocess.run([sys.executable, "-m", "airflow", "db", "migrate"], env=env, check=True, capture_output=True)
    read(folder, scratch / "inbox", env)
    with api_server(home, env) as server:
        yield server


def read(folder: Path, inbox: Path, env: Mapping[str, str]) -> None:
    """Three runs, yesterday's and the day before's among them."""
    documents = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(".truth.json"))
    for number in range(RUNS):
        night = inbox / f"{number + 1}"
        night.mkdir(parents=True)
        for path in documents[number::RUNS]:
            shutil.copy(path, night / path.name)
        command = [sys.executable, "-m", "invoice_llm.cli", "run", str(night)]
        done = subprocess.run(command, env=dict(env), capture_output=True, text=True, check=False)
        print(f"run {number + 1}: {len(documents[number::RUNS])} files, exit {done.returncode}", flush=True)
        if number < RUNS - 1:
            age_by_a_day(env["INVOICE_LLM_DATABASE_URL"], Path(env["INVOICE_LLM_OUTPUT"]))


def addresses(server: Server) -> dict[str, str]:
    """The pages, those of one document and one run among them."""
    engine = create_engine(f"sqlite:///{server.home / 'store.db'}")
    with engine.connect() as connection:
        run_id = connection.execute(select(runs.c.run_id).order_by(runs.c.started_at.desc())).scalar() or ""
        of_documents = select(found.c.run_id, found.c.position)
        decided = connection.execute(of_documents.where(found.c.outcome == "accepted").limit(1)).first()
    engine.dispose()
    pages = {"overview": "/", "queue": "/review", "documents": "/documents", "run": f"/runs/{quote(run_id, safe='')}"}
    pages |= {"runs": "/runs", "suppliers": "/suppliers"}
    if first := re.search(r'data-item href="/invoice-llm(/review/[^"]+)"', server.ask("/review").text):
        pages["review"] = first[1]
    if decided:
        pages["history"] = f"/documents/{quote(decided.run_id, safe='')}/{decided.position}"
    return pages


def shoot(server: Server, pages: Mapping[str, str], out: Path, *, locale: str = "en-GB") -> Iterator[Path]:
    """One picture a page, colour scheme and width. A page that reports an error in the browser is no picture."""
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=sandbox)
        for scheme in SCHEMES:
            for device, size in WIDTHS.items():
                page = opened(browser, server, scheme, size, locale)
                for name, path in pages.items():
                    page.goto(f"{server.origin}{server.base}/invoice-llm{path}", wait_until="networkidle")
                    picture = out / f"{name}-{scheme}-{device}.png"
                    page.screenshot(path=picture, full_page=name != "review")
                    yield picture
                page.context.close()
        browser.close()


def opened(browser: Browser, server: Server, scheme: str, size: tuple[int, int], locale: str) -> Page:
    """A page of a browser in which the admin is logged in and has chosen a colour scheme."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale=locale)
    context.add_cookies([{"name": "_token", "value": server.tokens["admin"], "url": server.origin}])
    context.add_init_script(f"localStorage.setItem('theme', '{scheme}')")
    page = context.new_page()
    page.on("pageerror", _fail)
    return page


def _fail(error: Exception) -> None:
    raise AssertionError(f"a script of the page failed: {error}")


def main() -> int:
    parser = argparse.ArgumentParser(description="Pictures of the plugin's pages with real documents")
    parser.add_argument("--folder", type=Path, default=ROOT / "samples" / "inbox", help="invoices to read")
    parser.add_argument("--out", type=Path, default=ROOT / "output" / "screenshots", help="where the pictures go")
    parser.add_argument("--locale", default="en-GB", help="the language that the browser asks for")
    arguments = parser.parse_args()
    for name in [name for name in os.environ if name.startswith(_ON_ITS_OWN)]:
        del os.environ[name]
    with tempfile.TemporaryDirectory() as scratch, processed(arguments.folder, Path(scratch)) as server:
        for picture in shoot(server, addresses(server), arguments.out, locale=arguments.locale):
            print(picture, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
