"""A database whose disk is full or read-only: told in a sentence, whole afterwards, up to date once there is room."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.nights.disks import Disk, mounted
from invoice_llm.errors import StoreUnavailable
from invoice_llm.store import open_store
from invoice_llm.store.sql.database import Database
from tests.store.sql.test_documents_migration import upgrade_to

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="mounting a file system takes root")
OLD = "0003"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    with mounted(tmp_path, "disk") as disks:
        yield disks["disk"]


@pytest.mark.parametrize("room", [0, 20_000, 60_000])
def test_a_disk_that_is_full_in_the_midst_of_an_update_leaves_the_old_schema_whole(disk: Disk, room: int) -> None:
    path = disk.path / "ledger.db"
    database = Database(f"sqlite:///{path}")
    upgrade_to(database, OLD)
    database.close()
    disk.fill(room)
    with open_store(f"sqlite:///{path}") as store:
        with pytest.raises(StoreUnavailable, match="cannot write to its disk; is it full"):
            store.migrate()
        disk.heal()
        assert store.status().current == OLD
        store.migrate()
        assert store.status().up_to_date
        store.runs.begin("monday", inbox="inbox", params={})
    with sqlite3.connect(path) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_disk_that_became_read_only_is_a_sentence(disk: Disk) -> None:
    url = f"sqlite:///{disk.path / 'ledger.db'}"
    with open_store(url) as store:
        store.migrate()
    disk.set_read_only()
    with open_store(url) as store, pytest.raises(StoreUnavailable, match="-wal and -shm beside it"):
        store.runs.begin("monday", inbox="inbox", params={})
    disk.heal()
    with open_store(url) as store:
        store.runs.begin("monday", inbox="inbox", params={})
        assert store.runs.latest_run() == "monday"
