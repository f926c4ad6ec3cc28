"""Bringing a database up to date, alone and at once."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Integer, MetaData, Table, inspect, text

from invoice_llm.errors import StoreUnavailable
from invoice_llm.store import open_store
from invoice_llm.store.sql.database import Database
from invoice_llm.store.sql.schema import HEAD, VERSION_TABLE, metadata
from tests.processes import fork_all


def test_a_new_database_says_that_it_has_to_be_migrated(empty_url: str) -> None:
    with open_store(empty_url) as store:
        assert (store.status().current, store.status().up_to_date) == (None, False)
        with pytest.raises(StoreUnavailable, match="doctor --migrate"):
            store.runs.latest_run()


def test_a_migrated_database_is_up_to_date_and_works(empty_url: str) -> None:
    with open_store(empty_url) as store:
        store.migrate()
        status = store.status()
        assert (status.current, status.head, status.up_to_date) == (HEAD, HEAD, True)
        assert store.runs.latest_run() is None


def test_migrating_again_keeps_what_is_there(empty_url: str) -> None:
    with open_store(empty_url) as store:
        store.migrate()
        store.runs.begin("monday", inbox="inbox", params={})
        store.migrate()
        assert store.runs.latest_run() == "monday"


def test_processes_that_migrate_at_once_all_succeed(empty_url: str) -> None:
    def migrate() -> bool:
        with open_store(empty_url) as store:
            store.migrate()
            return store.status().up_to_date

    assert fork_all(migrate, [()] * 4) == [True] * 4


def test_the_migrations_make_the_tables_of_the_schema(url: str) -> None:
    database = Database(url)
    with database.read() as connection:
        assert set(inspect(connection).get_table_names()) == {*metadata.tables, VERSION_TABLE}
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, metadata) == []
    database.close()


def test_the_head_in_the_schema_is_that_of_the_migrations() -> None:
    config = Config()
    config.set_main_option("script_location", "invoice_llm.store:migrations")
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_a_database_at_another_revision_is_refused_with_what_to_do(url: str) -> None:
    database = Database(url)
    try:
        with database.write() as connection:
            connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '0000'"))
        with open_store(url) as store, pytest.raises(StoreUnavailable, match=r"at revision 0000.*doctor --migrate"):
            store.runs.latest_run()
    finally:
        with database.write() as connection:
            connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '{HEAD}'"))
        database.close()


def test_the_tables_of_another_program_in_the_same_database_are_left_alone(empty_url: str) -> None:
    database = Database(empty_url)
    theirs = MetaData()
    Table("dag_run", theirs, Column("id", Integer, primary_key=True))
    Table("alembic_version", theirs, Column("id", Integer, primary_key=True))
    with database.transaction(write=True) as connection:
        theirs.create_all(connection)
    with open_store(empty_url) as store:
        store.migrate()
    with database.read() as connection:
        assert {"dag_run", "alembic_version"} < set(inspect(connection).get_table_names())
        assert [column["name"] for column in inspect(connection).get_columns("alembic_version")] == ["id"]
    database.close()
