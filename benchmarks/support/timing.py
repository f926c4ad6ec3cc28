"""CPU and wall time of a piece of work that is done many times."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(slots=True)
class Cost:
    """``began`` and ``ended`` are on the machine's monotonic clock, which its processes share. CPU in seconds."""

    count: int
    cpu: float = 0.0
    began: float = 0.0
    ended: float = 0.0

    @property
    def cpu_ms(self) -> float:
        """For each one."""
        return 1000 * self.cpu / self.count

    @property
    def per_second(self) -> float:
        return self.count / (self.ended - self.began)


@contextmanager
def timed(count: int) -> Iterator[Cost]:
    """The cost of the block, which does something ``count`` times. CPU is the whole process's, all threads."""
    cost = Cost(count, began=time.monotonic())
    cpu = time.process_time()
    yield cost
    cost.cpu, cost.ended = time.process_time() - cpu, time.monotonic()


def add_up(costs: Sequence[Cost]) -> Cost:
    """Total cost of processes that worked at the same time."""
    return Cost(
        count=sum(cost.count for cost in costs),
        cpu=sum(cost.cpu for cost in costs),
        began=min(cost.began for cost in costs),
        ended=max(cost.ended for cost in costs),
    )
