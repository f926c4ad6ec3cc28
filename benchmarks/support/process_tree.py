"""CPU and peak memory of processes and of all that they start, from ``/proc`` (Linux)."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class _Stat:
    """``cpu`` in seconds is its own, ``reaped`` that of its ended children and theirs."""

    pid: int
    parent: int
    cpu: float
    reaped: float


@dataclass(slots=True)
class Watched:
    """``cpu_s`` since the beginning, of all processes. By command: ``peak_kib`` the most that one process had resident
    at once, shared pages included; ``seen_cpu_s`` what its processes had used when they were last seen."""

    roots: Sequence[int]
    before: float
    every_s: float
    peak_kib: dict[str, int] = field(default_factory=dict)
    _seen: dict[tuple[int, str], float] = field(default_factory=dict)

    @property
    def cpu_s(self) -> float:
        return tree_cpu(self.roots) - self.before

    def seen_cpu_s(self, command: str) -> float:
        """Of processes whose command line has ``command`` in it."""
        return sum(used for (_, line), used in self._seen.items() if command in line)

    def look(self) -> None:
        """Take down what is running now."""
        for stat in _tree(self.roots):
            line = _command(stat.pid)
            if not line:
                continue
            self._seen[stat.pid, line] = stat.cpu
            if stat.pid not in self.roots:
                self.peak_kib[line] = max(self.peak_kib.get(line, 0), _peak_kib(stat.pid))


@contextmanager
def watching(roots: Sequence[int], every_s: float = 0.3) -> Iterator[Watched]:
    """Look at the trees below ``roots`` again and again until the block ends."""
    watched, over = Watched(roots, tree_cpu(roots), every_s), threading.Event()

    def watch() -> None:
        while not over.wait(every_s):
            watched.look()

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield watched
    finally:
        over.set()
        thread.join()


def tree_cpu(roots: Sequence[int]) -> float:
    """CPU-seconds of the processes, of all below them, and of those that have ended and were waited for."""
    return sum(stat.cpu + stat.reaped for stat in _tree(roots))


def _tree(roots: Sequence[int]) -> Iterator[_Stat]:
    stats = {stat.pid: stat for stat in _all()}
    below: dict[int, list[int]] = {}
    for stat in stats.values():
        below.setdefault(stat.parent, []).append(stat.pid)
    left = [pid for pid in roots if pid in stats]
    while left:
        pid = left.pop()
        yield stats[pid]
        left += below.get(pid, [])


def _all() -> Iterator[_Stat]:
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = path.read_text()
        except OSError:  # ended meanwhile
            continue
        numbers = told.rpartition(")")[2].split()
        own, reaped = (sum(map(int, numbers[at : at + 2])) / _TICKS for at in (11, 13))
        yield _Stat(int(path.parent.name), int(numbers[1]), own, reaped)


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").strip()
    except OSError:
        return ""


def _peak_kib(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)
