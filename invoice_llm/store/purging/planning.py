"""Plan of a purge: runs that are old enough to be taken away, and those that have to stay and why. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from invoice_llm.invoice.outcome import Outcome
from invoice_llm.store.runs.found import content_key
from invoice_llm.store.runs.trials import TRIALS
from invoice_llm.store.sql.schema import found, runs

UNDER_WAY = timedelta(days=2)
"""A run that began longer ago and has not ended will not end any more."""
BATCH = 500
"""SQLite takes a limited number of values in one statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgePlan:
    """Runs that began before ``before`` and can be taken, and those that are ``held`` with a sentence why.

    ``contents`` are the files, by sha256, that no other run has seen; ``keys`` are theirs and those of their parts.
    """

    before: datetime
    runs: tuple[str, ...]
    held: Mapping[str, str]
    documents: int
    contents: tuple[str, ...]
    keys: tuple[str, ...]

    @property
    def first_pages(self) -> dict[str, set[int | None]]:
        """Pages on which the parts of each content begin; ``None`` for the whole of it."""
        firsts: dict[str, set[int | None]] = {sha256: {None} for sha256 in self.contents}
        for key in self.keys:
            sha256, _, pages = key.partition("#pages=")
            if pages:
                firsts[sha256].add(int(pages.partition("-")[0]))
        return firsts


def purge_plan(connection: Connection, before: datetime, *, now: datetime) -> PurgePlan:
    """The plan as things are now."""
    held = _held(connection, before, now)
    wanted = select(runs.c.run_id).where(runs.c.started_at < before).order_by(runs.c.number)
    taken = [run_id for run_id in connection.execute(wanted).scalars() if run_id not in held]
    rows = [row for some in batches(taken) for row in _documents(connection, some)]
    there = list(dict.fromkeys(row.sha256 for row in rows))
    gone = frozenset(there) - seen_elsewhere(connection, there, taken)
    return PurgePlan(
        before=before,
        runs=tuple(taken),
        held=held,
        documents=len(rows),
        contents=tuple(sha256 for sha256 in there if sha256 in gone),
        keys=tuple(dict.fromkeys(_key(row) for row in rows if row.sha256 in gone)),
    )


def seen_elsewhere(connection: Connection, sha256s: Sequence[str], taken: Collection[str]) -> set[str]:
    """Those of the files that a run other than these has seen."""
    seen: set[str] = set()
    for some in batches(sha256s):
        rows = select(found.c.sha256, found.c.run_id).where(found.c.sha256.in_(some)).distinct()
        seen |= {row.sha256 for row in connection.execute(rows) if row.run_id not in taken}
    return seen


def batches(items: Sequence[str]) -> Iterator[Sequence[str]]:
    """The items, some at a time."""
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))


def _documents(connection: Connection, run_ids: Sequence[str]) -> Sequence[Any]:
    columns = (found.c.sha256, found.c.first_page, found.c.last_page)
    return connection.execute(select(*columns).where(found.c.run_id.in_(run_ids))).all()


def _key(row: Any) -> str:
    return content_key(row.sha256, row.first_page, row.last_page)


def _held(connection: Connection, before: datetime, now: datetime) -> dict[str, str]:
    """Old runs with work that is not done yet."""
    waiting = func.count().filter(found.c.outcome == Outcome.REVIEW)
    lacking = func.count().filter(found.c.outcome.is_not(None), found.c.delivered_at.is_(None), runs.c.inbox != TRIALS)
    begun = and_(runs.c.ended_at.is_(None), runs.c.started_at > now - UNDER_WAY)
    joined = select(runs.c.run_id, waiting.label("waiting"), lacking.label("lacking"), begun.label("begun"))
    rows = connection.execute(
        joined.select_from(runs.outerjoin(found, found.c.run_id == runs.c.run_id))
        .where(runs.c.started_at < before)
        .group_by(runs.c.run_id, runs.c.number, runs.c.ended_at, runs.c.started_at)
        .having(or_(waiting > 0, lacking > 0, begun))
        .order_by(runs.c.number)
    )
    return {row.run_id: _why(row.waiting, row.lacking) for row in rows}


def _why(waiting: int, lacking: int) -> str:
    if waiting:
        return f"{waiting} documents wait for a person; decide on them first"
    if lacking:
        return f"{lacking} documents are not delivered; run 'invoice-llm deliver' first"
    return "it is under way"
