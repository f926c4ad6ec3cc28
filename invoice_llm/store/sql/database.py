"""Connections and transactions. The one place where the driver's errors are caught.

SQLite: WAL with ``synchronous=NORMAL``. A commit that returned survives a kill of the process; a power cut may lose the
last commits but never damages the file. The file must be on a local disk: WAL does not work over a network share.
Postgres: READ COMMITTED; a commit that returned survives a power cut as well, unless the server is told otherwise.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, exc, make_url
from sqlalchemy.engine import URL, interfaces
from sqlalchemy.pool import ConnectionPoolEntry

from invoice_llm.errors import ConfigurationError, StoreUnavailable
from invoice_llm.store.sql.compiled import on_cursor
from invoice_llm.store.sql.errors import translate_database_error
from invoice_llm.store.sql.revision import require_known, schema_revision
from invoice_llm.store.sql.schema import HEAD

_DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
_JUST_READS = "invoice_llm_reads"
_READING: Mapping[str, dict[str, Any]] = {
    "sqlite": {_JUST_READS: True},
    "postgresql": {"isolation_level": "AUTOCOMMIT"},
}
"""Options of connections that read: a BEGIN would only cost time, and in Postgres messages."""
_WAIT_S = 30
_IDLE_S = 5.0


class Database:
    """One database as this process sees it. A fork gets connections of its own; the parent's are left alone."""

    def __init__(self, url: str) -> None:
        self.url = parse_url(url)
        self._start_anew()
        self._left_behind: list[Engine] = []
        self._checked = False

    @property
    def dialect(self) -> str:
        return self.url.get_backend_name()

    @property
    def url_safe(self) -> str:
        """The address without the password."""
        return self.url.render_as_string(hide_password=True)

    @property
    def engine(self) -> Engine:
        """The engine of this process. The parent's is kept but not touched: to close it would close theirs."""
        if self._pid != os.getpid():
            self._left_behind.append(self._engine)
            self._start_anew()
        return self._engine

    def _start_anew(self) -> None:
        """The engine of this process, and the same as it reads."""
        self._pid = os.getpid()
        self._engine = make_engine(self.url)
        self._reading = self._engine.execution_options(**_READING[self.dialect])

    def write(self) -> AbstractContextManager[Connection]:
        """One writing transaction; SQLite takes its write lock at the start, so that no step of it can be refused."""
        self._check()
        return self.transaction(write=True)

    def read(self) -> AbstractContextManager[Connection]:
        """A connection to read with, each statement of which sees what is committed; never waits for a writer."""
        self._check()
        return self.transaction(write=False)

    @contextmanager
    def transaction(self, *, write: bool) -> Iterator[Connection]:
        """The same without a look at the schema's version. Errors leave as ``StoreUnavailable``."""
        try:
            engine = self.engine
            with engine.begin() if write else self._reading.connect() as connection:
                yield connection
        except exc.SQLAlchemyError as error:
            raise translate_database_error(error, self.url_safe) from None

    def close(self) -> None:
        """Close this process's connections."""
        self.engine.dispose()

    def _check(self) -> None:
        if not self._checked:
            with self.transaction(write=False) as connection:
                current = schema_revision(connection)
            require_head(current, self.url_safe)
            self._checked = True


def require_head(current: str | None, where: str) -> None:
    """Raise unless the schema is the one this version was written for."""
    if current == HEAD:
        return
    require_known(current, where)
    state = "has no tables of ours yet" if current is None else f"is at revision {current}, this version needs {HEAD}"
    raise StoreUnavailable(f"the database {where} {state}; run `invoice-llm doctor --migrate`")


def parse_url(url: str) -> URL:
    """The address with the driver that is used here. Raises ``ConfigurationError`` for what is not supported."""
    try:
        parsed = make_url(url)
    except exc.ArgumentError:
        raise ConfigurationError(
            "the database URL is not understood; use sqlite:////path/file.db or postgresql://user:password@host/name"
        ) from None
    driver = _DRIVERS.get(parsed.get_backend_name())
    if driver is None:
        raise ConfigurationError(
            f"databases of kind {parsed.get_backend_name()!r} are not supported; use SQLite or Postgres"
        )
    parsed = parsed.set(drivername=driver)
    if driver == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise ConfigurationError(
            "an SQLite database in memory is lost between tasks; name a file: sqlite:////path/file.db"
        )
    return parsed


def make_engine(url: URL) -> Engine:
    """An engine with few connections: one for the ledger's thread, one for the caller, a few to spare."""
    options: dict[str, Any] = {"pool_size": 2, "max_overflow": 8, "hide_parameters": True}
    if url.get_backend_name() == "sqlite":
        # Nothing is left of a transaction when a connection goes back: it was committed or rolled back.
        options |= {"connect_args": {"timeout": _WAIT_S, "isolation_level": None}, "pool_reset_on_return": None}
        engine = create_engine(url, **options)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return _postgres_engine(url, options)


def _postgres_engine(url: URL, options: dict[str, Any]) -> Engine:
    # No server-side prepared statements: behind PgBouncer, which Airflow's Helm chart uses, they do not work.
    arguments = {"connect_timeout": 10, "application_name": "invoice-llm", "client_encoding": "utf8"}
    arguments["prepare_threshold"] = None
    try:
        engine = create_engine(
            url, connect_args=arguments, isolation_level="READ COMMITTED", pool_recycle=1800, **options
        )
    except ModuleNotFoundError as error:
        raise ConfigurationError(f"Postgres needs a driver: pip install 'invoice-llm[postgres]' ({error})") from None
    event.listen(engine, "connect", _set_dates)
    event.listen(engine, "checkin", _note_time)
    event.listen(engine, "checkout", _ping_if_idle)
    return engine


def _prepare_sqlite(connection: interfaces.DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    try:
        cursor.execute(f"PRAGMA busy_timeout = {_WAIT_S * 1000}")
        _switch_to_wal(cursor)
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute("PRAGMA foreign_keys = ON")
    finally:
        cursor.close()


def _switch_to_wal(cursor: interfaces.DBAPICursor) -> None:
    """SQLite does not wait for its lock here, whatever the busy timeout: two first openers may meet."""
    import sqlite3

    give_up = time.monotonic() + _WAIT_S
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > give_up:
                raise
            time.sleep(0.02)


def _begin_sqlite(connection: Connection) -> None:
    if not connection.get_execution_options().get(_JUST_READS):
        on_cursor(connection, lambda cursor: cursor.execute("BEGIN IMMEDIATE"))


def _set_dates(connection: interfaces.DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """A database or a role may have another form of dates, which the driver does not read."""
    if str(connection.info.parameter_status("DateStyle")).startswith("ISO"):
        return
    cursor = connection.cursor()
    try:
        cursor.execute("SET datestyle = 'ISO'")
        connection.commit()
    finally:
        cursor.close()


def _note_time(_connection: interfaces.DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
    entry.info["idle_since"] = time.monotonic()


def _ping_if_idle(connection: interfaces.DBAPIConnection, entry: ConnectionPoolEntry, _proxy: object) -> None:
    """A server that was restarted meanwhile shows here, where another connection can still be had."""
    if time.monotonic() - entry.info.get("idle_since", time.monotonic()) < _IDLE_S:
        return
    cursor = connection.cursor()
    try:
        cursor.execute("SELECT 1")
        connection.rollback()
    except Exception as error:
        raise exc.DisconnectionError from error
    finally:
        cursor.close()
