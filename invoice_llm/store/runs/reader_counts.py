"""Counts of each reader's values that turned out right, chunk by chunk: its record is their sum."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import and_, delete, func, not_, select

from invoice_llm.store.sql.database import Database
from invoice_llm.store.sql.dialect import upsert
from invoice_llm.store.sql.schema import reader_counts

Counts = Mapping[tuple[str, str], tuple[float, float]]
"""By reader and field path: how many values were right, of how many; both may be expected numbers."""
LASTS = timedelta(days=60)
"""How long a count tells something of a reader: providers change models behind a name."""


class ReaderCounts:
    """One row for each chunk, reader and field, so that a step that is done twice counts once. Synchronous."""

    def __init__(self, database: Database, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._now = now

    def put(self, run_id: str, chunk: int, counts: Counts) -> None:
        """The counts of one chunk; those that were put before are replaced."""
        key = {"run_id": run_id, "chunk": chunk, "counted_at": self._now()}
        of_chunk = reader_counts.c.run_id == run_id, reader_counts.c.chunk == chunk
        with self._database.write() as connection:
            connection.execute(delete(reader_counts).where(*of_chunk))
            for (reader, path), (right, said) in counts.items():
                upsert(connection, reader_counts, {**key, "reader": reader, "path": path, "right": right, "said": said})

    def of(
        self, readers: Iterable[str], *, without: tuple[str, int] | None = None
    ) -> dict[tuple[str, str], tuple[float, float]]:
        """The sums of the last :data:`LASTS` for these readers; ``without`` leaves out one run's chunk."""
        columns = reader_counts.c
        wanted = select(columns.reader, columns.path, func.sum(columns.right), func.sum(columns.said)).where(
            columns.reader.in_(list(readers)), columns.counted_at >= self._now() - LASTS
        )
        if without is not None:
            wanted = wanted.where(not_(and_(columns.run_id == without[0], columns.chunk == without[1])))
        with self._database.read() as connection:
            rows = connection.execute(wanted.group_by(columns.reader, columns.path))
            return {(reader, path): (float(right), float(said)) for reader, path, right, said in rows}
