"""Limits that a process which reads hostile input sets to itself, before the first byte of it arrives."""

from __future__ import annotations

_MIB = 1 << 20


def limit_memory(megabytes: int) -> None:
    """Bound the address space, and write no core files."""
    try:
        import resource
    except ImportError:
        return
    _lower(resource.RLIMIT_AS, megabytes * _MIB)
    _lower(resource.RLIMIT_CORE, 0)


def limit_cpu(seconds: float) -> None:
    """The parent's clock ends a hang; this one is for a parent that was killed meanwhile."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + seconds) + 2)


def _lower(which: int, soft: int) -> None:
    """Set the soft limit, keeping the hard one. A platform that cannot (macOS: address space) is left as it is."""
    import resource

    hard = resource.getrlimit(which)[1]
    try:
        resource.setrlimit(which, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))
    except (ValueError, OSError):
        return
