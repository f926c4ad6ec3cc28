"""Exports beside the written records: one folder an exporter, brought up to date with each delivery."""

from __future__ import annotations

import errno
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from upath import UPath

from invoice_llm.errors import StoreUnavailable
from invoice_llm.pipeline.exports import DecidedDocument, Exporter
from invoice_llm.store.blobs.files import FileStore
from invoice_llm.store.blobs.places import entries
from invoice_llm.store.blobs.whole import write_whole
from invoice_llm.store.runs.records import stored_record

log = logging.getLogger(__name__)
TABLES = ("csv", "jsonl")
"""Exporters whose files stand among the records already."""
_NOT_IN_NAMES = re.compile(r"[^\w.-]+")
_LONGEST_NAME, _MOST_BYTES = 80, 200
"""A file system takes names of 255 bytes, with the position, an ending and the mark of an unfinished file in them."""


@dataclass(frozen=True, slots=True)
class Exports:
    """The exporters to run, by name, and where the files of documents are; none unless somebody asks for them."""

    exporters: Mapping[str, Exporter] = field(default_factory=dict)
    files: FileStore | None = None

    def write(self, folder: UPath, stored: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
        """Write the files of these documents, stored records by their positions in the run, into a folder for each
        exporter; what another decision made of them before goes."""
        documents = list(self.documents(stored)) if self.exporters else []
        for name, exporter in self.exporters.items():
            if documents and name not in TABLES:
                _replace(folder / name, documents, exporter)

    def write_whole(
        self, folder: UPath, stored: Iterable[tuple[int, Mapping[str, Any]]], own: tuple[str, ...]
    ) -> list[UPath]:
        """Write a whole run with every exporter into one folder, that of somebody who asked for it; returns the
        files."""
        documents = list(self.documents(stored, own))
        folder.mkdir(parents=True, exist_ok=True)
        made = [file for exporter in self.exporters.values() for file in exporter(documents)]
        for file in made:
            write_whole(folder / file.name, file.data)
        return [folder / file.name for file in made]

    def documents(
        self, stored: Iterable[tuple[int, Mapping[str, Any]]], own: tuple[str, ...] = ()
    ) -> Iterator[DecidedDocument]:
        """The documents as exporters see them; a record that this version cannot read is left out."""
        for position, one in stored:
            try:
                record = stored_record(dict(one))
            except StoreUnavailable as error:
                log.error("%s", error)
                continue
            yield DecidedDocument(record, stem_of(position, record.document), partial(self._file, record.sha256), own)

    def _file(self, sha256: str) -> bytes:
        if self.files is None:
            raise FileNotFoundError(sha256)
        try:
            return self.files.get(sha256)
        except StoreUnavailable as error:
            raise OSError(errno.EIO, str(error)) from None


def stem_of(position: int, document: str) -> str:
    """Beginning of a document's file names: its position in the run, from 0, and its name."""
    name = _NOT_IN_NAMES.sub("_", document).strip("._")[-_LONGEST_NAME:]
    plain = (name.rpartition(".")[0] or name).encode()[-_MOST_BYTES:].decode(errors="ignore")
    return f"{position:05d}-{plain}" if plain else f"{position:05d}"


def _replace(folder: UPath, documents: Iterable[DecidedDocument], exporter: Exporter) -> None:
    known = list(documents)
    folder.mkdir(parents=True, exist_ok=True)
    written = set()
    for file in exporter(known):
        write_whole(folder / file.name, file.data)
        written.add(file.name)
    stems = {document.stem.partition("-")[0] for document in known}
    for path in list(entries(folder)):
        begins = path.name.removeprefix(".")  # a point stands before the names of files that were never finished
        if begins.partition("-")[0].partition(".")[0] in stems and path.name not in written:
            path.unlink(missing_ok=True)
