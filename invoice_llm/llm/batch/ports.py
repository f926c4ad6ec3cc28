"""Protocol for what the night's files need of a store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from invoice_llm.calls import BatchFile, BatchRequest, BatchState, CallIntent, NotYet, StoredAnswer
from invoice_llm.errors import BudgetReached


class BatchStore(Protocol):
    """Keeps files, written through.

    Guarantees: a file, its requests and their holds come into being together or not at all; a change of state succeeds
    for one caller; of one question there is one hold at a time, so no two files have it.
    """

    async def begin(
        self, file: BatchFile, intents: Sequence[tuple[str, CallIntent]], *, limit_micros: int
    ) -> list[str | StoredAnswer | NotYet | BudgetReached]:
        """Hold the estimate of each request, by its custom id, and keep the file with those that got a hold (``str``).
        No file is kept where none did."""
        ...

    async def open_files(self, scope: str | None) -> list[BatchFile]:
        """Files of a scope, or of all those within it, that have not ended; of all scopes with ``None``."""
        ...

    async def requests(self, key: str) -> list[BatchRequest]:
        """Requests of a file."""
        ...

    async def tries(self, scope: str, keys: Sequence[str]) -> dict[str, int]:
        """Count, by question, the files of the scope that it has been in."""
        ...

    async def move(
        self, key: str, *, was: BatchState, now: BatchState, until: datetime | None = None, remote: str | None = None
    ) -> bool:
        """Change the state; false where it was another one by then."""
        ...
