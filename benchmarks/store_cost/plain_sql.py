"""The least that a durable change costs: ``BEGIN; UPDATE one row; COMMIT`` by the driver alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from benchmarks.support.timing import Cost, timed

_TABLE = "CREATE TABLE IF NOT EXISTS plain (id integer PRIMARY KEY, spent bigint NOT NULL)"
_ROW = "INSERT INTO plain VALUES (1, 0) ON CONFLICT DO NOTHING"
_UPDATE = "UPDATE plain SET spent = spent + 1 WHERE id = 1"


def plain_transactions(url: str, _number: int, count: int) -> Cost:
    """``count`` of them, after a few to warm up; several processes may do this on one database."""
    return _sqlite(url, count) if url.startswith("sqlite") else _postgres(url, count)


def _sqlite(url: str, count: int) -> Cost:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), timeout=60, isolation_level=None)
    for statement in ("PRAGMA busy_timeout = 60000", "PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL"):
        connection.execute(statement)

    def transaction(statement: str) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(statement)
        connection.execute("COMMIT")

    cost = _many(transaction, count)
    connection.close()
    return cost


def _postgres(url: str, count: int) -> Cost:
    import psycopg

    connection = psycopg.connect(url, prepare_threshold=None)
    connection.execute("SELECT pg_advisory_lock(1)")

    def transaction(statement: str) -> None:
        connection.execute(statement.encode())
        connection.commit()

    transaction(_TABLE)
    connection.execute("SELECT pg_advisory_unlock(1)")
    cost = _many(transaction, count)
    connection.close()
    return cost


def _many(transaction: Callable[[str], None], count: int) -> Cost:
    for statement in (_TABLE, _ROW, *[_UPDATE] * 20):
        transaction(statement)
    with timed(count) as cost:
        for _ in range(count):
            transaction(_UPDATE)
    return cost
