"""The first step: which documents there are, which of them are known already, and how the rest is cut into chunks."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import ceil

from invoice_llm.pipeline.intake.inbox import InboxFile
from invoice_llm.store import EarlierOutcome, FoundDocument

NO_CHUNK = -1
"""The chunk of a document that needs no reading: seen before, refused, or a copy within the same inbox."""
LARGEST_CHUNK = 1000
"""Documents whose ids and counts make an XCom of 70 kB."""
SMALL_CHUNK, BIG_CHUNK = 50, 500
"""Documents of a chunk of a small and of a big inbox. The tasks of a chunk take about three CPU-seconds to start,
Airflow's own share included: of 50 documents that is what the reading takes, of 500 a tenth of it."""
_CHUNKS_A_CORE = 2
"""So many chunks of a big inbox run beside each other before they grow: while one waits for answers, another one
reads."""


def usable_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Cut:
    """Rule for cutting a run's documents into chunks: ``chunk_size`` is wanted, where it is given; at most
    ``max_chunks`` can be, if that is given; at most ``limit`` documents are to be read. ``cores`` are those of the
    machine, as far as this process may use them."""

    chunk_size: int | None
    max_chunks: int | None = None
    limit: int | None = None
    cores: int = field(default_factory=usable_cores)

    @property
    def most(self) -> int | None:
        """Most documents that are read in one run."""
        held = [] if self.max_chunks is None else [self.max_chunks * max(self.chunk_size or 0, LARGEST_CHUNK)]
        return min([*held, *([] if self.limit is None else [self.limit])], default=None)

    def length(self, documents: int) -> int:
        """Documents of one chunk when ``documents`` are read: what is wanted, more if there would be too many chunks,
        and fewer where a last small chunk would end long before the others: all slots are to be busy."""
        size = self.chunk_size or min(max(SMALL_CHUNK, ceil(documents / (self.cores * _CHUNKS_A_CORE))), BIG_CHUNK)
        wanted = ceil(documents / size)
        chunks = wanted if self.max_chunks is None else min(wanted, self.max_chunks)
        return ceil(documents / chunks) if chunks else size


@dataclass(frozen=True, slots=True)
class Plan:
    """Planned documents of a run. ``seen`` and ``copies`` are by position; a copy names the position of its original.
    ``left`` counts the files that are new and have to wait for the next run; the ``refused`` positions have parts of
    containers that are not opened."""

    found: tuple[FoundDocument, ...]
    files: tuple[InboxFile, ...]
    seen: dict[int, EarlierOutcome]
    copies: dict[int, int]
    left: int = 0
    refused: frozenset[int] = frozenset()

    @property
    def chunks(self) -> list[int]:
        return sorted({found.chunk for found in self.found if found.chunk != NO_CHUNK})


def plan(files: Sequence[InboxFile], seen: dict[str, EarlierOutcome], cut: Cut, *, dedupe: bool = True) -> Plan:
    """Number the documents in order; what needs reading goes into chunks.

    An empty file is no copy of another one: each has to be named. Without ``dedupe`` copies are read as well.
    """
    kept: list[InboxFile] = []
    known: dict[int, EarlierOutcome] = {}
    copies: dict[int, int] = {}
    first_of: dict[str, int] = {}
    refused: set[int] = set()
    to_read: list[int] = []
    for file in files:
        position = len(kept)
        if before := seen.get(file.sha256):
            known[position] = before
        elif dedupe and file.size and file.sha256 in first_of:
            copies[position] = first_of[file.sha256]
        elif file.refused is not None:
            refused.add(position)
        elif cut.most is not None and len(to_read) >= cut.most:
            continue
        else:
            first_of[file.sha256] = position
            to_read.append(position)
        kept.append(file)
    rows = _in_chunks(kept, to_read, cut)
    return Plan(tuple(rows), tuple(kept), known, copies, left=len(files) - len(kept), refused=frozenset(refused))


def _in_chunks(files: Sequence[InboxFile], to_read: Sequence[int], cut: Cut) -> list[FoundDocument]:
    rows = [
        FoundDocument(position=position, name=file.name, sha256=file.sha256, size=file.size, chunk=NO_CHUNK)
        for position, file in enumerate(files)
    ]
    length = cut.length(len(to_read))
    for number, position in enumerate(to_read):
        rows[position] = replace(rows[position], chunk=number // length)
    return rows


def unique(files: Iterable[InboxFile]) -> list[str]:
    return list(dict.fromkeys(file.sha256 for file in files))
