"""Files of a run's records, replaced whole: written beside their places first, then moved there."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO
from uuid import uuid4

from upath import UPath

from invoice_llm.errors import DeliveryFailed, InvoiceLLMError
from invoice_llm.pipeline.exports.writing import Written
from invoice_llm.store.blobs.places import is_local
from invoice_llm.store.blobs.whole import move_whole

JSONL, CSV, LINES = "invoices.jsonl", "invoices.csv", "lines.csv"
_ALL = (JSONL, CSV, LINES)
_UNFINISHED = ".part"


class NewFiles:
    """New versions of the files, beside the ones that are there."""

    def __init__(self, folder: UPath) -> None:
        self._folder = folder
        self._mark = f".{uuid4().hex[:8]}{_UNFINISHED}"

    def write(self, records: Iterable[Written], *, head: str, lines_head: str) -> None:
        """Write every document's JSON line and rows; on a local disk they are on it when this returns."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as opened:
            jsonl, table, lines = (opened.enter_context(self._beside(name).open("wb")) for name in _ALL)
            table.write(head.encode())
            lines.write(lines_head.encode())
            for record in records:
                jsonl.write(record.line.encode())
                table.write(record.row.encode())
                lines.write(record.lines.encode())
            self._sync(jsonl, table, lines)

    def write_bytes(self, *contents: bytes) -> None:
        """Write the files as they are given, in the order JSON Lines, documents, lines."""
        with ExitStack() as opened:
            files = [opened.enter_context(self._beside(name).open("wb")) for name in _ALL]
            for file, content in zip(files, contents, strict=True):
                file.write(content)
            self._sync(*files)

    def put_in_place(self) -> None:
        """Replace the old files, and clear away what writers left that were killed or overtaken."""
        for name in _ALL:
            move_whole(self._beside(name), self._folder / name)
        if is_local(self._folder):
            _sync_folder(self._folder)
        with suppress(OSError):  # what cannot be cleared away does no harm
            self._clear()

    def discard(self) -> None:
        """Take away what was not put in place."""
        for name in _ALL:
            with suppress(OSError):  # the disk that refused the file may refuse this as well; the next writer clears it
                self._beside(name).unlink(missing_ok=True)

    def _clear(self) -> None:
        for path in list(self._folder.iterdir()):
            if path.name.startswith(tuple(f"{name}." for name in _ALL)) and path.name.endswith(_UNFINISHED):
                path.unlink(missing_ok=True)

    def _beside(self, name: str) -> UPath:
        return self._folder / f"{name}{self._mark}"

    def _sync(self, *files: IO[bytes]) -> None:
        if is_local(self._folder):
            for file in files:
                file.flush()
                os.fsync(file.fileno())


@contextmanager
def failing_clearly(run_id: str, folder: UPath) -> Iterator[None]:
    """Turn what a disk or an object store may raise into ``DeliveryFailed``, which says what to do."""
    try:
        yield
    except InvoiceLLMError:
        raise
    except Exception as error:  # adapters of object stores raise what they like; its text may quote a document
        why = getattr(error, "strerror", None) or type(error).__name__
        raise DeliveryFailed(
            f"the records of run {run_id} cannot be written to {folder}: {why}. What is decided is kept: put that "
            f"right and run 'invoice-llm deliver {run_id}', or leave it to the next run"
        ) from None


def is_there(folder: UPath) -> bool:
    """Check that the files stand in the folder."""
    return all((folder / name).is_file() for name in _ALL)


def _sync_folder(folder: UPath) -> None:
    """A rename is on the disk once its folder is. Network shares that cannot do this are left to themselves."""
    handle = os.open(Path(folder.path), os.O_RDONLY)
    try:
        with suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)
