"""Rows that belong to what is taken away: answers, identities, readers' counts, decisions, steps, documents, runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, func, select, update

from invoice_llm.invoice.identity import ACCOUNT
from invoice_llm.invoice.outcome import Outcome, Reason
from invoice_llm.store.purging.planning import PurgePlan, batches
from invoice_llm.store.runs.found import content_key
from invoice_llm.store.sql.schema import (
    answers,
    batch_files,
    batch_requests,
    calls,
    decisions,
    found,
    identities,
    lesson_keys,
    lessons,
    reader_counts,
    run_tallies,
    runs,
    steps,
    supplier_tallies,
)

Place = tuple[str, int | None]
OF_RUNS: tuple[Table, ...] = (*(steps, reader_counts, decisions, lessons, run_tallies, supplier_tallies, found, runs),)
"""In this order, so that a run of which something is left is still there to be taken."""


def count_of_runs(connection: Connection, run_ids: Sequence[str]) -> dict[str, int]:
    """Rows of these runs, by the table's own name."""
    return {table.name: _counted(connection, table, run_ids) for table in OF_RUNS}


def remove_run(connection: Connection, run_id: str) -> None:
    """Delete a run with everything that is known of its documents, what they taught included; the ledger's calls
    stay."""
    own = select(lessons.c.id).where(lessons.c.run_id == run_id)
    connection.execute(delete(lesson_keys).where(lesson_keys.c.lesson.in_(own)))
    for table in OF_RUNS:
        connection.execute(delete(table).where(table.c.run_id == run_id))


def remove_batches(connection: Connection, before: datetime) -> None:
    """Delete what is noted of batch files that have ended and were made before this time."""
    ended = (batch_files.c.state == "ended") & (batch_files.c.made_at < before)
    of_them = select(batch_files.c.key).where(ended)
    connection.execute(delete(batch_requests).where(batch_requests.c.file.in_(of_them)))
    connection.execute(delete(batch_files).where(ended))


def count_answers(connection: Connection, keys: Sequence[str]) -> int:
    """Kept answers about these contents."""
    wanted = (select(func.count()).select_from(answers).where(_about(some)) for some in batches(keys))
    return sum(connection.execute(one).scalar_one() for one in wanted)


def remove_answers(connection: Connection, keys: Sequence[str]) -> None:
    """Delete the answers about these contents; what they cost stays with their calls."""
    for some in batches(keys):
        connection.execute(delete(answers).where(_about(some)))


def count_identities(connection: Connection, keys: Sequence[str]) -> int:
    """Claims of these contents."""
    counted = select(func.count()).select_from(identities)
    wanted = (counted.where(identities.c.sha256.in_(some)) for some in batches(keys))
    return sum(connection.execute(one).scalar_one() for one in wanted)


def remove_identities(connection: Connection, plan: PurgePlan, keys: Sequence[str]) -> None:
    """Delete the claims of these contents. Where a document that stays is known by one, the claim becomes its own: a
    later copy of the same invoice is still found, and a supplier's account stays known."""
    heirs = _copies_that_stay(connection, plan)
    for some in batches(keys):
        for claim in connection.execute(select(identities).where(identities.c.sha256.in_(some))).all():
            heir = _heir(connection, plan, claim, heirs)
            here = identities.c.key == claim.key
            if heir is None:
                connection.execute(delete(identities).where(here))
            else:
                connection.execute(update(identities).where(here).values(heir))


def _about(keys: Sequence[str]) -> Any:
    return answers.c.hold.in_(select(calls.c.hold).where(calls.c.document.in_(keys)))


def _counted(connection: Connection, table: Table, run_ids: Sequence[str]) -> int:
    wanted = (select(func.count()).select_from(table).where(table.c.run_id.in_(some)) for some in batches(run_ids))
    return sum(connection.execute(one).scalar_one() for one in wanted)


_Heir = Mapping[str, Any]
_COLUMNS = (
    *(found.c.run_id, found.c.position, found.c.name, found.c.sha256, found.c.first_page, found.c.last_page),
    found.c.record,
)


def _copies_that_stay(connection: Connection, plan: PurgePlan) -> dict[Place, _Heir]:
    """The first document that stays and is a copy of one that is taken, by the place of that one."""
    copies = (found.c.outcome == Outcome.DUPLICATE) & (found.c.reason != Reason.SEEN_BEFORE)
    rows = connection.execute(select(*_COLUMNS).where(copies).order_by(found.c.finished_at))
    heirs: dict[Place, _Heir] = {}
    for row in rows:
        first = row.record.get("duplicate_of") or {}
        if row.run_id not in plan.runs and first.get("run_id") in plan.runs:
            heirs.setdefault((first["run_id"], first.get("position")), _claim_of(row))
    return heirs


def _heir(connection: Connection, plan: PurgePlan, claim: Any, heirs: Mapping[Place, _Heir]) -> _Heir | None:
    if not claim.key.startswith(ACCOUNT):
        return heirs.get((claim.run_id, claim.position))
    supplier = claim.key.removeprefix(ACCOUNT).partition("|")[0]
    of_supplier = (found.c.supplier_key == supplier) & (found.c.outcome == Outcome.ACCEPTED)
    rows = connection.execute(select(*_COLUMNS).where(of_supplier).order_by(found.c.finished_at))
    return next((_claim_of(row) for row in rows if row.run_id not in plan.runs), None)


def _claim_of(row: Any) -> _Heir:
    key = content_key(row.sha256, row.first_page, row.last_page)
    return {"run_id": row.run_id, "position": row.position, "name": row.name, "sha256": key}
