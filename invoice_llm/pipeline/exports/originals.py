"""The files that were read, beside their records."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from invoice_llm.pipeline.exports import DecidedDocument, ExportFile

_ENDING = re.compile(r"\.[a-z0-9]{1,8}$")


def originals(documents: Iterable[DecidedDocument]) -> Iterator[ExportFile]:
    """Each document's file as it came, under a name that its record's place in the run begins; what was purged is left
    out. A document that is a part of a file comes with the whole of it."""
    for document in documents:
        try:
            data = document.original()
        except FileNotFoundError:
            continue
        ending = _ENDING.search(document.record.document.lower())
        yield ExportFile(f"{document.stem}{ending.group() if ending else ''}", data)
