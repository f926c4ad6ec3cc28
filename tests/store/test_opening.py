"""Addresses, and what a user is told when the database is away."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import event, exc, insert, text

from invoice_llm.errors import ConfigurationError, StoreUnavailable
from invoice_llm.store import Store, open_store
from invoice_llm.store.runs import identities
from invoice_llm.store.sql.database import Database, parse_url
from invoice_llm.store.sql.errors import translate_database_error
from invoice_llm.store.sql.schema import alerts
from tests.clock import NOON, TODAY
from tests.processes import fork_all
from tests.store.calls import intent

PASSWORD = "hunter2-secret"


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("sqlite:////data/store.db", "sqlite"),
        ("postgresql://u:p@host/name", "postgresql+psycopg"),
        ("postgres://u:p@host/name", "postgresql+psycopg"),
        ("postgresql+psycopg2://u:p@host/name", "postgresql+psycopg"),
        ("postgresql+asyncpg://u:p@host/name", "postgresql+psycopg"),
    ],
)
def test_the_usual_addresses_get_the_driver_used_here(given: str, driver: str) -> None:
    assert parse_url(given).drivername == driver


@pytest.mark.parametrize(
    ("address", "advice"),
    [
        ("mysql://u:p@host/name", "SQLite or Postgres"),
        (f"{PASSWORD} is no address", "sqlite:////path"),
        ("sqlite://", "name a file"),
        ("sqlite:///:memory:", "name a file"),
    ],
)
def test_an_address_that_is_not_supported_is_refused_with_advice(address: str, advice: str) -> None:
    with pytest.raises(ConfigurationError, match=advice) as caught:
        open_store(address)
    assert PASSWORD not in str(caught.value)


def test_the_folder_of_an_sqlite_file_is_made(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/a/b/store.db") as store:
        store.migrate()
    assert (tmp_path / "a/b/store.db").is_file()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StoreUnavailable, match=str(tmp_path / "file")):
        open_store(f"sqlite:///{tmp_path}/file/store.db")


def test_a_server_that_is_away_is_unavailable_and_the_password_is_not_told() -> None:
    with open_store(f"postgresql://clerk:{PASSWORD}@/invoices?host=/nowhere") as store:
        with pytest.raises(StoreUnavailable, match="cannot be reached") as caught:
            store.status()
        assert PASSWORD not in str(caught.value)
        assert caught.value.__suppress_context__
        with pytest.raises(StoreUnavailable):
            asyncio.run(store.ledger.reserve(intent(), limit_micros=1000))


def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "store.db").write_bytes(b"%PDF-1.7 " * 500)
    with open_store(f"sqlite:///{tmp_path}/store.db") as store, pytest.raises(StoreUnavailable, match="no SQLite"):
        store.migrate()


def test_the_password_is_in_no_status_of_a_database(url: str) -> None:
    with open_store(url) as store:
        assert "secret-word" not in store.status().url_safe


def test_a_table_that_is_gone_is_told_as_outdated(empty_url: str) -> None:
    with open_store(empty_url) as store:
        store.migrate()
        assert store.runs.latest_run() is None
        database = Database(empty_url)
        with database.write() as connection:
            connection.execute(text("DROP TABLE invoice_llm_runs"))
        database.close()
        with pytest.raises(StoreUnavailable, match="not up to date"):
            store.runs.latest_run()


def test_a_statement_the_database_refuses_does_not_quote_its_values(url: str) -> None:
    database = Database(url)
    with pytest.raises(StoreUnavailable) as caught, database.write() as connection:
        connection.execute(
            insert(alerts).values(
                scope="a planted secret", period="2026-11-23", day=TODAY, fraction_ppm=1, raised_at=None
            )
        )
    database.close()
    assert "planted" not in str(caught.value)


def test_a_failed_transaction_leaves_nothing_behind(url: str, store: Store) -> None:
    database = Database(url)

    def claim_and_fail() -> None:
        with database.write() as connection:
            row = {"key": "k", "sha256": "s", "run_id": "r", "position": 0, "name": "n", "claimed_at": NOON}
            assert identities.claim(connection, row).mine
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        claim_and_fail()
    database.close()
    assert store.runs.claim_identity("k", run_id="r", position=1, name="m", sha256="t").mine


@pytest.mark.parametrize(
    ("driver_says", "advice"),
    [
        ("database is locked", "another program"),
        ("attempt to write a readonly database", "rights"),
        ("database or disk is full", "disk; is it full"),
        ("FATAL: sorry, too many clients already", "max_connections"),
        ("something new: PASSWORD", "cannot be reached"),
    ],
)
def test_what_the_driver_says_becomes_advice(driver_says: str, advice: str) -> None:
    error = exc.OperationalError("INSERT", {"name": PASSWORD}, sqlite3.OperationalError(driver_says))
    told = str(translate_database_error(error, "sqlite:///store.db"))
    assert advice in told
    assert "sqlite:///store.db" in told
    assert "PASSWORD" not in told


def test_an_sqlite_file_is_kept_with_a_write_ahead_log(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/store.db") as store:
        store.migrate()
    with sqlite3.connect(tmp_path / "store.db") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_reading_an_sqlite_file_does_not_wait_for_a_writer(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/store.db"
    database = Database(address)
    with open_store(address) as store:
        store.migrate()
        with database.write():
            assert store.runs.latest_run() is None
    database.close()


def test_a_store_goes_on_working_in_the_parent_after_its_children_ended(store: Store) -> None:
    store.runs.begin("parent", inbox="inbox", params={})

    def child(number: int) -> str | None:
        store.runs.begin(f"child {number}", inbox="inbox", params={})
        asyncio.run(store.ledger.reserve(intent(10), limit_micros=1000))
        store.close()
        return store.runs.latest_run()

    assert None not in fork_all(child, [(1,), (2,)])
    assert asyncio.run(store.ledger.spend(TODAY)).held_micros == 20
    store.runs.begin("parent again", inbox="inbox", params={})
    assert store.runs.latest_run() == "parent again"


@pytest.mark.postgres
def test_a_connection_the_server_has_dropped_meanwhile_is_replaced(migrated_server: str) -> None:
    database = Database(migrated_server)
    with database.read() as connection:
        first = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with Database(migrated_server).write() as other:
        other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": first})

    @event.listens_for(database.engine, "checkout", insert=True)
    def long_ago(_connection: object, entry: object, _proxy: object) -> None:
        entry.info["idle_since"] = float("-inf")  # type: ignore[attr-defined]

    with database.read() as connection:
        assert connection.execute(text("SELECT pg_backend_pid()")).scalar_one() != first
    database.close()
