"""Files that a process was killed over: they stand beside those that they were to become, under a name of their own."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from upath import UPath

SUFFIX = ".part"


def remove_unfinished(folder: str, before: datetime) -> int:
    """Remove what nobody has written to since then, and count it; what cannot be removed is left."""
    removed = 0
    for path in UPath(folder).rglob(f"*{SUFFIX}"):
        with suppress(OSError):
            if path.stat().st_mtime < before.timestamp():
                path.unlink()
                removed += 1
    return removed
