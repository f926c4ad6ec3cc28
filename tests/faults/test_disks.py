"""Disks of the disturbed nights really are full, read-only or forbidden, and are healed."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.nights.disks import Disk, mounted, obey_mode_bits
from tests.processes import fork_all

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="mounting a file system takes root")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    with mounted(tmp_path, "disk") as disks:
        yield disks["disk"]


def writing(path: Path, size: int = 50_000) -> int:
    """Error number of writing a file there, 0 if it can be written."""
    try:
        (path / "file").write_bytes(bytes(size))
    except OSError as error:
        return error.errno or -1
    (path / "file").unlink()
    return 0


def obediently(path: Path) -> int:
    """The same in a process that obeys mode bits."""

    def child() -> int:
        obey_mode_bits()
        return writing(path)

    (code,) = fork_all(child, [()])
    return int(code)


@pytest.mark.parametrize(
    ("trouble", "wanted"),
    [
        (lambda disk: disk.fill(10_000), errno.ENOSPC),
        (lambda disk: disk.set_read_only(), errno.EROFS),
        (lambda disk: disk.forbid(), errno.EACCES),
    ],
    ids=["full", "read-only", "forbidden"],
)
def test_a_trouble_is_the_kernels_own_and_is_over_once_healed(
    trouble: Callable[[Disk], None], wanted: int, disk: Disk
) -> None:
    assert obediently(disk.path) == 0
    trouble(disk)
    assert obediently(disk.path) == wanted
    disk.heal()
    assert obediently(disk.path) == 0


def test_nothing_is_left_mounted(tmp_path: Path) -> None:
    with mounted(tmp_path, "one", "two") as disks:
        assert all(os.path.ismount(disk.path) for disk in disks.values())
    assert not any(os.path.ismount(disk.path) for disk in disks.values())
