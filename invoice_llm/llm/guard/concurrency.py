"""Concurrency of this process: it grows by one with each round of good calls, and shrinks at once when
the provider says that it is too much (additive increase, multiplicative decrease)."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import inf

SHRINK = 0.7
SHRINK_TOO_SLOW = 0.25
"""Timeouts come late: a model that answers one call after the other has then failed all of them but a few."""
ONCE_A = timedelta(seconds=1)
"""Of the refusals that come back together only the first one counts."""
_GAPS = 8
_SHARE = 0.8
"""Part of the time limit that a full queue may fill: answers differ in length."""


@dataclass(frozen=True, slots=True)
class Width:
    """``most`` is what was configured; ``at`` when it was last made smaller. A ``careful`` one began with one call."""

    limit: float
    most: int
    at: datetime | None = None
    careful: bool = False


def wider(width: Width, fitting: float = inf) -> Width:
    """After a good call: after a whole round of them, one more; a careful one that was never too wide doubles with each
    round. No wider than the ``fitting`` calls that can be answered in time."""
    step = 1.0 if width.careful and width.at is None else 1 / width.limit
    most = min(float(width.most), max(fitting, 1.0))
    return replace(width, limit=max(min(width.limit + step, most), min(width.limit, float(width.most))))


def narrower(width: Width, *, now: datetime, shrink: float = SHRINK) -> Width:
    """After a refusal: never below one."""
    if width.at is not None and now - width.at < ONCE_A:
        return width
    return replace(width, limit=max(width.limit * shrink, 1.0), at=now)


class Throughput:
    """How soon one answer follows another, seen at the last few of them. A server that works off one call after the
    other does not get faster by getting more of them: the last in its queue waits for all."""

    def __init__(self) -> None:
        self._gaps: deque[timedelta] = deque(maxlen=_GAPS)
        self._last: datetime | None = None

    def answered(self, latency: timedelta, *, now: datetime) -> None:
        """An answer has come; time in which no call was under way does not count."""
        began = now - latency
        self._gaps.append(max(now - max(began, self._last or began), timedelta(0)))
        self._last = now

    def fitting(self, deadline: timedelta) -> float:
        """Calls that may be under way so that the last of them, if they are answered in turn, is there in time."""
        taken = sum(self._gaps, timedelta(0))
        return _SHARE * deadline * len(self._gaps) / taken if taken else inf


class AdaptiveConcurrency:
    """A semaphore whose size follows :class:`Width`; for one event loop. First come, first served."""

    def __init__(self, most: int, *, careful: bool = False) -> None:
        self._width = Width(1.0 if careful else float(most), most, careful=careful)
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

    def good(self, fitting: float = inf) -> None:
        """A call brought an answer; ``fitting`` as for :func:`wider`."""
        if self._width.limit < self._width.most:
            self._width = wider(self._width, fitting if self._width.careful else inf)
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
