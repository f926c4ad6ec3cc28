"""At which revision a database's schema is."""

from __future__ import annotations

from sqlalchemy import Column, Connection, MetaData, String, Table, false, inspect, select, update

from invoice_llm.errors import StoreUnavailable
from invoice_llm.store.sql.schema import HEAD, VERSION_TABLE

_versions = Table(VERSION_TABLE, MetaData(), Column("version_num", String(32), primary_key=True))


def schema_revision(connection: Connection) -> str | None:
    """The revision written in the database, ``None`` if there is none."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(select(_versions.c.version_num)).scalar_one_or_none()


def is_newer(current: str | None) -> bool:
    """``True`` for a revision that a later version of this program has made: revisions are numbers."""
    return current is not None and current.isdecimal() and int(current) > int(HEAD)


def require_known(current: str | None, where: str) -> None:
    """Raise ``StoreUnavailable`` for a database that a newer version has brought further than this one can go."""
    if is_newer(current):
        raise StoreUnavailable(
            f"the database {where} is at revision {current}, and this version knows only up to {HEAD}; install the "
            "version that made it so"
        )


def touch(connection: Connection) -> None:
    """A statement that needs the right to write, and writes nothing."""
    connection.execute(update(_versions).where(false()).values(version_num=HEAD))
