"""At which revision a database's schema is."""

from __future__ import annotations

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select

from invoice_llm.store.sql.schema import VERSION_TABLE

_versions = Table(VERSION_TABLE, MetaData(), Column("version_num", String(32), primary_key=True))


def schema_revision(connection: Connection) -> str | None:
    """The revision written in the database, ``None`` if there is none."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(select(_versions.c.version_num)).scalar_one_or_none()
