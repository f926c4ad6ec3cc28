"""Statements that run at every call, on the driver's own cursor.

SQLAlchemy takes several times as long to prepare such a statement as SQLite takes to run it. Each is still written as
an SQLAlchemy statement and compiled by it, once a dialect, with the types' own conversions of what goes in and of what
comes out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, exc
from sqlalchemy.sql.expression import ClauseElement

Values = Mapping[str, Any]
_Convert = Callable[[Any], Any] | None


class CompiledStatement:
    """One statement. ``columns`` names what an INSERT gets, or an UPDATE changes."""

    def __init__(self, statement: ClauseElement, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._columns = columns
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, connection: Connection, values: Values) -> list[tuple[Any, ...]]:
        """Rows of a SELECT, or of a RETURNING clause."""
        compiled = self._for(connection)
        rows = on_cursor(connection, lambda cursor: cursor.execute(compiled.sql, compiled(values)).fetchall())
        return compiled.read(rows)

    def run(self, connection: Connection, values: Values) -> int:
        """The number of rows that were changed."""
        compiled = self._for(connection)
        return int(on_cursor(connection, lambda cursor: cursor.execute(compiled.sql, compiled(values)).rowcount))

    def run_all(self, connection: Connection, rows: Sequence[Values]) -> int:
        """The number of rows that were changed by all of them together."""
        compiled = self._for(connection)

        def many(cursor: Any) -> int:
            cursor.executemany(compiled.sql, compiled.all(rows))
            return int(cursor.rowcount)

        return int(on_cursor(connection, many))

    def _for(self, connection: Connection) -> _Compiled:
        name = connection.dialect.name
        if name not in self._compiled:
            self._compiled[name] = _Compiled(self._statement, self._columns, connection)
        return self._compiled[name]


class _Compiled:
    """Its text, and how values become the driver's parameters."""

    def __init__(self, statement: ClauseElement, columns: Sequence[str] | None, connection: Connection) -> None:
        dialect = connection.dialect
        compiled: Any = statement.compile(dialect=dialect, column_keys=list(columns) if columns else None)
        self.sql = str(compiled)
        self._positional = dialect.positional
        names: Sequence[str] = compiled.positiontup if self._positional else list(compiled.binds)
        fixed = compiled.params
        self._takes: list[tuple[str, _Convert, Any]] = [
            (name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect), fixed.get(name))
            for name in names
        ]
        columns_out = getattr(statement, "exported_columns", ())
        self._gives: list[_Convert] = [
            column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns_out
        ]
        self._as_given = not any(self._gives)

    def __call__(self, values: Values) -> Any:
        return self.all([values])[0]

    def all(self, rows: Sequence[Values]) -> list[Any]:
        """The parameters of many rows."""
        columns = []
        for name, convert, fixed in self._takes:
            given = [values.get(name, fixed) for values in rows]
            columns.append(given if convert is None else _converted(given, convert))
        if self._positional:
            return list(zip(*columns, strict=True)) or [()] * len(rows)
        names = [name for name, _, _ in self._takes]
        return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)] or [{} for _ in rows]

    def read(self, rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """Rows of the driver as the columns' types have them."""
        if self._as_given:
            return list(rows)
        return [
            tuple(value if give is None else give(value) for give, value in zip(self._gives, row, strict=True))
            for row in rows
        ]


def _converted(given: Sequence[Any], convert: Callable[[Any], Any]) -> list[Any]:
    """The values of one parameter. Rows that are written together share many: one that is the same as in the row before
    is not converted again."""
    made: list[Any] = []
    for at, value in enumerate(given):
        made.append(made[-1] if at and value is given[at - 1] else convert(value))
    return made


def on_cursor(connection: Connection, work: Callable[[Any], Any]) -> Any:
    """Work on a cursor of the driver. Its errors leave as SQLAlchemy's, so that they are translated in one place."""
    driver: Any = connection.dialect.dbapi
    cursor = connection.connection.cursor()
    try:
        return work(cursor)
    except driver.Error as error:
        raise exc.DBAPIError.instance("", None, error, driver.Error, dialect=connection.dialect) from None
    finally:
        cursor.close()
