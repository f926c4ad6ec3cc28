"""Empty databases to measure on: SQLite files in a temporary folder, and a Postgres of the benchmark's own."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.store.postgres import find_binaries, running

NewUrl = Callable[[], str]


@contextmanager
def databases(names: list[str]) -> Iterator[dict[str, NewUrl]]:
    """Makers of addresses of unused databases, by name. Postgres is left out where it is not installed.

    Both are as fast as they get: SQLite in WAL mode on the temporary folder's disk, Postgres with ``fsync`` off.
    """
    found: dict[str, NewUrl] = {}
    with ExitStack() as stack:
        if "sqlite" in names:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            found["sqlite"] = lambda: f"sqlite:///{tempfile.mkdtemp(dir=folder)}/calls.db"
        if "postgres" in names and (binaries := find_binaries()):
            found["postgres"] = stack.enter_context(running(binaries)).new_database
        yield found
