"""Everything that happened to one document: steps, calls, decisions, and the same file in other runs. Reads only."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from invoice_llm.invoice.record import Record
from invoice_llm.store.runs.documents import DocumentPlace, DocumentRow, rows_at
from invoice_llm.store.runs.found import content_key
from invoice_llm.store.runs.records import stored_record
from invoice_llm.store.sql.database import Database
from invoice_llm.store.sql.schema import calls, decisions, found, steps

Json = dict[str, Any]
_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """Stored result of one step: ``detected``, ``extracted`` (a reading), ``validated`` and so on."""

    step: str
    payload: Json
    put_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRow:
    """One attempt to ask a model. ``cost_micros`` is ``None`` while it is not known."""

    operation: str
    model: str
    endpoint: str
    status: str
    started_at: datetime
    ended_at: datetime | None
    latency_ms: int | None
    input: int | None
    cached: int | None
    output: int | None
    cost_micros: int | None
    error: str | None
    prompt_version: str | None
    invoice_model: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """Decision of a person on version ``version`` of a document, with the record before and after it.

    ``shown`` values had been read by then and ``corrected`` of them are not what the machine read.
    """

    version: int
    who: str
    at: datetime
    action: str
    note: str | None
    seconds: float | None
    shown: int
    corrected: int
    before: Record
    after: Record


@dataclass(frozen=True, slots=True, kw_only=True)
class LastDecision:
    """The latest decision on a document, without its records."""

    version: int
    who: str
    at: datetime
    action: str
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Each part in the order of time."""

    steps: tuple[StepRow, ...]
    calls: tuple[CallRow, ...]
    decisions: tuple[DecisionRow, ...]
    others: tuple[DocumentRow, ...]


class Histories:
    """Read-only access to a document's history, by run and position."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, run_id: str, position: int) -> History:
        """Raises ``LookupError`` where there is no such document."""
        here = (found.c.run_id == run_id) & (found.c.position == position)
        with self._database.read() as connection:
            columns = (found.c.sha256, found.c.first_page, found.c.last_page)
            row = connection.execute(select(*columns).where(here)).one_or_none()
            if row is None:
                raise LookupError(f"run {run_id!r} has no document at position {position}")
            return History(
                steps=_steps(connection, run_id, position),
                calls=_calls(connection, run_id, content_key(*row)),
                decisions=decisions_on(connection, DocumentPlace(run_id, position)),
                others=_others(connection, row.sha256, DocumentPlace(run_id, position)),
            )


def last_decision(connection: Connection, place: DocumentPlace) -> LastDecision | None:
    """The latest one; ``None`` where nobody has decided."""
    columns = [decisions.c[field.name] for field in fields(LastDecision)]
    here = (decisions.c.run_id == place.run_id) & (decisions.c.position == place.position)
    row = connection.execute(select(*columns).where(here).order_by(decisions.c.version.desc()).limit(1)).first()
    return None if row is None else LastDecision(**row._mapping)


def decisions_on(connection: Connection, place: DocumentPlace) -> tuple[DecisionRow, ...]:
    """The decisions on one document, the first one first."""
    columns = [decisions.c[field.name] for field in fields(DecisionRow)]
    here = (decisions.c.run_id == place.run_id) & (decisions.c.position == place.position)
    rows = connection.execute(select(*columns).where(here).order_by(decisions.c.version))
    return tuple(_decision(dict(row._mapping)) for row in rows)


def _decision(kept: Json) -> DecisionRow:
    return DecisionRow(**kept | {name: stored_record(kept[name]) for name in ("before", "after")})


def _steps(connection: Connection, run_id: str, position: int) -> tuple[StepRow, ...]:
    columns = [steps.c[field.name] for field in fields(StepRow)]
    wanted = select(*columns).where(steps.c.run_id == run_id, steps.c.position == position).order_by(steps.c.put_at)
    return tuple(StepRow(**row._mapping) for row in connection.execute(wanted))


def _calls(connection: Connection, run_id: str, key: str) -> tuple[CallRow, ...]:
    columns = [calls.c[field.name] for field in fields(CallRow)]
    wanted = select(*columns).where(calls.c.run_id == run_id, calls.c.document == key)
    rows = connection.execute(wanted.order_by(calls.c.started_at, calls.c.hold).limit(_MOST))
    return tuple(CallRow(**row._mapping) for row in rows)


def _others(connection: Connection, sha256: str, place: DocumentPlace) -> tuple[DocumentRow, ...]:
    """The latest of them: a file may lie in the inbox every night."""
    key = (found.c.run_id, found.c.position)
    wanted = select(*key).where(found.c.sha256 == sha256).order_by(found.c.finished_at.desc()).limit(_MOST)
    places = [DocumentPlace(*row) for row in connection.execute(wanted)]
    return rows_at(connection, [other for other in places if other != place])
