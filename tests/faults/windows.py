"""The most that happened in any minute, whenever it began."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

MINUTE_S = 60.0


def most_in_a_window(events: Iterable[tuple[float, int]], *, width_s: float = MINUTE_S) -> int:
    """The largest sum of amounts in any half-open window of ``width_s``; ``events`` are (seconds, amount), in any
    order. Two events exactly ``width_s`` apart are in no window together."""
    window: deque[tuple[float, int]] = deque()
    total = most = 0
    for at, amount in sorted(events):
        window.append((at, amount))
        total += amount
        while window[0][0] <= at - width_s:
            total -= window.popleft()[1]
        most = max(most, total)
    return most


@dataclass(slots=True)
class SlidingWindow:
    """At most ``limit`` in any ``width_s``. A window of its own for each thing that is limited."""

    limit: int
    width_s: float = MINUTE_S
    _events: deque[tuple[float, int]] = field(default_factory=deque)
    _used: int = 0

    def remaining(self, now: float) -> int:
        """Never below 0: what is used after a call was let in may exceed the limit."""
        self._forget(now)
        return max(self.limit - self._used, 0)

    def wait_for(self, amount: int, now: float) -> float:
        """Seconds until ``amount`` fits, as far as is known now; 0 if it fits. Too much for ever waits a window."""
        self._forget(now)
        free = self.limit - self._used
        if amount <= free:
            return 0.0
        for at, used in self._events:
            free += used
            if amount <= free:
                return max(at + self.width_s - now, 0.0)
        return self.width_s

    def reset_after(self, now: float) -> float:
        """Seconds until nothing is used any more."""
        self._forget(now)
        return self._events[-1][0] + self.width_s - now if self._events else 0.0

    def add(self, amount: int, now: float) -> None:
        """Use up ``amount``, whether or not it fits."""
        self._events.append((now, amount))
        self._used += amount

    def _forget(self, now: float) -> None:
        while self._events and self._events[0][0] <= now - self.width_s:
            self._used -= self._events.popleft()[1]
