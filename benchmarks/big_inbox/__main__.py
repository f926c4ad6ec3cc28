"""A large inbox of small files through Airflow's real scheduler at default settings, two nights; fails where a document
is lost or the second night has something to do.

    .venv/bin/python -m benchmarks.big_inbox --files 1000
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from benchmarks.support.process_tree import tree_cpu
from invoice_llm.pipeline.intake.discovery import NO_CHUNK
from invoice_llm.settings import Settings
from invoice_llm.store import open_store
from tests.airflow.airflow_processes import Api, running_airflow
from tests.airflow.conftest import ubl_invoice
from tests.airflow.homes import airflow_env, copy_home

_DAG = "invoice_extraction"
_RUNS = f"/api/v2/dags/{_DAG}/dagRuns"
_START_S = 300.0
_TEXT_EACH = 10
_PAGE = """Nordlicht Papier GmbH
Hafenstrasse 12, 20457 Hamburg
USt-IdNr. DE811907980

Rechnung

Rechnungsnummer: {name}
Rechnungsdatum: 14.10.2026

Kopierpapier A4   1   {net:.2f}   {net:.2f}

Nettobetrag   {net:.2f} EUR
MwSt. 19 %   {tax:.2f} EUR
Gesamtbetrag   {gross:.2f} EUR
"""
_OURS = ("INVOICE_LLM_CHUNK_SIZE",)
"""Settings of the tests, which are left out here: all stand at their defaults but where the files are."""


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="big-inbox-") as folder:
        told = _nights(Path(folder), options)
    print(json.dumps(told))
    sys.exit(int(bool(told["broken"])))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=1_000)
    parser.add_argument("--discover-only", action="store_true", help="stop when the first task has ended")
    parser.add_argument("--hours", type=float, default=2.0, help="the longest that a night may take")
    return parser.parse_args()


def _nights(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    home, inbox = folder / "home", folder / "inbox"
    _fill(inbox, options.files)
    (folder / "nothing").mkdir()
    env = {name: value for name, value in airflow_env(home, inbox).items() if name not in _OURS}
    copy_home(folder / "nothing", home)
    env["INVOICE_LLM_SETTLE_S"] = "0"  # the files are new, and would wait for the next night
    subprocess.run([sys.executable, "-m", "airflow", "db", "migrate"], env=env, check=True, capture_output=True)
    dag_file = home / "dags" / "invoice_extraction.py"
    dag_file.write_text(dag_file.read_text().replace('schedule="0 2 * * *"', "schedule=None"))
    with running_airflow(home, env) as api:
        api.wait_for_dag(_DAG, timeout_s=_START_S)
        api.call("PATCH", f"/api/v2/dags/{_DAG}", {"is_paused": False})
        nights = [
            _night(api, options, Settings.from_env(env).database_url) for _ in range(1 if options.discover_only else 2)
        ]
    return {"files": options.files, "nights": nights, "broken": _broken(nights, options)}


def _fill(inbox: Path, files: int) -> None:
    """Invoices of 2 kB, every tenth as plain text; each has a total of its own, since the same one on the same day may
    be the same invoice."""
    inbox.mkdir()
    for number in range(files):
        name, net = f"RE-{100_000 + number}", 100 + number
        if number % _TEXT_EACH:
            (inbox / f"{number:06}.xml").write_text(ubl_invoice(name, net=net))
        else:
            (inbox / f"{number:06}.txt").write_text(_PAGE.format(name=name, net=net, tax=net * 0.19, gross=net * 1.19))


def _night(api: Api, options: argparse.Namespace, database_url: str) -> dict[str, Any]:
    began, used = time.monotonic(), tree_cpu(api.parts.pids)
    run_id = str(api.call("POST", _RUNS, {"logical_date": None, "conf": {}})[1]["dag_run_id"])
    peak = _watch_discover(api, run_id, options.hours)
    told: dict[str, Any] = {"discover_peak_mb": round(peak / 1e6), "discover_s": round(time.monotonic() - began)}
    if options.discover_only:
        return told
    try:
        state = api.wait_for_run(_DAG, run_id, timeout_s=3_600 * options.hours)
    except AssertionError:
        state = "not ended"
    lines = [json.loads(line) for path in (api.home / "output").glob("*/invoices.jsonl") for line in path.open()]
    with open_store(database_url) as store:
        read = sum(found.chunk != NO_CHUNK for found in store.runs.found(run_id))
        decided = len(store.runs.decided(run_id))
    return {
        **told,
        "state": state,
        "s": round(time.monotonic() - began),
        "cpu_s": round(tree_cpu(api.parts.pids) - used),
        "read": read,
        "decided": decided,
        "records": dict(Counter(line["outcome"] for line in lines)),
        "documents": len({line["document"] for line in lines}),
    }


def _watch_discover(api: Api, run_id: str, hours: float) -> int:
    """The most bytes that any process below the scheduler had resident while ``discover`` was running."""
    path, peak, ends = f"{_RUNS}/{run_id}/taskInstances/discover", 0, time.monotonic() + 3_600 * hours
    while (state := api.call("GET", path)[1].get("state")) not in ("success", "failed"):
        if time.monotonic() > ends:
            raise SystemExit(f"discover is {state} after {hours} hours")
        peak = max(peak, _largest_below(api.parts.pid("scheduler")))
        time.sleep(0.1)
    return peak


def _largest_below(pid: int) -> int:
    """Resident bytes of the largest process that the scheduler has started, and those have."""
    sizes = [0]
    for process in psutil.Process(pid).children(recursive=True):
        with suppress(psutil.Error):
            sizes.append(process.memory_info().rss)
    return max(sizes)


def _broken(nights: list[dict[str, Any]], options: argparse.Namespace) -> list[str]:
    if options.discover_only:
        return []
    first, second = nights
    broken = {
        f"the nights ended {first['state']}, {second['state']}": {first["state"], second["state"]} != {"success"},
        f"{first['documents']} of {options.files} documents have a record": first["documents"] != options.files,
        "the second night had something to do": second["read"] > 0,
    }
    return [said for said, holds in broken.items() if holds]


if __name__ == "__main__":
    main()
