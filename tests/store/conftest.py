"""Every test that asks for a store runs once on SQLite and once on Postgres."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from invoice_llm.llm.memory import MemoryBreakerStore, MemoryLedger
from invoice_llm.llm.ports import BreakerStore, Ledger
from invoice_llm.store import Store, open_store
from invoice_llm.store.sql.database import Database
from invoice_llm.store.sql.schema import metadata
from tests.clock import Clock
from tests.store.postgres import Cluster, find_binaries, running

BACKENDS = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL binaries on this machine: apt install postgresql")
    with running(binaries) as server:
        yield server


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "store.db"
    with open_store(f"sqlite:///{path}") as store:
        store.migrate()
    return path


@pytest.fixture(scope="session")
def migrated_server(cluster: Cluster) -> str:
    url = cluster.new_database()
    with open_store(url) as store:
        store.migrate()
    return url


@pytest.fixture(params=BACKENDS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without any table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    server: Cluster = request.getfixturevalue("cluster")
    return server.new_database()


@pytest.fixture
def make_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """Gives a database with all tables and no row."""

    def make(backend: str) -> str:
        if backend == "sqlite":
            shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "store.db")
            return f"sqlite:///{tmp_path / 'store.db'}"
        address: str = request.getfixturevalue("migrated_server")
        _empty(address)
        return address

    return make


@pytest.fixture(params=BACKENDS)
def url(request: pytest.FixtureRequest, make_url: Callable[[str], str]) -> str:
    """A database with all tables and no row."""
    return make_url(request.param)


@pytest.fixture(params=("memory", *BACKENDS))
def ports(
    request: pytest.FixtureRequest, make_url: Callable[[str], str], clock: Clock
) -> Iterator[tuple[Ledger, BreakerStore]]:
    """All that fulfils what the client asks for."""
    if request.param == "memory":
        yield MemoryLedger(now=clock), MemoryBreakerStore()
        return
    with open_store(make_url(request.param), now=clock) as opened:
        yield opened.ledger, opened.breakers


def _empty(address: str) -> None:
    database = Database(address)
    with database.write() as connection:
        connection.execute(text(f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY"))
    database.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(url: str, clock: Clock) -> Iterator[Store]:
    with open_store(url, now=clock) as opened:
        yield opened
