"""Lessons of decided invoices, found by the keys of their supplier."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from invoice_llm.store.runs.documents import DocumentPlace
from invoice_llm.store.sql.among import among
from invoice_llm.store.sql.compiled import CompiledStatement
from invoice_llm.store.sql.database import Database
from invoice_llm.store.sql.schema import lesson_keys, lessons

MOST_KEPT = 24
"""Lessons of one supplier and one kind of teacher; the oldest go first."""
_L, _K = lessons.c, lesson_keys.c
_MET = (
    select(_K.key, _K.lesson, _K.kind, _L.supplier)
    .join_from(lesson_keys, lessons, _K.lesson == _L.id)
    .where(among(_K.key, "keys"))
)
_ANY = CompiledStatement(select(_K.lesson).where(among(_K.key, "keys")).limit(1))
"""Mostly nobody is known, which is told by the driver's own cursor in a fourth of the time."""
_OF_SUPPLIER = select(_L.id).where(_L.supplier_key == bindparam("supplier"))
_THEIR_KEYS = select(_K.key, _K.lesson, _K.kind).where(_K.lesson.in_(bindparam("numbers", expanding=True)))
_WHOLE = select(lessons).where(_L.id.in_(bindparam("numbers", expanding=True))).order_by(_L.id.desc())
_AT = CompiledStatement(select(_L.id).where(_L.run_id == bindparam("run"), _L.position == bindparam("place")))
_BEYOND = CompiledStatement(
    select(_L.id)
    .where(_L.supplier_key == bindparam("supplier"), _L.taught_by == bindparam("by"))
    .order_by(_L.id.desc())
    .offset(MOST_KEPT)
)
_ADDED = CompiledStatement(
    insert(lessons).returning(_L.id),
    ("run_id", "position", "at", "supplier_key", "supplier", "taught_by", "lesson"),
)
_ADDED_KEYS = CompiledStatement(insert(lesson_keys), ["key", "lesson", "kind"])


@dataclass(frozen=True, slots=True)
class MetLesson:
    """A lesson that has some of the keys that were asked for, without what it says."""

    id: int
    supplier: str | None
    keys: Mapping[str, str]


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
        row = {"run_id": place.run_id, "position": place.position, "at": self._now()}
        told = {name: getattr(lesson, name) for name in ("supplier_key", "supplier", "taught_by", "lesson")}
        with self._database.write() as connection:
            _delete(connection, _at(connection, place))
            [(number,)] = _ADDED.rows(connection, {**row, **told})
            keys = [{"key": key, "lesson": number, "kind": kind} for key, kind in lesson.keys.items()]
            if keys:
                _ADDED_KEYS.run_all(connection, keys)
            beyond = _BEYOND.rows(connection, {"supplier": lesson.supplier_key, "by": lesson.taught_by})
            _delete(connection, [number for (number,) in beyond])

    def drop(self, place: DocumentPlace) -> None:
        """Forget the lesson of a document."""
        with self._database.write() as connection:
            _delete(connection, _at(connection, place))

    def forget(self, supplier_key: str) -> int:
        """Forget all lessons of a supplier; returns how many."""
        with self._database.write() as connection:
            numbers = list(connection.execute(_OF_SUPPLIER, {"supplier": supplier_key}).scalars())
            _delete(connection, numbers)
            return len(numbers)

    def met_by(self, keys: Collection[str]) -> tuple[MetLesson, ...]:
        """The lessons that have one of these keys, the latest first, with those that were met."""
        if not keys:
            return ()
        met: dict[int, dict[str, str]] = {}
        suppliers: dict[int, str | None] = {}
        asked = {"keys": sorted(keys)}
        with self._database.read() as connection:
            if not _ANY.rows(connection, asked):
                return ()
            for key, number, kind, supplier in connection.execute(_MET, asked):
                met.setdefault(number, {})[key] = kind
                suppliers[number] = supplier
        return tuple(MetLesson(number, suppliers[number], met[number]) for number in sorted(met, reverse=True))

    def known_by(self, keys: Collection[str]) -> tuple[StoredLesson, ...]:
        """The same with what they say."""
        return self.read(self.met_by(keys))

    def read(self, met: Iterable[MetLesson]) -> tuple[StoredLesson, ...]:
        """What these lessons say, the latest first; one that is forgotten by now is left out."""
        if not (keys := {one.id: one.keys for one in met}):
            return ()
        with self._database.read() as connection:
            return tuple(_stored(connection, keys))

    def of(self, supplier_key: str) -> tuple[StoredLesson, ...]:
        """All lessons of a supplier, the latest first."""
        with self._database.read() as connection:
            numbers = connection.execute(_OF_SUPPLIER, {"supplier": supplier_key}).scalars()
            met: dict[int, dict[str, str]] = {number: {} for number in numbers}
            for row in connection.execute(_THEIR_KEYS, {"numbers": list(met)}):
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
    rows = connection.execute(_WHOLE, {"numbers": list(met)}) if met else ()
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
    return [number for (number,) in _AT.rows(connection, {"run": place.run_id, "place": place.position})]


def _delete(connection: Connection, numbers: Sequence[int]) -> None:
    if numbers:
        connection.execute(delete(lesson_keys).where(lesson_keys.c.lesson.in_(numbers)))
        connection.execute(delete(lessons).where(_L.id.in_(numbers)))
