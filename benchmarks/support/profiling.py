"""cProfile over all threads that are started inside a block, added up."""

from __future__ import annotations

import cProfile
import pstats
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def profiled(top: int) -> Iterator[None]:
    """Print the ``top`` functions by their own time, then by time with what they call.

    Times are CPU: waiting costs nothing. cProfile knows one thread only; here every thread that begins inside the block
    gets a profile of its own. They must have ended when the block does.
    """
    profiles = [cProfile.Profile(time.thread_time)]

    def begin(*_: object) -> None:
        profiles.append(cProfile.Profile(time.thread_time))
        profiles[-1].enable()

    threading.setprofile(begin)
    profiles[0].enable()
    try:
        yield
    finally:
        threading.setprofile(None)
        profiles[0].disable()
    stats = pstats.Stats(*profiles)
    stats.strip_dirs().sort_stats("tottime").print_stats(top)
    stats.sort_stats("cumtime").print_stats(top)
