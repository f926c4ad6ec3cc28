"""Fills a store with nights of documents: not through the pipeline, but row for row what it would write."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Table, insert, text

from invoice_llm.invoice.record import Record
from invoice_llm.store.runs.search_columns import searchable
from invoice_llm.store.sql.database import Database
from invoice_llm.store.sql.schema import budgets, calls, decisions, found, runs

NIGHTS = 30
_SEED = 50_000
"""Documents that are made one by one; more of them are copies that the database makes."""
_BATCH = 2_000
_SUPPLIERS = 900
_REASONS = ("SUM_MISMATCH", "AMBIGUOUS_DATE", "ACCOUNT_CHANGED", "LOW_CONFIDENCE", "NOT_ON_PAGE", "DUPLICATE_INVOICE")
_OUTCOMES = ("accepted",) * 84 + ("review",) * 8 + ("rejected",) * 3 + ("duplicate",) * 3 + ("deferred", "failed")
_MODELS = (None,) * 3 + ("embedded-label-reader",) * 3 + ("small",) * 3 + ("large",)
Row = dict[str, Any]


def fill(database: Database, documents: int, now: datetime, *, nights: int = NIGHTS) -> None:
    """So many documents, as many a night, with their calls, and a decision on half of what had to be reviewed."""
    copies = max(round(documents / _SEED), 1)
    _fill(database, documents // copies, [now - timedelta(days=back, hours=4) for back in reversed(range(nights))], now)
    for number in range(1, copies):
        _copy(database, number, documents // copies)


def _fill(database: Database, documents: int, nights: list[datetime], now: datetime) -> None:
    chance = random.Random(20261123)
    _put(database, runs, (_run(number, at) for number, at in enumerate(nights)))
    days = ({"scope": "day", "period": at.date().isoformat()} for at in nights)
    _put(
        database, budgets, ({**day, "limit_micros": 10**6, "spent_micros": 3 * 10**5, "held_micros": 0} for day in days)
    )
    rows = list(_documents(documents, nights, chance))
    _put(database, found, rows)
    _put(database, calls, (call for row in rows if (call := _call(row, now)) is not None))
    _put(database, decisions, (_decision(row) for row in rows if row["version"]))


def _copy(database: Database, number: int, documents: int) -> None:
    """All documents once more, with their calls and decisions, under other numbers."""
    renamed = ("sha256", "hold", "key", "document")  # as long as they were
    other = {name: f"'{number:02d}-' || substr({name}, 4)" for name in renamed}
    other |= {name: f"{name} || '-{number}'" for name in ("number", "number_key")}
    other["position"] = f"position + {number * documents}"
    with database.write() as connection:
        for table, first in ((found, f"position < {documents}"), (calls, "hold NOT LIKE '%-%'")):
            connection.execute(text(_once_more(table, other, first)))
        connection.execute(text(_once_more(decisions, other, f"position < {documents}")))


def _once_more(table: Table, other: dict[str, str], first: str) -> str:
    names = [column.name for column in table.columns if column.name != "id"]
    columns, values = (
        ", ".join(f'"{name}"' for name in names),
        ", ".join(other.get(name, f'"{name}"') for name in names),
    )
    return f"INSERT INTO {table.name} ({columns}) SELECT {values} FROM {table.name} WHERE {first}"


def _put(database: Database, table: Table, rows: Iterator[Row] | list[Row]) -> None:
    rest = iter(rows)
    while batch := list(islice(rest, _BATCH)):
        with database.write() as connection:
            connection.execute(insert(table), batch)


def _run(number: int, at: datetime) -> Row:
    about = {"inbox": "inbox", "params": {}, "summary": {"documents": 1}}
    return {"run_id": f"night-{number:03d}", "started_at": at, "ended_at": at + timedelta(minutes=11), **about}


def _documents(documents: int, nights: list[datetime], chance: random.Random) -> Iterator[Row]:
    for number in range(documents):
        night = number * len(nights) // documents
        at = nights[night] + timedelta(milliseconds=chance.randrange(600_000))
        record = _record(number, at, chance)
        yield {
            "run_id": f"night-{night:03d}",
            "position": number,
            "name": record["document"],
            "sha256": record["sha256"],
            "size": 60_000,
            "chunk": number // 25,
            "outcome": record["outcome"],
            "record": record,
            "finished_at": at,
            "version": int("reviewed_by" in record),
            **searchable(Record.from_json(record)),
        }


def _record(number: int, at: datetime, chance: random.Random) -> Row:
    outcome = chance.choice(_OUTCOMES)
    supplier = int(chance.paretovariate(0.7)) % _SUPPLIERS
    read = outcome not in ("rejected", "failed", "deferred")
    model = chance.choice(_MODELS) if read else None
    record: Row = {
        "document": f"inbox/{at:%Y%m%d}/scan {number}.pdf",
        "sha256": f"{number:064x}",
        "outcome": outcome,
        "reasons": [] if outcome == "accepted" else [chance.choice(_REASONS)],
        "confidence": round(chance.random(), 3) if read else None,
        "invoice": _invoice(number, supplier, at, chance) if read else None,
        "evidence": _evidence(chance) if read else {},
        "invoice_model": None if model is None else "generic_fallback",
        "llm_model": model,
        "calls": 2 if model else 0,
        "cost_usd": "0.000310" if model in ("small", "large") else "0.000000",
    }
    if outcome == "review" and chance.random() < 0.5:
        record |= {"outcome": "accepted", "reviewed_by": "clerk", "version": 1}
    return record


def _invoice(number: int, supplier: int, at: datetime, chance: random.Random) -> Row:
    day = at.date()
    lines = [
        {"line_id": str(n), "description": f"Part {n} of delivery {number}", "quantity": "2", "unit_price": "12.50"}
        for n in range(6)
    ]
    return {
        "doc_type": "invoice",
        "invoice_number": f"RE-2026-{number:07d}",
        "issue_date": (day - timedelta(days=chance.randrange(20))).isoformat(),
        "due_date": (day + timedelta(days=chance.randrange(-5, 30))).isoformat(),
        "currency": chance.choice(("EUR", "EUR", "EUR", "USD", "GBP")),
        "total_gross": f"{chance.paretovariate(1.1) * 40:.2f}",
        "seller": {"name": f"Supplier {supplier} GmbH", "vat_id": None if supplier % 3 else f"DE{supplier:09d}"},
        "lines": lines,
    }


def _evidence(chance: random.Random) -> Row:
    spot = {"page": 1, "bbox": [0.1, 0.2, 0.3, 0.4], "quote": "as printed", "source": "text", "reasons": []}
    return {f"lines[{n}].line_total": {**spot, "confidence": round(chance.random(), 4)} for n in range(18)}


def _call(row: Row, now: datetime) -> Row | None:
    if row["llm_model"] is None:
        return None
    at = row["finished_at"]
    return {
        "hold": f"{row['position']:032x}",
        "key": row["sha256"],
        "day": at.date(),
        "run_id": row["run_id"],
        "document": row["sha256"],
        "operation": "extract",
        "invoice_model": row["invoice_model"],
        "model": row["llm_model"],
        "endpoint": "openai",
        "status": "ok",
        "estimate_micros": 900,
        "cost_micros": row["cost_micros"],
        "charged_micros": row["cost_micros"],
        "input": 1200,
        "cached": 0,
        "output": 400,
        "latency_ms": 700 + row["position"] % 900,
        "started_at": at,
        "expires_at": now,
        "ended_at": at,
    }


def _decision(row: Row) -> Row:
    before = {**row["record"], "outcome": "review", "reviewed_by": None}
    return {
        "run_id": row["run_id"],
        "position": row["position"],
        "version": 0,
        "who": "clerk",
        "at": row["finished_at"] + timedelta(hours=6),
        "action": "accept",
        "before": before,
        "after": row["record"],
        "seconds": 12.0 + row["position"] % 40,
        "shown": 24,
        "corrected": row["position"] % 3,
        "outcome": row["outcome"],
        "supplier_key": row["supplier_key"],
        "invoice_model": row["invoice_model"],
    }
