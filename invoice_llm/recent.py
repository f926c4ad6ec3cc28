"""The values used last, up to a total weight."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Recent(Generic[K, V]):
    """A mapping that forgets what was not used for longest, once the weights add up to more than ``most``.

    Belongs to one event loop or thread.
    """

    def __init__(self, most: int, weight: Callable[[V], int] = lambda _: 1) -> None:
        self._most = most
        self._weight = weight
        self._total = 0
        self._values: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K) -> V | None:
        if key not in self._values:
            return None
        self._values.move_to_end(key)
        return self._values[key]

    def put(self, key: K, value: V) -> None:
        if key in self._values:
            self._total -= self._weight(self._values.pop(key))
        self._values[key] = value
        self._total += self._weight(value)
        while self._total > self._most:
            self._total -= self._weight(self._values.popitem(last=False)[1])
