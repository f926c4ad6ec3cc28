"""Delivery of decided documents to the written records of their run: each one, in each of its versions, once.

A document's own row says when it was delivered; whatever changes its record empties that again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, select, update

from invoice_llm.store.runs.trials import TRIALS
from invoice_llm.store.sql.database import Database
from invoice_llm.store.sql.schema import found, runs

Json = dict[str, Any]

_MANY = 500
_DECIDED = found.c.outcome.is_not(None)
_LACKING = and_(_DECIDED, found.c.delivered_at.is_(None))
_MARK = (
    update(found)
    .where(
        found.c.run_id == bindparam("of_run"),
        found.c.position == bindparam("at"),
        found.c.changes == bindparam("seen"),
    )
    .values(delivered_at=bindparam("now"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacking:
    """Documents that are decided and not in their run's records.

    ``turn`` counts how often the records were written; ``folder`` is where they are, ``None`` where none are and the
    run has not ended. ``rows`` count the changes of each record by position, out of ``documents`` with an outcome.
    """

    run_id: str
    turn: int
    folder: str | None
    rows: Mapping[int, int]
    documents: int


class Deliveries:
    """Marks of what was delivered, and the right to write a run's records: of any number of writers at once, one."""

    def __init__(self, database: Database, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._now = now

    def lacking(self, run_id: str) -> Lacking:
        """Documents that still have to be written for a run. Raises ``LookupError`` for one that never began."""
        wanted = select(found.c.position, found.c.changes).where(found.c.run_id == run_id)
        counted = select(func.count()).select_from(found).where(found.c.run_id == run_id, _DECIDED)
        with self._database.read() as connection:
            row = connection.execute(select(runs).where(runs.c.run_id == run_id)).first()
            if row is None:
                raise LookupError(f"there is no run {run_id!r}")
            rows = connection.execute(wanted.where(_LACKING).order_by(found.c.position)).all()
            documents = connection.execute(counted).scalar_one()
        return Lacking(
            run_id=run_id,
            turn=row.deliveries,
            folder=row.folder or _folder_of(row.summary),
            rows={one.position: one.changes for one in rows},
            documents=documents,
        )

    def runs_lacking(self, *, before: str | None = None) -> list[str]:
        """Runs with documents that are not delivered, oldest first; with ``before`` those that began before that run.
        Trials over single files are left out."""
        number = select(runs.c.number).where(runs.c.run_id == before).scalar_subquery()
        ids = select(found.c.run_id).where(_LACKING).distinct()
        wanted = select(runs.c.run_id).where(runs.c.run_id.in_(ids), runs.c.inbox != TRIALS).order_by(runs.c.number)
        with self._database.read() as connection:
            return list(
                connection.execute(wanted if before is None else wanted.where(runs.c.number < number)).scalars()
            )

    def stored(self, run_id: str) -> Iterator[tuple[int, Json]]:
        """Stored records of the decided documents by position, in order; a part of them in memory at a time."""
        last = -1
        wanted = select(found.c.position, found.c.record).where(found.c.run_id == run_id, _DECIDED)
        while True:
            some = wanted.where(found.c.position > last).order_by(found.c.position).limit(_MANY)
            with self._database.read() as connection:
                rows = connection.execute(some).all()
            yield from ((row.position, row.record) for row in rows)
            if len(rows) < _MANY:
                return
            last = rows[-1].position

    def stored_at(self, lacking: Lacking) -> dict[int, Json]:
        """Stored records of what is lacking, by their numbers among the decided documents of the run."""
        order, records = self._order(lacking.run_id), {}
        positions = [at for at in lacking.rows if at in order]
        with self._database.read() as connection:
            for start in range(0, len(positions), _MANY):
                some = found.c.position.in_(positions[start : start + _MANY])
                wanted = select(found.c.position, found.c.record).where(found.c.run_id == lacking.run_id, some)
                records.update({order[row.position]: row.record for row in connection.execute(wanted)})
        return records

    def put(self, lacking: Lacking, folder: str, replace: Callable[[], None]) -> int | None:
        """Do ``replace``, which puts the new files into ``folder``, and mark what they hold as delivered.

        Returns how many documents are lacking still, because they changed meanwhile. ``None``, with nothing done, where
        another writer was faster: its files may hold what these do not.
        """
        place = runs.c.run_id == lacking.run_id
        with self._database.write() as connection:
            row = connection.execute(select(runs).where(place).with_for_update()).one()
            if row.deliveries != lacking.turn:
                return None
            replace()
            if lacking.rows:
                connection.execute(_MARK, self._marks(lacking))
            left_over = select(func.count()).select_from(found).where(found.c.run_id == lacking.run_id, _LACKING)
            left: int = connection.execute(left_over).scalar_one()
            summary = row.summary if row.summary is None else {**row.summary, "undelivered": left}
            values = {"folder": folder, "deliveries": lacking.turn + 1, "summary": summary}
            connection.execute(update(runs).where(place).values(values))
        return left

    def _marks(self, lacking: Lacking) -> list[Json]:
        about = {"of_run": lacking.run_id, "now": self._now()}
        return [{**about, "at": position, "seen": changes} for position, changes in lacking.rows.items()]

    def _order(self, run_id: str) -> dict[int, int]:
        """The number of each document among those with an outcome."""
        wanted = select(found.c.position).where(found.c.run_id == run_id, _DECIDED).order_by(found.c.position)
        with self._database.read() as connection:
            return {position: number for number, position in enumerate(connection.execute(wanted).scalars())}


def _folder_of(summary: Json | None) -> str | None:
    """The folder of a run that ended."""
    return (summary or {}).get("jsonl", "").rpartition("/")[0] or None
