"""Python's search for circles of objects, which readings make few of."""

from __future__ import annotations

import gc

_OBJECTS_BEFORE_COLLECTING = 50_000


def collect_seldom() -> None:
    """For a process of our own: at Python's 700 objects the search takes a tenth of the time that readings take."""
    gc.set_threshold(_OBJECTS_BEFORE_COLLECTING)
