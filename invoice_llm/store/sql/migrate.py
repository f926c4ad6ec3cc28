"""Brings the schema up to date. Two processes may do so at once: the second waits and finds nothing left to do."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text

from invoice_llm.store.sql.database import Database
from invoice_llm.store.sql.revision import require_known, schema_revision, touch
from invoice_llm.store.sql.schema import HEAD

_LOCK = 0x1A70_1CE5
"""The number of Postgres's advisory lock for migrations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaStatus:
    """Revision of a database's schema beside the newest one. ``current`` is ``None`` before the first migration."""

    url_safe: str
    dialect: str
    current: str | None
    head: str
    up_to_date: bool

    def require_known(self) -> None:
        """Raise ``StoreUnavailable`` for a database that a newer version has brought further."""
        require_known(self.current, self.url_safe)


def schema_status(database: Database) -> SchemaStatus:
    """The schema as it stands. Raises ``StoreUnavailable`` when the database cannot be reached."""
    with database.transaction(write=False) as connection:
        current = schema_revision(connection)
    return SchemaStatus(
        url_safe=database.url_safe,
        dialect=database.dialect,
        current=current,
        head=HEAD,
        up_to_date=current == HEAD,
    )


def try_writing(database: Database) -> None:
    """Take the lock and the right to write, and change nothing. Raises ``StoreUnavailable`` where there is none."""
    with database.transaction(write=True) as connection:
        touch(connection)


def migrate(database: Database) -> None:
    """Run what is missing, in one transaction under a lock."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "invoice_llm.store:migrations")
    with database.transaction(write=True) as connection:
        require_known(schema_revision(connection), database.url_safe)
        if database.dialect == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
