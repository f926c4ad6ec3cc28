"""The chunks of a chaos run as files in folders: to take one is to rename it, so a kill loses none and doubles none."""

from __future__ import annotations

import json
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

MOST_TRIES = 5


@dataclass(frozen=True, slots=True)
class Job:
    """One chunk of one run, taken by one worker."""

    run_id: str
    chunk: int
    path: Path


class ChunkQueue:
    """``todo``, ``doing/<worker>``, ``done`` and ``given_up`` below one folder, shared by processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        for name in ("todo", "doing", "done", "given_up"):
            (folder / name).mkdir(parents=True, exist_ok=True)

    def put(self, run_id: str, chunks: Iterable[int]) -> None:
        for chunk in chunks:
            (self._folder / "todo" / f"{run_id}~{chunk:05d}").write_text("[]")

    def take(self, worker: str) -> Job | None:
        """The next chunk, or ``None`` if there is none now."""
        mine = self._folder / "doing" / worker
        mine.mkdir(exist_ok=True)
        for path in sorted((self._folder / "todo").iterdir()):
            try:
                taken = path.rename(mine / path.name)
            except FileNotFoundError:
                continue
            run_id, _, chunk = path.name.rpartition("~")
            return Job(run_id, int(chunk), taken)
        return None

    def finish(self, job: Job) -> None:
        job.path.rename(self._folder / "done" / job.path.name)

    def fail(self, job: Job, error: BaseException) -> None:
        """Put a chunk back with its error, or away after ``MOST_TRIES``."""
        errors = [*json.loads(job.path.read_text()), "".join(traceback.format_exception(error))]
        job.path.write_text(json.dumps(errors))
        job.path.rename(self._folder / ("todo" if len(errors) < MOST_TRIES else "given_up") / job.path.name)

    def give_back(self, worker: str) -> int:
        """Put back what a dead worker had; returns how many chunks."""
        left = list((self._folder / "doing" / worker).glob("*"))
        for path in left:
            path.rename(self._folder / "todo" / path.name)
        return len(left)

    def unfinished(self) -> int:
        return sum(1 for _ in (self._folder / "todo").iterdir()) + sum(1 for _ in (self._folder / "doing").glob("*/*"))

    def errors(self) -> list[str]:
        """The errors that chunks ended with before they were done, as tracebacks."""
        paths = [path for name in ("done", "given_up") for path in sorted((self._folder / name).iterdir())]
        return [error for path in paths for error in json.loads(path.read_text())]

    def given_up(self) -> list[str]:
        return sorted(path.name for path in (self._folder / "given_up").iterdir())

    def close(self) -> None:
        """Let the workers go when there is nothing left."""
        (self._folder / "closed").touch()

    @property
    def is_closed(self) -> bool:
        return (self._folder / "closed").exists()
