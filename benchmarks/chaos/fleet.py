"""The workers of a chaos run: kept at their number, and killed one after another."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.chaos.queue import ChunkQueue

ROOT = Path(__file__).parents[2]
_PATIENCE_S = 30.0


@dataclass(slots=True)
class Worker:
    name: str
    process: subprocess.Popen[bytes]
    killed: bool = False


@dataclass(slots=True, kw_only=True)
class Fleet:
    """``size`` worker processes. Every ``kill_every_s`` (0: never) one of them is ended by SIGKILL and replaced.

    Each worker leads a process group, so that what it leaves behind can be found.
    """

    size: int
    folder: Path
    queue: ChunkQueue
    environment: Mapping[str, str]
    kill_every_s: float
    chance: random.Random
    kills: int = 0
    taken_back: int = 0
    crashes: list[str] = field(default_factory=list)
    _started: int = 0
    _workers: list[Worker] = field(default_factory=list)
    _groups: list[int] = field(default_factory=list)
    _next_kill: float = 0.0

    def work(self, *, until: float, meanwhile: Callable[[], None]) -> bool:
        """Work until the queue is empty; False if it is not at ``until``, in monotonic seconds. ``meanwhile`` is called
        many times a second."""
        self._next_kill = time.monotonic() + self.kill_every_s
        while self.queue.unfinished():
            if time.monotonic() > until:
                return False
            self._tend()
            meanwhile()
            time.sleep(0.02)
        return True

    def logged(self, ending: str) -> int:
        """Number of lines in all workers' logs that end so."""
        logs = self.folder.glob("worker-*.log")
        return sum(line.endswith(ending) for log in logs for line in log.read_text().splitlines())

    def close(self) -> list[int]:
        """Let the workers go, and end those that do not. Returns the groups of killed workers that still live on."""
        self.queue.close()
        for worker in self._workers:
            try:
                worker.process.wait(_PATIENCE_S)
            except subprocess.TimeoutExpired:
                self.crashes.append(f"{worker.name} did not end")
                worker.process.kill()
                worker.process.wait()
        return self._left_behind()

    def _tend(self) -> None:
        for worker in [worker for worker in self._workers if worker.process.poll() is not None]:
            self._workers.remove(worker)
            self.taken_back += self.queue.give_back(worker.name)
            if not worker.killed:
                self.crashes.append(f"{worker.name} ended with {worker.process.returncode}")
        while len(self._workers) < self.size:
            self._workers.append(self._start())
        if self.kill_every_s and time.monotonic() >= self._next_kill:
            self._kill(self.chance.choice(self._workers))
            self._next_kill += self.kill_every_s

    def _kill(self, worker: Worker) -> None:
        if worker.process.poll() is None:
            worker.killed = True
            worker.process.send_signal(signal.SIGKILL)
            worker.process.wait()
            self.kills += 1

    def _start(self) -> Worker:
        name = f"worker-{self._started:03d}"
        self._started += 1
        command = [sys.executable, "-m", "benchmarks.chaos.worker", str(self.folder / "queue"), name]
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=dict(self.environment), stderr=log, stdout=log, start_new_session=True
            )
        self._groups.append(process.pid)
        return Worker(name, process)

    def _left_behind(self) -> list[int]:
        give_up = time.monotonic() + _PATIENCE_S
        while (left := sorted(_living_groups() & set(self._groups))) and time.monotonic() < give_up:
            time.sleep(0.1)
        for group in left:
            os.killpg(group, signal.SIGKILL)
        return left


def _living_groups() -> set[int]:
    """The process groups of this machine that have a process which has not ended."""
    groups = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, group = path.read_text().rpartition(")")[2].split()[:3]
            if state != "Z":
                groups.add(int(group))
    return groups
