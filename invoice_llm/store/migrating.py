"""Brings the schema up to date. Two processes may do so at once: the second waits and finds nothing left to do."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Column, MetaData, String, Table, inspect, select, text

from invoice_llm.store.database import Database
from invoice_llm.store.schema import HEAD, VERSION_TABLE

_LOCK = 0x1A70_1CE5
"""The number of Postgres's advisory lock for migrations."""

_versions = Table(VERSION_TABLE, MetaData(), Column("version_num", String(32), primary_key=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaStatus:
    """Which database, and at which revision. ``current`` is ``None`` before the first migration."""

    url_safe: str
    dialect: str
    current: str | None
    head: str
    up_to_date: bool


def status(database: Database) -> SchemaStatus:
    """The schema as it stands. Raises ``StoreUnavailable`` when the database cannot be reached."""
    current = current_revision(database)
    return SchemaStatus(
        url_safe=database.url_safe,
        dialect=database.dialect,
        current=current,
        head=HEAD,
        up_to_date=current == HEAD,
    )


def current_revision(database: Database) -> str | None:
    """The revision written in the database, ``None`` if there is none."""
    with database.transaction(write=False) as connection:
        if not inspect(connection).has_table(VERSION_TABLE):
            return None
        return connection.execute(select(_versions.c.version_num)).scalar_one_or_none()


def migrate(database: Database) -> None:
    """Run what is missing, in one transaction under a lock."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "invoice_llm.store:migrations")
    with database.transaction(write=True) as connection:
        if database.dialect == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
