"""A database of a test's own, of either kind, for whole runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from invoice_llm.store import open_store
from tests.store.postgres import find_binaries, running

BACKENDS = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))


@contextmanager
def database(backend: str, home: Path) -> Iterator[str]:
    """The address of an empty database with all tables."""
    binaries = find_binaries()
    if backend == "postgres" and binaries is None:
        pytest.skip("no PostgreSQL binaries on this machine: apt install postgresql")
    if backend == "postgres" and binaries is not None:
        with running(binaries) as cluster:
            yield _migrated(cluster.new_database())
        return
    yield _migrated(f"sqlite:///{home / 'store.db'}")


def _migrated(url: str) -> str:
    with open_store(url) as store:
        store.migrate()
    return url
