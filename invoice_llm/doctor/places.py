"""Checks of the places that a run reads from and writes to: database, inbox, storage, output."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from upath import UPath

from invoice_llm.doctor.checking import Entry, entry
from invoice_llm.errors import ConfigurationError
from invoice_llm.pipeline.intake import inbox as intake
from invoice_llm.settings import Settings
from invoice_llm.store import open_store
from invoice_llm.store.blobs.places import entries

_MB = 1_000_000
SCARCE = 1_000 * _MB
"""Bytes free below which a note says so: a night of a thousand scans takes as many."""
TOO_LITTLE = 100 * _MB
"""Bytes free below which a night of any size may end in the middle."""


def database(settings: Settings, *, migrate: bool) -> Iterator[Entry]:
    with open_store(settings.database_url) as store:
        if migrate:
            store.migrate()
        status = store.status()
        status.require_known()
        if status.up_to_date:
            store.try_writing()
    about = f"{status.dialect} at {status.url_safe}, revision {status.current or 'none'}"
    if status.up_to_date:
        yield entry("database", "ok", f"{about}; it can be written to")
    elif status.dialect == "sqlite":
        yield entry("database", "warning", f"{about}; the next run brings it to {status.head}")
    else:
        yield entry("database", "error", f"{about}; run 'invoice-llm doctor --migrate' to bring it to {status.head}")


def inbox(settings: Settings) -> Iterator[Entry]:
    """List the folder as a run does, up to the first file; nothing is read."""
    if "://" not in settings.inbox and not Path(settings.inbox).exists():
        yield entry("inbox", "warning", f"{settings.inbox} is not there yet; create it or set INVOICE_LLM_INBOX")
        return
    try:
        folder = intake.resolve(settings.inbox, [settings.inbox])
        first = next(entries(folder), None)
    except ConfigurationError:
        raise
    except Exception as error:
        yield entry("inbox", "error", f"{settings.inbox} cannot be listed: {_told(error)}")
        return
    yield entry("inbox", "ok", f"{settings.inbox} can be listed{'' if first else ' and is empty'}")


def storage(settings: Settings) -> Iterator[Entry]:
    yield _tried("storage", settings.storage)


def output(settings: Settings) -> Iterator[Entry]:
    yield _tried("output", settings.output)


def _tried(name: str, place: str) -> Entry:
    """Write a file there, read it back, and take it away again."""
    variable = f"INVOICE_LLM_{name.upper()}"
    try:
        _try_writing(_nearest(UPath(place)))
    except Exception as error:
        return entry(name, "error", f"{place} cannot be written to: {_told(error)}; put that right or set {variable}")
    if "://" in place:
        return entry(name, "ok", f"{place} can be written to")
    free = shutil.disk_usage(str(_nearest(UPath(place)))).free
    about = f"{place} can be written to, {free / 1_000 / _MB:.1f} GB free"
    if free < TOO_LITTLE:
        return entry(name, "error", f"{about}; that is too little for a night")
    return entry(name, "warning" if free < SCARCE else "ok", about)


def _nearest(folder: UPath) -> UPath:
    """The folder, or of a local one that has still to be made the first above it that is there."""
    if "://" in str(folder):
        return folder
    return next(UPath(path) for path in (folder, *folder.absolute().parents) if path.exists())


def _try_writing(folder: UPath) -> None:
    mark = uuid4().hex.encode()
    probe = folder / f".invoice-llm-{uuid4().hex[:8]}.part"
    probe.write_bytes(mark)
    try:
        if probe.read_bytes() != mark:
            raise OSError("what was written is not what is read")
    finally:
        probe.unlink()


def _told(error: Exception) -> str:
    """A line of it: a library's error may be a page."""
    strerror = getattr(error, "strerror", None)
    return str(strerror or error).strip().partition("\n")[0][:200] or type(error).__name__
