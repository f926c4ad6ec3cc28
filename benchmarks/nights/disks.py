"""Small file systems of a night's own, which really become full, read-only or forbidden. Mounting takes root."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_MEGABYTES = 48
_BALLAST = ".ballast"
_DROP_FROM_BOUNDS, _GET, _SET = 24, 125, 126
_DAC = (1, 2)
"""Capabilities by which root reads and writes what its own mode bits forbid."""
_APART = "BENCHMARK_NIGHTS_APART"


@dataclass(frozen=True, slots=True)
class Disk:
    """A mounted file system of a few megabytes."""

    path: Path

    def fill(self, leave: int) -> None:
        """Take all room but ``leave`` bytes, so that the kernel answers ENOSPC."""
        with suppress(OSError), (self.path / _BALLAST).open("wb") as ballast:
            while True:
                ballast.write(bytes(1 << 16))
                ballast.flush()
        with suppress(FileNotFoundError):  # it was full before
            size = (self.path / _BALLAST).stat().st_size
            os.truncate(self.path / _BALLAST, max(size - leave, 0))

    def set_read_only(self) -> None:
        """EROFS from now on; where a file is open for writing the kernel refuses, and nothing changes."""
        _mount("-o", "remount,ro", str(self.path), check=False)

    def forbid(self) -> None:
        """EACCES for everybody without the capability to override it."""
        self.path.chmod(0)

    def heal(self) -> None:
        """As it was, and with the room that it had."""
        _mount("-o", "remount,rw", str(self.path), check=False)
        self.path.chmod(0o755)
        (self.path / _BALLAST).unlink(missing_ok=True)


@contextmanager
def mounted(folder: Path, *names: str) -> Iterator[dict[str, Disk]]:
    """A disk for each name, below the folder."""
    disks = {name: Disk(folder / name) for name in names}
    try:
        for disk in disks.values():
            disk.path.mkdir(parents=True)
            _mount("-t", "tmpfs", "-o", f"size={_MEGABYTES}m", "tmpfs", str(disk.path))
        yield disks
    finally:
        for disk in disks.values():
            subprocess.run(["umount", "-l", str(disk.path)], check=False, capture_output=True)


def set_apart() -> None:
    """Start this process again with mounts of its own, which nobody else sees and which end with it."""
    if os.geteuid() != 0:
        raise SystemExit("the disks of benchmarks.nights are mounted, which takes root")
    if _APART not in os.environ:
        command = ["unshare", "--mount", sys.executable, *sys.orig_argv[1:]]
        os.execvpe(command[0], command, os.environ | {_APART: "1"})


def obey_mode_bits() -> None:
    """Give up the capabilities by which root passes over mode bits; for this process and all that it starts."""
    libc = ctypes.CDLL(None, use_errno=True)
    for number in _DAC:
        if libc.prctl(_DROP_FROM_BOUNDS, number, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "cannot drop a capability")
    head, sets = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    libc.syscall(_GET, head, sets)
    for place in range(3):
        sets[place] &= ~sum(1 << number for number in _DAC)
    if libc.syscall(_SET, head, sets):
        raise OSError(ctypes.get_errno(), "cannot drop a capability")


def _mount(*arguments: str, check: bool = True) -> None:
    subprocess.run(["mount", *arguments], check=check, capture_output=True)
