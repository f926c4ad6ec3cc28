"""Evidence left by a chaos run, on our side and on the provider's, brought together to be compared."""

from __future__ import annotations

import asyncio
import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import select

from invoice_llm.calls import DaySpend
from invoice_llm.store import open_store
from invoice_llm.store.sql.database import Database
from invoice_llm.store.sql.schema import calls, found
from tests.faults.account import Entry, load

Json = dict[str, Any]
MODEL = "chaos-basic"
_NO_ANSWERS = ("no_choices", "html", "bad_utf8")
"""Bodies that are no answer: what they say they have used is paid, and they are asked for again."""


@dataclass(frozen=True, slots=True)
class Call:
    """One attempt as the ledger has it. ``charged`` is the estimate where the cost is not known."""

    request_id: str | None
    status: str
    estimate: int
    cost: int | None
    charged: int
    error: str | None


@dataclass(frozen=True, slots=True)
class RunLeft:
    """One run: its rows by position, and the lines that were written."""

    run_id: str
    rows: tuple[tuple[str, str | None, Json | None], ...]
    written: tuple[Json, ...]


@dataclass(frozen=True)
class Evidence:
    """All that is known at the end. Money in micro-USD."""

    totals: Mapping[str, Decimal]
    runs: Sequence[RunLeft]
    calls: Sequence[Call]
    entries: Sequence[Entry]
    day: DaySpend
    limit: int
    is_limited: bool

    @cached_property
    def by_request(self) -> dict[str, Entry]:
        return {entry.request_id: entry for entry in self.entries}

    @cached_property
    def known(self) -> list[tuple[Call, Entry | None]]:
        """The calls whose answer arrived and whose cost is known, each with the provider's entry."""
        answered = [call for call in self.calls if call.status in ("ok", "odd") and call.cost is not None]
        return [(call, self.by_request.get(call.request_id or "")) for call in answered]

    @cached_property
    def kept(self) -> set[str]:
        """The request ids of answers that are in the ledger."""
        return {entry.request_id for _, entry in self.known if entry is not None}

    @property
    def billed(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.billed]

    @property
    def lost(self) -> list[Entry]:
        """Billed answers that the ledger does not have."""
        return [entry for entry in self.billed if entry.request_id not in self.kept]

    @property
    def guessed(self) -> list[Call]:
        """The attempts whose cost is not known: charged at their estimate, or held at it still."""
        return [call for call in self.calls if call.cost is None]

    @cached_property
    def paid_again(self) -> Counter[str]:
        """Answers that were paid for though the same question had been paid for, by what became of the first."""
        asked = defaultdict(list)
        for entry in self.billed:
            asked[entry.digest].append(entry)
        firsts = [
            earlier for entries in asked.values() for earlier in sorted(entries, key=lambda entry: entry.arrived)[:-1]
        ]
        return Counter(self._became_of(entry) for entry in firsts)

    def _became_of(self, entry: Entry) -> str:
        if entry.fault in _NO_ANSWERS and entry.delivered:
            return f"delivered, of no use: {entry.fault}"
        if entry.request_id in self.kept:
            return "kept"
        if not entry.delivered:
            return f"not delivered: {entry.fault or 'nobody waited for it'}"
        return f"delivered, not kept: {entry.fault or 'the worker was killed'}"

    @cached_property
    def final(self) -> dict[str, list[Json]]:
        """The records that decide each document: all but the remarks of later runs that it was read before."""
        decided: dict[str, list[Json]] = defaultdict(list)
        for run in self.runs:
            for name, outcome, record in run.rows:
                if record and outcome not in ("deferred", "failed") and "SEEN_BEFORE" not in record["reasons"]:
                    decided[name].append(record)
        return decided


def gather(
    *, totals: Mapping[str, Decimal], run_ids: Sequence[str], url: str, folder: Path, limit: int, is_limited: bool
) -> Evidence:
    """Read everything once all workers have ended. ``folder`` has ``output`` and ``account.jsonl``."""
    with open_store(url) as store:
        day = asyncio.run(store.ledger.spend(datetime.now(UTC).date()))
    database = Database(url)
    try:
        return Evidence(
            totals=totals,
            runs=[_run(database, run_id, folder / "output") for run_id in run_ids],
            calls=_calls(database),
            entries=load(folder / "account.jsonl"),
            day=day,
            limit=limit,
            is_limited=is_limited,
        )
    finally:
        database.close()


def _run(database: Database, run_id: str, output: Path) -> RunLeft:
    query = select(found.c.name, found.c.outcome, found.c.record).where(found.c.run_id == run_id)
    with database.read() as connection:
        rows = connection.execute(query.order_by(found.c.position)).all()
    return RunLeft(run_id, tuple((row.name, row.outcome, row.record) for row in rows), _written(output / run_id))


def _written(folder: Path) -> tuple[Json, ...]:
    """The lines of a run's records; none for a run that wrote none."""
    try:
        with (folder / "invoices.jsonl").open(encoding="utf-8") as lines:
            return tuple(json.loads(line) for line in lines)
    except FileNotFoundError:
        return ()


def _calls(database: Database) -> list[Call]:
    with database.read() as connection:
        rows = connection.execute(select(calls).where(calls.c.model == MODEL)).all()
    return [
        Call(row.request_id, row.status, row.estimate_micros, row.cost_micros, row.charged_micros, row.error)
        for row in rows
    ]
