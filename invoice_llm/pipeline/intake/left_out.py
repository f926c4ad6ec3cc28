"""Files of an inbox that a run did not take, counted for its summary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from invoice_llm.store.runs.runs import Runs

OF_THE_RUN = -1
"""Position under which a step of the whole run is kept."""
_STEP = "discovered"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """``waiting`` files were still being written; ``left_for_next_run`` are new, and more than a limit lets through.
    ``unlisted`` folders in the inbox could not be looked into."""

    waiting: int = 0
    left_for_next_run: int = 0
    unlisted: int = 0

    @classmethod
    def of(cls, summary: Mapping[str, Any]) -> LeftOut:
        """From a run's summary; an old one says nothing of it."""
        return cls(**{spec.name: int(summary.get(spec.name, 0)) for spec in fields(cls)})

    def keep(self, runs: Runs, run_id: str) -> None:
        runs.put_step(run_id, OF_THE_RUN, _STEP, asdict(self))

    @classmethod
    def kept(cls, runs: Runs, run_id: str) -> LeftOut:
        return cls.of(runs.steps(run_id, _STEP).get(OF_THE_RUN, {}))

    def sentences(self) -> list[str]:
        """Sentences for a person; none if nothing was left out."""
        told = []
        if self.waiting:
            told.append(f"{_files(self.waiting)} still being written and waited for the next run.")
        if self.left_for_next_run:
            told.append(f"{_files(self.left_for_next_run)} left for the next run by a limit.")
        if self.unlisted:
            told.append(f"{_folders(self.unlisted)} not be looked into: see who may read the inbox.")
        return told


def _files(count: int) -> str:
    return "1 file was" if count == 1 else f"{count} files were"


def _folders(count: int) -> str:
    return "1 folder could" if count == 1 else f"{count} folders could"
