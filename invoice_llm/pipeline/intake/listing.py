"""Files below a folder, local or of any filesystem that fsspec knows, with what tells whether one is being written."""

from __future__ import annotations

import errno
import logging
import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from upath import UPath

from invoice_llm.documents.file_names import is_document_name, is_left_alone, is_unfinished, signs_of_writing
from invoice_llm.store.blobs.places import is_local

log = logging.getLogger(__name__)
_TIMES = ("mtime", "LastModified", "last_modified", "updated", "modified")
"""What filesystems call the time of the last change."""
Unlisted = Callable[[str, str], None]
"""Told a folder that cannot be listed, and why."""


def _unlisted(folder: str, why: str) -> None:
    log.warning("%s cannot be looked into: %s", folder, why)


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file as it was listed. ``name`` is the path below the folder, with forward slashes; ``size`` in bytes;
    ``modified`` in seconds since 1970, ``None`` where the filesystem does not say."""

    name: str
    size: int
    modified: float | None

    @property
    def is_unfinished(self) -> bool:
        return any(map(is_unfinished, self.name.split("/")))


@dataclass(frozen=True, slots=True)
class Settling:
    """Time in seconds for which a file has to be left unchanged before it is read, and the clock for it."""

    seconds: float = 0.0
    now: Callable[[], float] = time.time
    sleep: Callable[[float], object] = time.sleep


def list_files(folder: UPath, unlisted: Unlisted = _unlisted, *, own: Iterable[str] = ()) -> Iterator[ListedFile]:
    """Every file that is a document by its name, finished or not, in no order. Links out of the folder, pipes and
    devices are left out, and what is in local folders of the program's ``own``. One listing a folder: nothing is asked
    about single files of a remote one."""
    without = frozenset(os.path.realpath(place) for place in own if "://" not in place)
    return _local_files(str(folder), unlisted, without) if is_local(folder) else _remote_files(folder)


def ready_and_waiting(
    folder: UPath, settling: Settling, unlisted: Unlisted = _unlisted, *, own: Iterable[str] = ()
) -> tuple[list[ListedFile], list[ListedFile]]:
    """The files to read by name, and those that are still being written: by their names, or since they have changed
    within the settling time and again while that was waited for, at most once for all of them."""
    listed = sorted(list_files(folder, unlisted, own=own), key=lambda file: file.name)
    signs = {file.name for file in listed if file.is_unfinished}
    waiting = [file for file in listed if _is_being_written(file, signs)]
    ready = [file for file in listed if not _is_being_written(file, signs)]
    now = settling.now()
    young = [file for file in ready if file.modified is not None and file.modified > now - settling.seconds]
    if young:
        settling.sleep(_until_quiet(young, now, settling.seconds))
        changed = _changed(folder, young)
        waiting += [file for file in young if file in changed]
        ready = [file for file in ready if file not in changed]
    return ready, waiting


def _is_being_written(file: ListedFile, signs: Set[str]) -> bool:
    return file.is_unfinished or not signs.isdisjoint(signs_of_writing(file.name, is_empty=not file.size))


def _until_quiet(young: Iterable[ListedFile], now: float, seconds: float) -> float:
    """Seconds until the last of them has been quiet long enough, no longer where the filesystem's clock is ahead."""
    return min(seconds, max(file.modified or 0.0 for file in young) + seconds - now)


def _changed(folder: UPath, young: Iterable[ListedFile]) -> set[ListedFile]:
    """Those that are not what they were. A file that is gone is none of the inbox: reading it will tell."""
    wanted = list(young)
    if is_local(folder):
        found = (_local_file(str(folder), file.name) for file in wanted)
        again = {file.name: file for file in found if file is not None}
    else:
        again = {file.name: file for file in _remote_files(folder)}
    return {file for file in wanted if again.get(file.name, file) != file}


def _local_files(folder: str, unlisted: Unlisted, without: Set[str]) -> Iterator[ListedFile]:
    def failed(error: OSError) -> None:
        if error.errno != errno.ENOENT:  # else it was taken away meanwhile
            unlisted(str(error.filename), error.strerror or type(error).__name__)

    for at, folders, names in os.walk(folder, onerror=failed):
        folders[:] = [
            name
            for name in folders
            if not is_left_alone(name) and os.path.realpath(os.path.join(at, name)) not in without
        ]
        below = os.path.relpath(at, folder)
        for name in names:
            path = PurePosixPath(below, name)
            if is_document_name(path.parts) and (file := _local_file(folder, path.as_posix())):
                yield file


def _local_file(folder: str, name: str) -> ListedFile | None:
    """``None`` for what is no file, or leads out of the folder. One about which nothing is told is a file all the same:
    it gets an outcome."""
    path = os.path.join(folder, name)
    if os.path.islink(path) and not os.path.realpath(path).startswith(os.path.realpath(folder) + os.sep):
        return None
    try:
        about = os.stat(path)
    except FileNotFoundError:
        return None
    except OSError:
        return ListedFile(name, 0, None)
    return ListedFile(name, about.st_size, about.st_mtime) if stat.S_ISREG(about.st_mode) else None


def _remote_files(folder: UPath) -> Iterator[ListedFile]:
    root = folder.path.rstrip("/")
    folder.fs.invalidate_cache()
    for _, _, files in folder.fs.walk(root, detail=True):
        for about in files.values():
            path = PurePosixPath(about["name"].removeprefix(root).lstrip("/"))
            if is_document_name(path.parts):
                yield ListedFile(path.as_posix(), int(about.get("size") or 0), _modified(about))


def _modified(about: Mapping[str, Any]) -> float | None:
    """Seconds since 1970 from whatever form the filesystem has."""
    told = next((about[name] for name in _TIMES if about.get(name) is not None), None)
    if isinstance(told, str):
        try:
            told = datetime.fromisoformat(told)
        except ValueError:
            return None
    if isinstance(told, datetime):
        return told.timestamp()
    return float(told) if isinstance(told, int | float) else None
