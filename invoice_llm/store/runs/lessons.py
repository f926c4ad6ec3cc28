"""Lessons of decided invoices, found by the keys of their supplier."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from invoice_llm.store.runs.documents import DocumentPlace
from invoice_llm.store.sql.database import Database
from invoice_llm.store.sql.schema import lesson_keys, lessons

_MANY = 500
MOST_KEPT = 24
"""Lessons of one supplier and one kind of teacher; the oldest go first."""
_L = lessons.c


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLesson:
    """``lesson`` is as it was put; ``keys`` are those by which it was found, all where it was found by its supplier."""

    id: int
    place: DocumentPlace
    supplier_key: str
    supplier: str | None
    taught_by: str
    at: datetime
    lesson: Mapping[str, Any]
    keys: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLesson:
    """``keys`` are by which its supplier is found, with their kinds."""

    supplier_key: str
    supplier: str | None
    taught_by: str
    lesson: Mapping[str, Any]
    keys: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaughtSupplier:
    """``taught`` and ``confirmed`` count its lessons: those of people and exact data, and those that only confirm."""

    key: str
    name: str | None
    taught: int
    confirmed: int


class Lessons:
    """A document has one lesson at most: a later one takes the place of an earlier one."""

    def __init__(self, database: Database, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._now = now

    def put(self, place: DocumentPlace, lesson: NewLesson) -> None:
        """Keep the lesson of a document, and let the oldest of its supplier go."""
        with self._database.write() as connection:
            _delete(connection, _at(connection, place))
            row = {"run_id": place.run_id, "position": place.position, "at": self._now()}
            told = {name: getattr(lesson, name) for name in ("supplier_key", "supplier", "taught_by", "lesson")}
            added = insert(lessons).values({**row, **told}).returning(_L.id)
            number = connection.execute(added).scalar_one()
            keys = [{"key": key, "lesson": number, "kind": kind} for key, kind in lesson.keys.items()]
            if keys:
                connection.execute(insert(lesson_keys), keys)
            _delete(connection, _oldest(connection, lesson.supplier_key, lesson.taught_by))

    def drop(self, place: DocumentPlace) -> None:
        """Forget the lesson of a document."""
        with self._database.write() as connection:
            _delete(connection, _at(connection, place))

    def forget(self, supplier_key: str) -> int:
        """Forget all lessons of a supplier; returns how many."""
        with self._database.write() as connection:
            numbers = list(connection.execute(select(_L.id).where(_L.supplier_key == supplier_key)).scalars())
            _delete(connection, numbers)
            return len(numbers)

    def known_by(self, keys: Collection[str]) -> tuple[StoredLesson, ...]:
        """The lessons that have one of these keys, the latest first."""
        met: dict[int, dict[str, str]] = {}
        ordered = sorted(keys)
        k = lesson_keys.c
        with self._database.read() as connection:
            for start in range(0, len(ordered), _MANY):
                some = select(k.key, k.lesson, k.kind).where(k.key.in_(ordered[start : start + _MANY]))
                for row in connection.execute(some):
                    met.setdefault(row.lesson, {})[row.key] = row.kind
            return tuple(_stored(connection, met))

    def of(self, supplier_key: str) -> tuple[StoredLesson, ...]:
        """All lessons of a supplier, the latest first."""
        k = lesson_keys.c
        with self._database.read() as connection:
            numbers = connection.execute(select(_L.id).where(_L.supplier_key == supplier_key)).scalars()
            met: dict[int, dict[str, str]] = {number: {} for number in numbers}
            for row in connection.execute(select(k.key, k.lesson, k.kind).where(k.lesson.in_(list(met)))):
                met[row.lesson][row.key] = row.kind
            return tuple(_stored(connection, met))

    def suppliers(self) -> tuple[TaughtSupplier, ...]:
        """The suppliers of which something is remembered, by their keys."""
        confirmed = func.count().filter(_L.taught_by == "accepted")
        counted = select(_L.supplier_key, func.max(_L.supplier), func.count(), confirmed).group_by(_L.supplier_key)
        with self._database.read() as connection:
            rows = connection.execute(counted.order_by(_L.supplier_key)).all()
        return tuple(
            TaughtSupplier(key=key, name=name, taught=every - alone, confirmed=alone)
            for key, name, every, alone in rows
        )

    def counts(self, supplier_keys: Collection[str]) -> dict[str, int]:
        """Count of these suppliers' lessons that were taught by people or exact data."""
        counted = select(_L.supplier_key, func.count()).where(
            _L.supplier_key.in_(list(supplier_keys)), _L.taught_by != "accepted"
        )
        with self._database.read() as connection:
            rows = connection.execute(counted.group_by(_L.supplier_key)).all()
        return {key: int(number) for key, number in rows}


def _stored(connection: Connection, met: Mapping[int, Mapping[str, str]]) -> Iterator[StoredLesson]:
    rows = connection.execute(select(lessons).where(_L.id.in_(list(met))).order_by(_L.id.desc())) if met else ()
    for row in rows:
        yield StoredLesson(
            id=row.id,
            place=DocumentPlace(row.run_id, row.position),
            supplier_key=row.supplier_key,
            supplier=row.supplier,
            taught_by=row.taught_by,
            at=row.at,
            lesson=row.lesson,
            keys=met[row.id],
        )


def _at(connection: Connection, place: DocumentPlace) -> list[int]:
    here = (_L.run_id == place.run_id) & (_L.position == place.position)
    return list(connection.execute(select(_L.id).where(here)).scalars())


def _oldest(connection: Connection, supplier_key: str, taught_by: str) -> list[int]:
    own = (_L.supplier_key == supplier_key) & (_L.taught_by == taught_by)
    return list(connection.execute(select(_L.id).where(own).order_by(_L.id.desc()).offset(MOST_KEPT)).scalars())


def _delete(connection: Connection, numbers: Sequence[int]) -> None:
    if numbers:
        connection.execute(delete(lesson_keys).where(lesson_keys.c.lesson.in_(numbers)))
        connection.execute(delete(lessons).where(_L.id.in_(numbers)))
