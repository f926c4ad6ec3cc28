"""Runs and their documents: found, the steps done, the outcome. All methods are synchronous."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, bindparam, func, not_, select, true, update

from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.outcome import Outcome
from invoice_llm.invoice.record import Record
from invoice_llm.store.runs import identities, parts, sole
from invoice_llm.store.runs.found import EarlierOutcome, FoundDocument, file_name
from invoice_llm.store.runs.identities import Claim, Claims
from invoice_llm.store.runs.parts import DECIDED, Span
from invoice_llm.store.runs.records import CHANGED, records_at, stored_record, with_remark
from invoice_llm.store.runs.search_columns import SEARCHABLE, searchable
from invoice_llm.store.runs.tallying import recount_if_counted
from invoice_llm.store.runs.trials import is_trial, of_trials
from invoice_llm.store.sql.compiled import CompiledStatement
from invoice_llm.store.sql.database import Database
from invoice_llm.store.sql.dialect import insert_missing, insert_new, upsert_all
from invoice_llm.store.sql.schema import found, runs, steps

Json = dict[str, Any]

_FOUND = [found.c[field.name] for field in fields(FoundDocument)]
_PLACE = (found.c.run_id == bindparam("run")) & (found.c.position == bindparam("place"))
_THERE = select(found.c.version).where(_PLACE)
_FINISHED = CompiledStatement(
    update(found).where(_PLACE, found.c.version == 0).values(changes=found.c.changes + 1),
    ("outcome", "record", *SEARCHABLE, "finished_at", "delivered_at"),
)


class Runs:
    """Written through: when a method returns, the fact survives a kill of the process."""

    def __init__(self, database: Database, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._now = now

    def begin(self, run_id: str, *, inbox: str, params: Json) -> None:
        """Note that a run has begun; the second time changes nothing."""
        row = {"run_id": run_id, "inbox": inbox, "params": params, "started_at": self._now()}
        with self._database.write() as connection:
            insert_new(connection, runs, row)

    def end(self, run_id: str, summary: Json) -> None:
        """Note that a run has ended; the latest summary stays."""
        with self._database.write() as connection:
            values = {"ended_at": self._now(), "summary": summary, "tallied": 0}
            connection.execute(update(runs).where(runs.c.run_id == run_id).values(values))

    def started_at(self, run_id: str) -> datetime:
        """When the run began, in UTC. Raises ``LookupError`` for a run that never began."""
        return self._about(run_id).started_at  # type: ignore[no-any-return]

    def is_trial(self, run_id: str) -> bool:
        """Check that the run is a trial, which is to leave nothing that changes a later run."""
        with self._database.read() as connection:
            return is_trial(connection, run_id)

    def params(self, run_id: str) -> Json:
        """Parameters that the run was started with. Raises ``LookupError`` for a run that never began."""
        return self._about(run_id).params  # type: ignore[no-any-return]

    def summary(self, run_id: str) -> Json | None:
        """Summary of the run; ``None`` while it goes on. Raises ``LookupError`` for a run that never began."""
        return self._about(run_id).summary  # type: ignore[no-any-return]

    def latest_run(self) -> str | None:
        """The run that began last."""
        with self._database.read() as connection:
            newest = select(runs.c.run_id).order_by(runs.c.number.desc()).limit(1)
            return connection.execute(newest).scalar_one_or_none()

    def add_found(self, run_id: str, documents: Sequence[FoundDocument]) -> None:
        """Add documents, all or none; a position that is taken keeps what it has."""
        rows = [{"run_id": run_id, **asdict(document)} for document in documents]
        with self._database.write() as connection:
            recount_if_counted(connection, run_id)
            insert_missing(connection, found, rows)

    def cut(self, run_id: str, whole: FoundDocument, spans: Sequence[Span]) -> list[FoundDocument]:
        """Make a document of each part of a file; returns them in order. The file's own position becomes that of its
        first part, and no part is ever added twice: what was cut before is returned as it is."""
        with self._database.write() as connection:
            recount_if_counted(connection, run_id)
            parts.cut(connection, run_id, whole, spans)
            wanted = select(*_FOUND).where(found.c.run_id == run_id, found.c.origin == whole.position)
            return [FoundDocument(*row) for row in connection.execute(wanted.order_by(found.c.first_page))]

    def seen_parts(self, run_id: str, sha256: str) -> dict[Span, EarlierOutcome]:
        """The parts of a file that another run has decided for good, by their first and last page."""
        with self._database.read() as connection:
            return parts.seen_parts(connection, run_id, sha256)

    def found(self, run_id: str, chunk: int | None = None) -> list[FoundDocument]:
        """The documents of a run, or of one chunk of it, by position."""
        wanted = select(*_FOUND).where(found.c.run_id == run_id).order_by(found.c.position)
        if chunk is not None:
            wanted = wanted.where(found.c.chunk == chunk)
        with self._database.read() as connection:
            rows = connection.execute(wanted).all()
        return [FoundDocument(*row) for row in rows]

    def seen_before(self, run_id: str, sha256s: Sequence[str]) -> dict[str, EarlierOutcome]:
        """Those of the files that another run has decided for good, with its latest decision. What was decided on
        trial was decided for trials only.

        ``deferred`` and ``failed`` decide nothing, and a file in parts is decided with the last of them. ``duplicate``
        only counts for a file that was never decided otherwise: later runs call what was seen before a duplicate too.
        """
        seen: dict[str, EarlierOutcome] = {}
        with self._database.read() as connection:
            for batch in _batches(sha256s, 500):
                seen.update(_decided(connection, run_id, batch))
        return seen

    def was_put_off(self, run_id: str, sha256: str, reasons: Collection[str]) -> bool:
        """Check that another run left this file to a later one, first of all for one of these reasons."""
        others = (found.c.run_id != run_id) & (found.c.sha256 == sha256) & found.c.outcome.not_in(DECIDED)
        with self._database.read() as connection:
            wanted = select(found.c.position).where(others, found.c.reason.in_(reasons)).limit(1)
            return connection.execute(wanted).first() is not None

    def put_step(self, run_id: str, position: int, step: str, payload: Json) -> None:
        """Keep the result of one step for one document; the latest stays."""
        self.put_steps(run_id, step, {position: payload})

    def put_steps(self, run_id: str, step: str, payloads: Mapping[int, Json]) -> None:
        """The same for many documents, by position: all of them or none."""
        if not payloads:
            return
        known = {"run_id": run_id, "step": step, "put_at": self._now()}
        with self._database.write() as connection:
            rows = [{**known, "position": position, "payload": payload} for position, payload in payloads.items()]
            upsert_all(connection, steps, rows)

    def step_of(self, run_id: str, position: int, step: str) -> Json | None:
        """The result of one step for one document; ``None`` where it was not taken."""
        wanted = select(steps.c.payload).where(
            steps.c.run_id == run_id, steps.c.step == step, steps.c.position == position
        )
        with self._database.read() as connection:
            return connection.execute(wanted).scalar_one_or_none()

    def steps(self, run_id: str, step: str, chunk: int | None = None) -> dict[int, Json]:
        """The results of one step by position."""
        wanted = select(steps.c.position, steps.c.payload).where(steps.c.run_id == run_id, steps.c.step == step)
        if chunk is not None:
            of_chunk = select(found.c.position).where(found.c.run_id == run_id, found.c.chunk == chunk)
            wanted = wanted.where(steps.c.position.in_(of_chunk))
        with self._database.read() as connection:
            return {row.position: row.payload for row in connection.execute(wanted.order_by(steps.c.position))}

    def finish(self, run_id: str, position: int, record: Record, *, once: str | None = None) -> EarlierOutcome | None:
        """Give a document its record and outcome: one each, the latest. ``LookupError`` if it was never found.

        What a person has decided stands: then nothing is changed. ``once`` is the key of a content that one run alone
        decides: where another run was faster, nothing is changed and its decision is returned.
        """
        about = {"outcome": str(record.outcome), "record": record.to_json(), **searchable(record)}
        place = {"run": run_id, "place": position}
        values = {**about, "finished_at": self._now(), "delivered_at": None}
        with self._database.write() as connection:
            if once:
                faster = sole.decided_elsewhere(
                    connection, run_id, position, once, name=record.document, now=self._now()
                )
                if faster:
                    return faster
            recount_if_counted(connection, run_id)
            if _FINISHED.run(connection, {**place, **values}) != 1:
                self._require(connection, place)
        return None

    def _require(self, connection: Connection, place: Json) -> None:
        """Raised inside the transaction, so that nothing is claimed for a document that is not there."""
        if connection.execute(_THERE, place).first() is None:
            raise LookupError(f"run {place['run']!r} has no document at position {place['place']}")

    def remark(self, run_id: str, position: int, concern: Concern) -> None:
        """Add a concern to the record of a document, whose outcome stays; once, however often it is said."""
        place = (found.c.run_id == run_id) & (found.c.position == position)
        with self._database.write() as connection:
            stored = connection.execute(select(found.c.record).where(place).with_for_update()).scalar_one_or_none()
            if stored is None:
                return
            remarked = with_remark(stored_record(stored), concern)
            values = {"record": remarked.to_json(), **searchable(remarked), **CHANGED}
            connection.execute(update(found).where(place).values(values))

    def records(self, run_id: str) -> list[Record]:
        """The records of the finished documents of a run, by position."""
        wanted = select(found.c.record).where(found.c.run_id == run_id, found.c.outcome.is_not(None))
        with self._database.read() as connection:
            return [stored_record(one) for one in connection.execute(wanted.order_by(found.c.position)).scalars()]

    def records_at(self, run_id: str, positions: Iterable[int]) -> dict[int, Record]:
        """The records of some documents of a run, by their positions."""
        with self._database.read() as connection:
            return records_at(connection, run_id, positions)

    def decided(self, run_id: str, chunk: int | None = None) -> dict[int, str]:
        """The outcomes of the finished documents of a run, or of one chunk of it, by their positions."""
        wanted = select(found.c.position, found.c.outcome).where(found.c.run_id == run_id, found.c.outcome.is_not(None))
        if chunk is not None:
            wanted = wanted.where(found.c.chunk == chunk)
        with self._database.read() as connection:
            return {row.position: row.outcome for row in connection.execute(wanted.order_by(found.c.position))}

    def outcomes(self, run_id: str) -> dict[str | None, int]:
        """Number of documents of a run by outcome; ``None`` counts those without."""
        counted = select(found.c.outcome, func.count()).where(found.c.run_id == run_id).group_by(found.c.outcome)
        with self._database.read() as connection:
            return {row[0]: row[1] for row in connection.execute(counted)}

    def claim_identity(self, key: str, *, run_id: str, position: int, name: str, sha256: str) -> Claim:
        """Claim an invoice (supplier, number, year) for a file: the first one wins, and wins when it asks again."""
        row = {"key": key, "sha256": sha256, "run_id": run_id, "position": position, "name": name}
        with self._database.write() as connection:
            return identities.claim(connection, {**row, "claimed_at": self._now()})

    def claim_for_each(self, run_id: str, claims: Sequence[tuple[str, FoundDocument]]) -> list[Claim]:
        """Claim an invoice for each of many documents, as :meth:`claim_identity` does, the first of them first."""
        about = {"run_id": run_id, "claimed_at": self._now()}
        rows = [
            {**about, "key": key, "sha256": one.key, "position": one.position, "name": one.name} for key, one in claims
        ]
        with self._database.write() as connection:
            return identities.claim_each(connection, rows)

    def claim_identities(self, keys: Sequence[str], *, run_id: str, position: int, name: str, sha256: str) -> Claims:
        """Claim several at once, each as :meth:`claim_identity` does."""
        about = {"sha256": sha256, "run_id": run_id, "position": position, "name": name, "claimed_at": self._now()}
        with self._database.write() as connection:
            return identities.claim_all(connection, [{"key": key, **about} for key in dict.fromkeys(keys)])

    def identity_owners(self, keys: Sequence[str]) -> dict[str, Claim]:
        """Owners of those identities that are claimed, in the order of the keys; ``mine`` means nothing here."""
        with self._database.read() as connection:
            return identities.owners(connection, keys)

    def release_identities(self, keys: Sequence[str], sha256: str) -> None:
        """Give claims back, those that this file has."""
        with self._database.write() as connection:
            for key in keys:
                identities.release(connection, key, sha256)

    def identity_owner(self, key: str) -> Claim | None:
        """Owner of the identity of an invoice; ``None`` if it is free. ``mine`` means nothing here."""
        with self._database.read() as connection:
            return identities.owner(connection, key)

    def identities_of(self, prefix: str) -> list[str]:
        """Remainders, after the prefix, of all claimed identities that begin with it."""
        with self._database.read() as connection:
            return [key.removeprefix(prefix) for key in identities.with_prefix(connection, prefix)]

    def release_identity(self, key: str, sha256: str) -> None:
        """Give a claim back, if this file has it."""
        with self._database.write() as connection:
            identities.release(connection, key, sha256)

    def _about(self, run_id: str) -> Any:
        with self._database.read() as connection:
            row = connection.execute(select(runs).where(runs.c.run_id == run_id)).one_or_none()
        if row is None:
            raise LookupError(f"there is no run {run_id!r}")
        return row


def _decided(connection: Connection, run_id: str, sha256s: Sequence[str]) -> Iterator[tuple[str, EarlierOutcome]]:
    """For each file the decision that counts most: another run's, then this run's own, then that of a duplicate.

    A file that this run has decided itself is not seen before, even if a later run has called it a duplicate of that.
    """
    counts = true() if is_trial(connection, run_id) else not_(of_trials(found.c.run_id))
    rows = connection.execute(
        select(found.c.sha256, found.c.run_id, found.c.name, found.c.outcome)
        .where(found.c.sha256.in_(sha256s), found.c.outcome.in_(DECIDED), parts.all_parts_decided(), counts)
        .order_by(found.c.outcome != Outcome.DUPLICATE, found.c.run_id != run_id, found.c.finished_at)
    )
    counts_most = {row.sha256: row for row in rows}
    for sha256, row in counts_most.items():
        if row.run_id != run_id:
            yield sha256, EarlierOutcome(row.run_id, file_name(row.name), row.outcome)


def _batches(items: Sequence[str], size: int) -> Iterator[list[str]]:
    """SQLite takes a limited number of values in one statement."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
