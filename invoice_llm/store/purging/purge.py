"""Takes away what is old. Files go first and the rows that name them last, so that one that is stopped is done again
by the next."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from invoice_llm.store.blobs.files import FileStore
from invoice_llm.store.blobs.pictures import picture_keys
from invoice_llm.store.blobs.texts import TextStore
from invoice_llm.store.purging import rows
from invoice_llm.store.purging.planning import UNDER_WAY, PurgePlan, batches, purge_plan, seen_elsewhere
from invoice_llm.store.sql.database import Database
from invoice_llm.store.sql.schema import PREFIX


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Counts of what was taken, or would be: ``files`` and ``texts`` are those of contents that no other run has seen,
    ``identities`` what duplicates and known accounts are found by."""

    runs: int
    documents: int
    files: int
    texts: int
    pictures: int
    answers: int
    decisions: int
    identities: int

    def to_json(self) -> dict[str, int]:
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blobs:
    """Folders beside the database."""

    files: FileStore
    texts: TextStore
    pictures: FileStore


class Purge:
    """Safe beside a night that is under way: what another run has seen by then stays."""

    def __init__(
        self, database: Database, blobs: Blobs, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._database = database
        self._blobs = blobs
        self._now = now

    def plan(self, before: datetime) -> PurgePlan:
        """Plan of taking what began before this time."""
        with self._database.read() as connection:
            return purge_plan(connection, before, now=self._now())

    def look(self, planned: PurgePlan) -> Taken:
        """Count what the plan takes; changes nothing."""
        firsts = planned.first_pages
        blobs = [self._blobs_of(sha256, firsts[sha256], remove=False) for sha256 in planned.contents]
        return self._counted(planned, blobs)

    def take(self, planned: PurgePlan) -> Taken:
        """Take it away and count it. Raises ``StoreUnavailable`` where a file cannot be removed; then do it again."""
        counted = self._counted(planned, [])
        firsts, removed = planned.first_pages, list[tuple[int, int, int]]()
        for some in batches(planned.contents):
            removed += [self._blobs_of(sha256, firsts[sha256], remove=True) for sha256 in self._unseen(planned, some)]
        with self._database.write() as connection:
            unseen = set(planned.contents) - seen_elsewhere(connection, planned.contents, planned.runs)
            keys = [key for key in planned.keys if key.partition("#")[0] in unseen]
            rows.remove_answers(connection, keys)
            rows.remove_batches(connection, planned.before)
            rows.remove_identities(connection, planned, keys)
        for blobs in (self._blobs.files, self._blobs.texts, self._blobs.pictures):
            blobs.sweep(self._now() - UNDER_WAY)
        for run_id in planned.runs:
            with self._database.write() as connection:
                rows.remove_run(connection, run_id)
        return _with_blobs(counted, removed)

    def _unseen(self, planned: PurgePlan, sha256s: Sequence[str]) -> list[str]:
        """Those that no other run has seen since the plan was made."""
        with self._database.read() as connection:
            seen = seen_elsewhere(connection, sha256s, planned.runs)
        return [sha256 for sha256 in sha256s if sha256 not in seen]

    def _blobs_of(self, sha256: str, firsts: Collection[int | None], *, remove: bool) -> tuple[int, int, int]:
        """Files, texts and pictures of one content."""
        blobs = self._blobs
        pages = (blobs.texts.get(sha256) or {}).get("pages") or ()
        pictures = picture_keys(sha256, pages=len(pages), first_pages=firsts)
        if remove:
            drawn = sum(map(blobs.pictures.remove, pictures))
            return int(blobs.files.remove(sha256)), blobs.texts.remove(sha256), drawn
        return int(blobs.files.has(sha256)), blobs.texts.kept(sha256), sum(map(blobs.pictures.has, pictures))

    def _counted(self, planned: PurgePlan, found: Sequence[tuple[int, int, int]]) -> Taken:
        with self._database.read() as connection:
            of_runs = rows.count_of_runs(connection, planned.runs)
            taken = Taken(
                runs=len(planned.runs),
                documents=planned.documents,
                files=0,
                texts=0,
                pictures=0,
                answers=rows.count_answers(connection, planned.keys),
                decisions=of_runs[f"{PREFIX}decisions"],
                identities=rows.count_identities(connection, planned.keys),
            )
        return _with_blobs(taken, found)


def _with_blobs(taken: Taken, found: Sequence[tuple[int, int, int]]) -> Taken:
    counts: Any = zip(("files", "texts", "pictures"), map(sum, zip(*found, strict=True)), strict=False)
    return Taken(**{**asdict(taken), **dict(counts)})
