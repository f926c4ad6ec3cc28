"""The provider's own account: what reached it, what it processed and bills, and what it gave out whole."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from tests.faults.windows import most_in_a_window


@dataclass(slots=True, kw_only=True)
class Entry:
    """One request that reached the endpoint.

    ``digest`` is the SHA-256 of its body, so the same question asked twice has the same. ``fault`` is ``None`` for an
    answer as it should be. ``billed``: it was processed, whatever became of the answer. ``delivered``: every byte of
    an HTTP answer was handed to the socket, which is not yet to say that somebody read it. ``cost_micros`` is ``None``
    where the price list has no such model. ``arrived`` and ``ended`` are monotonic seconds of this machine.
    """

    number: int
    request_id: str
    digest: str
    model: str
    fault: str | None
    arrived: float
    arrived_at: str
    status: int | None = None
    billed: bool = False
    delivered: bool = False
    prompt: int = 0
    cached: int = 0
    completion: int = 0
    cost_micros: int | None = 0
    ended: float = 0.0
    ended_at: str = ""

    @property
    def tokens(self) -> int:
        return self.prompt + self.completion


@dataclass(slots=True)
class Account:
    """Every request, in memory and, with a path, as a line of JSON as soon as it has ended."""

    path: Path | None = None
    entries: list[Entry] = field(default_factory=list)
    most_under_way: int = 0
    _arrived: int = 0
    _under_way: int = 0
    _file: IO[str] | None = None

    def begin(self) -> int:
        """Count a request that has arrived; returns its number, from 0."""
        self._under_way += 1
        self.most_under_way = max(self.most_under_way, self._under_way)
        self._arrived += 1
        return self._arrived - 1

    def end(self, entry: Entry) -> None:
        self._under_way -= 1
        self.entries.append(entry)
        if self.path is not None:
            self._file = self._file or self.path.open("a", encoding="utf-8")
            self._file.write(json.dumps(asdict(entry)) + "\n")
            self._file.flush()

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def totals(self) -> dict[str, Any]:
        """What ``GET /admin/account`` answers."""
        return {**totals(self.entries), "under_way": self._under_way, "most_under_way": self.most_under_way}


def totals(entries: Sequence[Entry]) -> dict[str, Any]:
    """Sums over entries; money in micro-USD."""
    billed = [entry for entry in entries if entry.billed]
    times_paid = Counter(entry.digest for entry in billed)
    return {
        "requests": len(entries),
        "faults": dict(Counter(entry.fault or "none" for entry in entries)),
        "billed": len(billed),
        "billed_micros": sum(entry.cost_micros or 0 for entry in billed),
        "billed_and_delivered_micros": sum(entry.cost_micros or 0 for entry in billed if entry.delivered),
        "paid_again": sum(times - 1 for times in times_paid.values()),
        "most_requests_in_a_minute": most_in_a_window((entry.arrived, 1) for entry in entries),
        "most_tokens_in_a_minute": most_in_a_window(
            (entry.arrived, entry.prompt + entry.completion) for entry in billed
        ),
    }


def load(path: Path) -> list[Entry]:
    """The entries of an account that another process has written."""
    with path.open(encoding="utf-8") as lines:
        return [Entry(**json.loads(line)) for line in lines]
