"""Surroundings of the nights of one seed: disks, database, endpoint, inbox, and the troubles that they can have."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from benchmarks.chaos import scene
from benchmarks.chaos.documents import fill
from benchmarks.nights.disks import mounted
from benchmarks.nights.troubles import LockedFile, Trouble, of_disks, of_endpoint
from invoice_llm.store import open_store
from tests.store.postgres import Cluster, server_options

BUDGET_MICROS = 1_000_000_000
_STARTS = 5
"""Tries to start a server again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NightsHome:
    """``totals`` are the right ones, by invoice number."""

    scene: scene.Home
    totals: dict[str, Decimal]
    troubles: tuple[Trouble, ...]

    def heal(self) -> None:
        for trouble in self.troubles:
            trouble.end()


@dataclass(frozen=True, slots=True)
class Server:
    """A Postgres that can be stopped and started."""

    cluster: Cluster
    binaries: Path

    def stop(self) -> None:
        """At once, as by a power cut: what was committed stays."""
        self._control("-m", "immediate", "stop")

    def start(self) -> None:
        """Start it where it does not run; on a busy machine one try may end before the server is up."""
        for _ in range(_STARTS):
            if self._control("status") == 0:
                return
            self._control("-w", "-t", "120", "-o", server_options(self.cluster.folder), "start")
        raise SystemExit(f"PostgreSQL does not start again: {(self.cluster.folder / 'log').read_text()[-2_000:]}")

    def _control(self, *arguments: str) -> int:
        folder = self.cluster.folder
        return subprocess.run(
            [str(self.binaries / "pg_ctl"), "-D", str(folder / "data"), "-l", str(folder / "log"), *arguments],
            user=folder.stat().st_uid,
            cwd="/",
            check=False,
            capture_output=True,
        ).returncode


@contextmanager
def quiet_home(folder: Path, *, documents: int) -> Iterator[scene.Home]:
    """Surroundings without disks and troubles, for the length of a block."""
    with scene.endpoint(folder, []) as base_url:
        url = f"sqlite:///{folder / 'ledger.db'}"
        with open_store(url) as store:
            store.migrate()
        fill(folder / "inbox", documents, seed=0)
        yield _scene(folder, url, base_url)


@contextmanager
def nights_home(folder: Path, *, documents: int, seed: int, server: Server | None) -> Iterator[NightsHome]:
    """Everything that the nights of one seed need, for the length of a block."""
    chance = random.Random(seed)
    names = ("storage", "output") if server else ("storage", "output", "database")
    with mounted(folder, *names) as disks, scene.endpoint(folder, ["--seed", str(seed)]) as base_url:
        path = folder / "database" / "ledger.db"
        url = server.cluster.new_database() if server else f"sqlite:///{path}"
        with open_store(url) as store:
            store.migrate()
        locked = LockedFile(str(path))
        away = Trouble("database away", server.stop, server.start) if server else None
        yield NightsHome(
            scene=_scene(folder, url, base_url),
            totals=fill(folder / "inbox", documents, seed=seed),
            troubles=(
                away or Trouble("database locked", locked.lock, locked.unlock),
                *of_disks(disks, chance),
                *of_endpoint(base_url),
            ),
        )


def _scene(folder: Path, database_url: str, base_url: str) -> scene.Home:
    return scene.Home(
        folder=folder,
        database_url=database_url,
        base_url=base_url,
        budget_micros=BUDGET_MICROS,
        concurrency=16,
        chunk_size=15,
        timeout_s=2.5,
    )
