"""Decisions that are not in their run's output files yet: one process at a time writes them there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, update

from invoice_llm.invoice.record import Record
from invoice_llm.store.runs.records import records_at
from invoice_llm.store.sql.database import Database
from invoice_llm.store.sql.schema import decisions, found, runs

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnwrittenDecisions:
    """``summary`` says where the records of the run are, ``None`` while it goes on. ``records`` are those of documents
    with a decision that is not written, by their number among the ``documents`` of the run."""

    summary: Json | None
    records: Mapping[int, Record]
    documents: int


class WrittenDecisions:
    """Tracks which decisions are in a run's output files."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def catching_up(self, run_id: str) -> Iterator[UnwrittenDecisions]:
        """Yield what has to be written, as the only process in such a block for this run. When the block ends without
        an error, all that it was given counts as written. Raises ``LookupError`` for a run that never began.

        Where the run goes on there is nothing to be written, and nothing counts as written.
        """
        with self._database.write() as connection:
            about = select(runs.c.summary).where(runs.c.run_id == run_id).with_for_update()
            row = connection.execute(about).first()
            if row is None:
                raise LookupError(f"there is no run {run_id!r}")
            if row.summary is None:
                yield UnwrittenDecisions(summary=None, records={}, documents=0)
                return
            made = _unwritten(connection, run_id)
            order = _order(connection, run_id)
            yield UnwrittenDecisions(
                summary=row.summary,
                records={order[at]: record for at, record in records_at(connection, run_id, made.values()).items()},
                documents=len(order),
            )
            for number in made:
                connection.execute(update(decisions).where(decisions.c.id == number).values(written=True))


def _unwritten(connection: Connection, run_id: str) -> dict[int, int]:
    """Positions by the numbers of their decisions. A number may be committed later than a greater one, so each decision
    says for itself whether it is written."""
    wanted = select(decisions.c.id, decisions.c.position)
    rows = connection.execute(wanted.where(decisions.c.run_id == run_id, decisions.c.written.is_(False)))
    return {row.id: row.position for row in rows}


def _order(connection: Connection, run_id: str) -> dict[int, int]:
    """The number of each document among those with an outcome."""
    wanted = select(found.c.position).where(found.c.run_id == run_id, found.c.outcome.is_not(None))
    positions = connection.execute(wanted.order_by(found.c.position)).scalars()
    return {position: number for number, position in enumerate(positions)}
