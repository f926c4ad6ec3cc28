"""Folders on a disk and in an object store, which has none of its own: a folder is there while something is in it."""

from __future__ import annotations

from collections.abc import Iterator

from upath import UPath
from upath.implementations.cloud import CloudPath
from upath.implementations.memory import MemoryPath


def is_local(path: UPath) -> bool:
    """True for a disk or a share that the system has mounted."""
    return path.protocol in ("", "file", "local")


def is_object(path: UPath) -> bool:
    """True in an object store, of which the one in memory behaves as the others; not on a server with folders."""
    return isinstance(path, (CloudPath, MemoryPath))


def is_folder(path: UPath) -> bool:
    """True where files can be listed. In a bucket that is there each folder is, and may be empty."""
    return bool(path.is_dir()) or (is_object(path) and bool(path.fs.isdir(_bucket(path))) and not path.is_file())


def entries(folder: UPath) -> Iterator[UPath]:
    """What stands in the folder; nothing where an object store knows none."""
    try:
        yield from folder.iterdir()
    except (FileNotFoundError, NotADirectoryError):
        if not is_object(folder):
            raise


def _bucket(path: UPath) -> str:
    return path.path.strip("/").partition("/")[0]
