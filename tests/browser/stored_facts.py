"""What is really so: asked of the store and of the written files, past all of our own reading code."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any


def rows(home: Path, query: str, *values: Any) -> list[tuple[Any, ...]]:
    with sqlite3.connect(home / "invoice_llm.db") as database:
        return database.execute(query, values).fetchall()


def outcome(home: Path, name: str) -> str:
    return str(rows(home, "SELECT outcome FROM invoice_llm_found WHERE name = ?", name)[0][0])


def decisions(home: Path, name: str) -> list[tuple[str, str]]:
    """Who decided what, first to last."""
    query = (
        "SELECT d.who, d.action FROM invoice_llm_decisions d JOIN invoice_llm_found f"
        " ON d.run_id = f.run_id AND d.position = f.position WHERE f.name = ? ORDER BY d.version"
    )
    return [(str(who), str(action)) for who, action in rows(home, query, name)]


def notes(home: Path, name: str) -> list[str]:
    """What was noted with the decisions on this file, first to last; empty where nothing was."""
    query = (
        "SELECT coalesce(d.note, '') FROM invoice_llm_decisions d JOIN invoice_llm_found f"
        " ON d.run_id = f.run_id AND d.position = f.position WHERE f.name = ? AND d.action != 'undo' ORDER BY d.version"
    )
    return [str(note) for (note,) in rows(home, query, name)]


def written(home: Path, name: str) -> dict[str, Any]:
    """The one line of this file in the run's records."""
    (records,) = (home / "output").glob("*/invoices.jsonl")
    lines = [json.loads(line) for line in records.read_text().splitlines()]
    (found,) = [line for line in lines if line["document"] == name]
    return dict(found)


def answered(home: Path, path: str) -> Counter[tuple[str, int]]:
    """What the server says it answered to requests for this path: method and status."""
    line = re.compile(rf"method=(\w+) path={re.escape(path)} .*status_code=(\d+)")
    return Counter((method, int(status)) for method, status in line.findall((home / "api-server.log").read_text()))
