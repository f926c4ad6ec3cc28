"""Inserts that may meet a row that is already there. SQLite and Postgres say it alike, SQLAlchemy by two classes.

The statements are built once for each table: building one takes as long as running it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite

from invoice_llm.store.sql.compiled import CompiledStatement

Row = Mapping[str, Any]


def insert_new(connection: Connection, table: Table, row: Row) -> bool:
    """Insert the row unless its primary key is taken; ``True`` if it was inserted."""
    return connection.execute(_inserting_new(connection.dialect.name, table), row).first() is not None


def insert_all_new(connection: Connection, table: Table, rows: Sequence[Row]) -> list[tuple[Any, ...]]:
    """Insert those rows whose primary key is not taken, in their order and in one statement; the keys of these."""
    if not rows:
        return []
    return [tuple(key) for key in connection.execute(_inserting_new(connection.dialect.name, table), list(rows))]


def insert_missing(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert those rows whose primary key is not taken."""
    if rows:
        connection.execute(_insert(connection.dialect.name, table).on_conflict_do_nothing(), list(rows))


def add_missing(connection: Connection, table: Table, rows: Sequence[Row]) -> int:
    """The same in their order, of rows with a value for every column; returns how many were inserted."""
    return _adding(connection.dialect.name, table).run_all(connection, rows) if rows else 0


def upsert(connection: Connection, table: Table, row: Row) -> None:
    """Insert the row, which has a value for every column, or replace the one that has its primary key."""
    connection.execute(_upserting(connection.dialect.name, table), row)


def upsert_all(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """The same with many rows."""
    if rows:
        connection.execute(_upserting(connection.dialect.name, table), list(rows))


def _insert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


@cache
def _inserting_new(dialect: str, table: Table) -> Executable:
    return _insert(dialect, table).on_conflict_do_nothing().returning(*table.primary_key)


@cache
def _adding(dialect: str, table: Table) -> CompiledStatement:
    return CompiledStatement(_insert(dialect, table).on_conflict_do_nothing(), [column.name for column in table.c])


@cache
def _upserting(dialect: str, table: Table) -> Executable:
    statement = _insert(dialect, table)
    others = {column.name: statement.excluded[column.name] for column in table.c if not column.primary_key}
    keys = [column.name for column in table.primary_key]
    return statement.on_conflict_do_update(index_elements=keys, set_=others)
