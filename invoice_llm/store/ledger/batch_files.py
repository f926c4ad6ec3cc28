"""Batch files over SQL: ``llm.batch.ports.BatchStore``, on the ledger's own thread and in its transactions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, func, insert, select, update

from invoice_llm.calls import BatchFile, BatchRequest, BatchState, CallIntent
from invoice_llm.store.ledger.reserving import Reservation, Reserve, reserve_many
from invoice_llm.store.sql.group_commit import GroupCommit, ReadOperation, WriteOperation
from invoice_llm.store.sql.schema import batch_files, batch_requests

_KEYS_AT_ONCE = 500


class SqlBatchStore:
    """See ``llm.batch.ports.BatchStore`` for the guarantees."""

    def __init__(self, group: GroupCommit, now: Callable[[], datetime]) -> None:
        self._group = group
        self._now = now

    async def begin(
        self, file: BatchFile, intents: Sequence[tuple[str, CallIntent]], *, limit_micros: int
    ) -> list[Reservation]:
        """Hold each estimate and keep the file with those that got a hold, all in one transaction."""
        wanted = [Reserve(uuid4().hex, intent, limit_micros) for _, intent in intents]
        names = [name for name, _ in intents]

        def work(connection: Connection) -> list[Reservation]:
            decided = reserve_many(connection, wanted, now=self._now())
            rows = [
                _row(file.key, name, one)
                for name, one, got in zip(names, wanted, decided, strict=True)
                if got == one.hold
            ]
            if rows:
                connection.execute(insert(batch_files).values(**asdict(file)))
                connection.execute(insert(batch_requests), rows)
            return decided

        begun: list[Reservation] = await self._group.run(WriteOperation(work))
        return begun

    async def open_files(self, scope: str | None) -> list[BatchFile]:
        """Files of a scope, or of all those within it, that have not ended; of all scopes with ``None``."""
        wanted = select(batch_files).where(batch_files.c.state != "ended").order_by(batch_files.c.made_at)
        if scope is not None:
            inside = batch_files.c.scope.startswith(f"{scope}/", autoescape=True)
            wanted = wanted.where((batch_files.c.scope == scope) | inside)
        return [BatchFile(**row) for row in await self._rows(wanted)]

    async def requests(self, key: str) -> list[BatchRequest]:
        """Requests of a file."""
        columns = batch_requests.c["custom_id", "key", "hold", "standing"]
        rows = await self._rows(select(*columns).where(batch_requests.c.file == key))
        return [BatchRequest(**row) for row in rows]

    async def tries(self, scope: str, keys: Sequence[str]) -> dict[str, int]:
        """Count, by question, the files of the scope that it has been in."""
        told: dict[str, int] = {}
        for at in range(0, len(keys), _KEYS_AT_ONCE):
            counted = (
                select(batch_requests.c.key, func.count().label("files"))
                .join(batch_files, batch_files.c.key == batch_requests.c.file)
                .where(batch_files.c.scope == scope, batch_requests.c.key.in_(keys[at : at + _KEYS_AT_ONCE]))
                .group_by(batch_requests.c.key)
            )
            told |= {row["key"]: row["files"] for row in await self._rows(counted)}
        return told

    async def move(
        self, key: str, *, was: BatchState, now: BatchState, until: datetime | None = None, remote: str | None = None
    ) -> bool:
        """Change the state; false where it was another one by then."""
        told = {"claimed_until": until, "remote": remote}
        given = {name: value for name, value in told.items() if value is not None}
        change = update(batch_files).where(batch_files.c.key == key, batch_files.c.state == was)
        moved: bool = await self._group.run(
            WriteOperation(lambda c: c.execute(change.values(state=now, **given)).rowcount == 1)
        )
        return moved

    async def _rows(self, wanted: Any) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = await self._group.run(
            ReadOperation(lambda c: [dict(row) for row in c.execute(wanted).mappings()])
        )
        return rows


def _row(file: str, name: str, one: Reserve) -> dict[str, Any]:
    intent = one.intent
    return {"file": file, "custom_id": name, "key": intent.key, "hold": one.hold, "standing": intent.standing}
