"""Concurrency of this process: it grows by one with each round of good calls, and shrinks at once when
the provider says that it is too much (additive increase, multiplicative decrease)."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

SHRINK = 0.7
SHRINK_TOO_SLOW = 0.25
"""Timeouts come late: a model that answers one call after the other has then failed all of them but a few."""
ONCE_A = timedelta(seconds=1)
"""Of the refusals that come back together only the first one counts."""


@dataclass(frozen=True, slots=True)
class Width:
    """``most`` is what was configured; ``at`` when it was last made smaller."""

    limit: float
    most: int
    at: datetime | None = None


def wider(width: Width) -> Width:
    """After a good call: after a whole round of them, one more."""
    return replace(width, limit=min(width.limit + 1 / width.limit, float(width.most)))


def narrower(width: Width, *, now: datetime, shrink: float = SHRINK) -> Width:
    """After a refusal: never below one."""
    if width.at is not None and now - width.at < ONCE_A:
        return width
    return replace(width, limit=max(width.limit * shrink, 1.0), at=now)


class AdaptiveConcurrency:
    """A semaphore whose size follows :class:`Width`; for one event loop. First come, first served."""

    def __init__(self, most: int) -> None:
        self._width = Width(float(most), most)
        self._busy = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def limit(self) -> int:
        """Calls that may be under way now."""
        return int(self._width.limit)

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """One place, waited for."""
        await self._take()
        try:
            yield
        finally:
            self._busy -= 1
            self._wake()

    def good(self) -> None:
        """A call brought an answer."""
        if self._width.limit < self._width.most:
            self._width = wider(self._width)
            self._wake()

    def refused(self, *, now: datetime, shrink: float = SHRINK) -> None:
        """The provider asked to slow down, or was too slow."""
        self._width = narrower(self._width, now=now, shrink=shrink)

    async def _take(self) -> None:
        if self._busy < self.limit and not self._waiting:
            self._busy += 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._busy -= 1
                self._wake()
            raise

    def _wake(self) -> None:
        while self._waiting and self._busy < self.limit:
            turn = self._waiting.popleft()
            if not turn.done():
                self._busy += 1
                turn.set_result(None)
