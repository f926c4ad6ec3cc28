"""A clock that stands still until it is moved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

NOON: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY: Final = NOON.date()


class Clock:
    """Callable, and with ``now``: the product's parts ask in either way."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def now(self) -> datetime:
        return self.at

    def advance(self, seconds: float = 0, **more: float) -> None:
        """``more`` are other units, as ``timedelta`` names them."""
        self.at += timedelta(seconds=seconds, **more)
