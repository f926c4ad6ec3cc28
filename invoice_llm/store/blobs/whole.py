"""Files that a reader sees whole or not at all, on a local disk and in an object store."""

from __future__ import annotations

import os
from contextlib import suppress
from uuid import uuid4

from upath import UPath

from invoice_llm.store.blobs.places import is_local, is_object
from invoice_llm.store.blobs.unfinished import SUFFIX


def write_whole(path: UPath, data: bytes) -> None:
    """Write the file over what stands there. An object store puts an object at once; any other file is written beside
    its place and then moved. Raises ``OSError``; nothing is left beside then."""
    if is_object(path):
        path.write_bytes(data)
        return
    unfinished = path.with_name(f".{path.name}.{os.getpid()}-{uuid4().hex[:8]}{SUFFIX}")
    try:
        unfinished.write_bytes(data)
        move_whole(unfinished, path)
    except BaseException:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise


def move_whole(finished: UPath, path: UPath) -> None:
    """Move a file over what stands there. An object store copies it and removes it from where it was: a remote path has
    no ``replace``."""
    if is_local(finished):
        finished.replace(path)
    else:
        finished.rename(path)
