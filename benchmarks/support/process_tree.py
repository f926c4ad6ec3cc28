"""CPU and peak memory of processes and of all that they start, from ``/proc`` (Linux)."""

from __future__ import annotations

import os
import threading
from collections import defaultdict
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
    """Since the beginning: ``cpu_s`` of all processes, ``used_s`` the same by command line as far as it was seen, and
    ``peak_kib`` the most that one process of a command had resident at once, shared pages included. A process that
    changes its command line counts for each as long as it has it."""

    roots: Sequence[int]
    before: float
    used_s: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    peak_kib: dict[str, int] = field(default_factory=dict)
    _last: dict[int, tuple[_Stat, str]] = field(default_factory=dict)

    @property
    def cpu_s(self) -> float:
        return tree_cpu(self.roots) - self.before

    def used_by(self, command: str) -> float:
        """CPU-seconds of processes whose command line has ``command`` in it."""
        return sum(used for line, used in self.used_s.items() if command in line)

    def begin(self) -> None:
        """What the processes that run now have used so far is not counted."""
        self._last = self._now()

    def look(self) -> None:
        """Take down what is running now, and how much of it has ended since the last look."""
        now = self._now()
        for pid, (stat, line) in now.items():
            before = self._last.get(pid)
            self.used_s[line] += stat.cpu - (before[0].cpu if before else 0)
            ended = [one for one, (was, _) in self._last.items() if was.parent == pid and one not in now]
            unseen = stat.reaped - (before[0].reaped if before else 0) - sum(map(self._known, ended))
            self.used_s[self._last[ended[-1]][1] if ended else line] += max(unseen, 0)
            if pid not in self.roots:
                self.peak_kib[line] = max(self.peak_kib.get(line, 0), _peak_kib(pid))
        self._last = now

    def _now(self) -> dict[int, tuple[_Stat, str]]:
        """By process id. One that has ended and was not waited for has no command line any more, and keeps its last."""
        return {stat.pid: (stat, _command(stat.pid) or self._line(stat.pid)) for stat in _tree(self.roots)}

    def _line(self, pid: int) -> str:
        return self._last[pid][1] if pid in self._last else ""

    def _known(self, ended: int) -> float:
        """What an ended process and its ended children had used when they were last seen."""
        stat = self._last[ended][0]
        below = [one for one, (was, _) in self._last.items() if was.parent == ended]
        return stat.cpu + stat.reaped + sum(map(self._known, below))


@contextmanager
def watching(roots: Sequence[int], every_s: float = 0.3) -> Iterator[Watched]:
    """Look at the trees below ``roots`` again and again until the block ends."""
    watched, over = Watched(roots, tree_cpu(roots)), threading.Event()
    watched.begin()

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
