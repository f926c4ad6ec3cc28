"""Parsed content of each file, kept by the file's sha256, so that no later step has to parse it again."""

from __future__ import annotations

import gzip
import json
import os
import re
import tempfile
import zlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from upath import UPath

from invoice_llm.errors import StoreUnavailable
from invoice_llm.store.blobs.places import is_local
from invoice_llm.store.blobs.unfinished import SUFFIX, remove_unfinished

_LEVEL = 4
"""Takes two thirds of the time of level 6, for a twentieth more bytes."""
_SHA256 = re.compile(r"[0-9a-f]{64}")


class TextStore:
    """Gzipped JSON under a local folder or an address like ``s3://bucket/prefix``, shared by all machines.

    What is not in ``folder`` is looked for in the ``older`` ones, into which nothing is written.
    """

    def __init__(self, folder: str, *, older: Sequence[str] = ()) -> None:
        self._folder = UPath(folder)
        self._older = tuple(map(UPath, older))

    def put(self, sha256: str, document: dict[str, Any]) -> None:
        """Write it; a reader sees the whole of it or nothing. Raises ``StoreUnavailable``."""
        data = gzip.compress(json.dumps(document, separators=(",", ":")).encode(), compresslevel=_LEVEL, mtime=0)
        path = self._path(sha256)
        try:
            try:
                _write_privately(path, data)
            except FileNotFoundError:
                path.parent.mkdir(parents=True, exist_ok=True)
                _write_privately(path, data)
        except OSError as error:
            raise StoreUnavailable(
                f"cannot write to {self._folder}: {error.strerror or type(error).__name__}"
            ) from None

    def get(self, sha256: str) -> dict[str, Any] | None:
        """The content that was put; ``None`` if there is none, or if its file is damaged and has to be made again."""
        for folder in (self._folder, *self._older):
            try:
                return _unpack(self._path(sha256, folder).read_bytes())
            except FileNotFoundError:
                continue
            except OSError as error:
                raise StoreUnavailable(f"cannot read {folder}: {error.strerror or error}") from None
        return None

    def remove(self, sha256: str) -> int:
        """Take the content away, wherever it is kept; returns how many files that were. Raises ``StoreUnavailable``."""
        try:
            there = self._there(sha256)
            for path in there:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise StoreUnavailable(f"cannot remove from {self._folder}: {error.strerror or error}") from None
        return len(there)

    def kept(self, sha256: str) -> int:
        """Number of files that hold the content."""
        return len(self._there(sha256))

    def sweep(self, before: datetime) -> int:
        """Remove what a killed process left unfinished before this time; how many files that was."""
        return sum(remove_unfinished(str(folder), before) for folder in (self._folder, *self._older))

    def _there(self, sha256: str) -> list[UPath]:
        paths = [self._path(sha256, folder) for folder in (self._folder, *self._older)]
        return [path for path in paths if path.exists()]

    def _path(self, sha256: str, folder: UPath | None = None) -> UPath:
        """Two levels of folders, so that none of them holds a million files."""
        if not _SHA256.fullmatch(sha256):
            raise ValueError("a text is kept by the sha256 of its file, 64 hex digits")
        return (folder or self._folder) / sha256[:2] / f"{sha256}.json.gz"


def _write_privately(path: UPath, data: bytes) -> None:
    """Object stores put an object at once; a local file, which its owner alone may read, is written beside its
    place and then moved."""
    if not is_local(path):
        path.write_bytes(data)
        return
    place = Path(path.path)
    handle, beside = tempfile.mkstemp(dir=place.parent, prefix=".", suffix=SUFFIX)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(beside).replace(place)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def _unpack(data: bytes) -> dict[str, Any] | None:
    try:
        document: object = json.loads(gzip.decompress(data))
    except (OSError, EOFError, zlib.error, ValueError):
        return None
    return document if isinstance(document, dict) else None
