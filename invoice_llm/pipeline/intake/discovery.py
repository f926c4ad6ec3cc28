"""The first step: which documents there are, which of them are known already, and how the rest is cut into chunks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from invoice_llm.pipeline.intake.inbox import InboxFile
from invoice_llm.store import EarlierOutcome, FoundDocument

NO_CHUNK = -1
"""The chunk of a document that needs no reading: seen before, refused, or a copy within the same inbox."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Planned documents of a run. ``seen`` and ``copies`` are by position; a copy names the position of its original.
    The ``refused`` positions have parts of containers that are not opened."""

    found: tuple[FoundDocument, ...]
    files: tuple[InboxFile, ...]
    seen: dict[int, EarlierOutcome]
    copies: dict[int, int]
    refused: frozenset[int] = frozenset()

    @property
    def chunks(self) -> list[int]:
        return sorted({found.chunk for found in self.found if found.chunk != NO_CHUNK})


def plan(
    files: Sequence[InboxFile],
    seen: dict[str, EarlierOutcome],
    *,
    chunk_size: int,
    limit: int | None,
    dedupe: bool = True,
) -> Plan:
    """Number the documents in order; what needs reading goes into chunks of ``chunk_size``, at most ``limit`` in all.

    An empty file is no copy of another one: each has to be named. Without ``dedupe`` copies are read as well.
    """
    rows: list[FoundDocument] = []
    kept: list[InboxFile] = []
    known: dict[int, EarlierOutcome] = {}
    copies: dict[int, int] = {}
    first_of: dict[str, int] = {}
    refused: set[int] = set()
    to_read = 0
    for file in files:
        position = len(rows)
        if before := seen.get(file.sha256):
            known[position] = before
        elif dedupe and file.size and file.sha256 in first_of:
            copies[position] = first_of[file.sha256]
        elif file.refused is not None:
            refused.add(position)
        elif limit is not None and to_read >= limit:
            continue
        else:
            first_of[file.sha256] = position
            to_read += 1
        chunk = (
            NO_CHUNK if position in known or position in copies or position in refused else (to_read - 1) // chunk_size
        )
        rows.append(FoundDocument(position=position, name=file.name, sha256=file.sha256, size=file.size, chunk=chunk))
        kept.append(file)
    return Plan(tuple(rows), tuple(kept), known, copies, frozenset(refused))


def unique(files: Iterable[InboxFile]) -> list[str]:
    return list(dict.fromkeys(file.sha256 for file in files))
