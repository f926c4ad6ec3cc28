"""Troubles of a night, drawn by a seed: each begins, lasts a while and is over."""

from __future__ import annotations

import json
import random
import sqlite3
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from benchmarks.nights.disks import Disk

_GAP_S, _LASTS_S = 0.8, 1.5
"""Mean seconds between two troubles, and of one."""
_MOST_LEFT = 30_000
"""Bytes that a full disk may still take: a part of a file fits, or nothing."""
OUTAGES = ("outage_503", "outage_reset", "outage_hang")


@dataclass(frozen=True, slots=True)
class Trouble:
    """``begin`` brings it about, ``end`` puts everything right; both may be done at any time."""

    name: str
    begin: Callable[[], None]
    end: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Course:
    """One trouble in the course of a night: ``after_s`` the one before it is over, for ``lasts_s``."""

    trouble: Trouble
    after_s: float
    lasts_s: float


def courses(troubles: list[Trouble], chance: random.Random) -> Iterator[Course]:
    """Troubles without end."""
    while True:
        yield Course(
            chance.choice(troubles), chance.expovariate(1 / _GAP_S), min(chance.expovariate(1 / _LASTS_S), 4 * _LASTS_S)
        )


def of_disks(disks: Mapping[str, Disk], chance: random.Random) -> list[Trouble]:
    """ENOSPC, EROFS and EACCES on each."""
    return [
        trouble
        for name, disk in disks.items()
        for trouble in (
            Trouble(f"{name} full", lambda disk=disk: disk.fill(chance.randint(0, _MOST_LEFT)), disk.heal),  # type: ignore[misc]
            Trouble(f"{name} read-only", disk.set_read_only, disk.heal),
            Trouble(f"{name} forbidden", disk.forbid, disk.heal),
        )
    ]


def of_endpoint(base_url: str) -> list[Trouble]:
    """The endpoint away, in each way."""

    def switch(mode: str) -> Callable[[], None]:
        def do() -> None:
            body = json.dumps({"mode": mode}).encode()
            urllib.request.urlopen(
                urllib.request.Request(base_url.replace("/v1", "/admin/mode"), body, method="POST"), timeout=10
            ).close()

        return do

    return [Trouble(f"endpoint {mode}", switch(mode), switch("normal")) for mode in OUTAGES]


class LockedFile:
    """A SQLite database that somebody else has locked for writing."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._held: sqlite3.Connection | None = None

    def lock(self) -> None:
        with suppress(sqlite3.Error):
            self._held = sqlite3.connect(self._path, isolation_level=None, timeout=0.1)
            self._held.execute("BEGIN IMMEDIATE")

    def unlock(self) -> None:
        if self._held is not None:
            self._held.close()
        self._held = None
