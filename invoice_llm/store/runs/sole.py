"""One run decides a content: of two that read the same new file at once, the second is told of the first.

The claim is made in the transaction that writes the outcome, so that none is ever held by a run that decided nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from invoice_llm.store.runs.found import EarlierOutcome, file_name
from invoice_llm.store.runs.trials import is_trial, of_trials
from invoice_llm.store.sql.dialect import add_missing, upsert
from invoice_llm.store.sql.schema import found, identities, runs

FILE = "file:"
"""How the key of a claim to a content begins."""


def decided_elsewhere(
    connection: Connection, run_id: str, position: int, content: str, *, name: str, now: datetime
) -> EarlierOutcome | None:
    """The decision of another run on the same content; ``None`` where there is none, and the claim is this run's now.
    ``name`` is the document's.

    A run with ``force`` decides anew. A trial is told, but claims nothing. What the run that comes second has claimed
    for its document becomes a claim of the first.
    """
    if is_trial(connection, run_id):
        return None if _is_forced(connection, run_id) else _decided_before(connection, content)
    claim = {"key": FILE + content, "sha256": content, "run_id": run_id, "position": position, "name": name}
    if add_missing(connection, identities, [{**claim, "claimed_at": now}]):
        return None
    first = connection.execute(select(identities).where(identities.c.key == claim["key"])).one()
    if first.run_id == run_id:
        return None
    before = _decision(connection, first)
    if before is None or _is_forced(connection, run_id):
        upsert(connection, identities, {**claim, "claimed_at": now})
        return None
    mine = (identities.c.sha256 == content) & (identities.c.run_id == run_id)
    theirs = {"run_id": first.run_id, "position": first.position, "name": first.name}
    connection.execute(update(identities).where(mine).values(theirs))
    return before


def _decided_before(connection: Connection, content: str) -> EarlierOutcome | None:
    first = connection.execute(select(identities).where(identities.c.key == FILE + content)).one_or_none()
    return None if first is None else _decision(connection, first)


def _decision(connection: Connection, first: Any) -> EarlierOutcome | None:
    """The outcome as it is now; ``None`` where the document is gone, or was only tried."""
    place = (found.c.run_id == first.run_id) & (found.c.position == first.position) & ~of_trials(found.c.run_id)
    outcome = connection.execute(select(found.c.outcome).where(place)).scalar_one_or_none()
    return None if outcome is None else EarlierOutcome(first.run_id, file_name(first.name), outcome)


def _is_forced(connection: Connection, run_id: str) -> bool:
    params = connection.execute(select(runs.c.params).where(runs.c.run_id == run_id)).scalar_one()
    return bool(params.get("force"))
