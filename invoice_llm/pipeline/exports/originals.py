"""The files that were read, beside their records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from invoice_llm.pipeline.exports import DecidedDocument, ExportFile


def originals(documents: Iterable[DecidedDocument]) -> Iterator[ExportFile]:
    """Each document's file as it came, under a name that its record's place in the run begins; what was purged is left
    out. A document that is a part of a file comes with the whole of it."""
    for document in documents:
        try:
            data = document.original()
        except FileNotFoundError:
            continue
        yield ExportFile(f"{document.stem}{PurePosixPath(document.record.document).suffix.lower()}", data)
