"""Files that hold documents become their parts, each with its own bytes and hash, before anything is registered."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from upath import UPath

from invoice_llm.documents.containers.entries import Entry, Itself, Part, Refused
from invoice_llm.documents.containers.opener import ContainerOpener
from invoice_llm.documents.containers.outside import may_hold_documents
from invoice_llm.pipeline.intake.inbox import LARGEST, InboxFile, no_content
from invoice_llm.pipeline.parts import Parts
from invoice_llm.store.blobs.places import is_local

log = logging.getLogger(__name__)
_HEAD = 1 << 16


def opened_files(parts: Parts, files: Iterable[InboxFile]) -> Iterator[InboxFile]:
    """Documents that the files are, or hold. The content of a part is kept at once, and only then the next comes."""
    with parts.open_containers() as opener:
        for file in files:
            yield from _documents(parts, opener, file)


def _documents(parts: Parts, opener: ContainerOpener, file: InboxFile) -> Iterator[InboxFile]:
    place = None if file.path is None else UPath(file.path)
    if place is None or not _may_hold_documents(place, file.size, parts.max_bytes):
        yield file
        return
    some = False
    try:
        with _local(place) as path:
            for entry in opener.open(path):
                if isinstance(entry, Refused) and not entry.name and not place.exists():
                    return  # taken away meanwhile: what came of it before stands
                some = True
                yield _document(parts, file, entry)
    except OSError as error:
        log.warning("%s cannot be read: %s", file.name, error.strerror)
    if not some:
        yield file


def _document(parts: Parts, file: InboxFile, entry: Entry) -> InboxFile:
    match entry:
        case Part(name, data, cover):
            sha256 = hashlib.sha256(data).hexdigest()
            parts.files.put(sha256, data)
            return InboxFile(f"{file.name}/{name}", sha256, len(data), None, cover=cover)
        case Refused("", reason):
            log.warning("%s is not opened, or not to its end: %s", file.name, reason)
            return InboxFile(file.name, file.sha256, file.size, file.path, reason)
        case Refused(name, reason):
            return InboxFile(f"{file.name}/{name}", no_content(f"{file.sha256}/{name}"), 0, None, reason)
        case Itself():
            return file


def _may_hold_documents(path: UPath, size: int, max_bytes: int) -> bool:
    """A PDF is looked at as a whole, of another file its beginning tells."""
    if not 0 < size <= LARGEST * max_bytes:
        return False
    try:
        with path.open("rb") as source:
            head: bytes = source.read(_HEAD)
            rest = source.read() if head.startswith(b"%PDF-") and size <= 2 * max_bytes else b""
    except OSError:
        return False
    return may_hold_documents(head + rest)


@contextlib.contextmanager
def _local(path: UPath) -> Iterator[Path]:
    """The file on this machine: itself, or a copy that is taken away afterwards."""
    if is_local(path):
        yield Path(path.path)
        return
    with tempfile.TemporaryDirectory(prefix="invoice-llm-") as folder:
        copy = Path(folder, path.name)
        with path.open("rb") as source, copy.open("wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
        yield copy
