"""Index of invoice identities by file, so that the same invoice in another file is a duplicate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Executable, bindparam, delete, select, update

from invoice_llm.store.runs.trials import is_trial, of_trials
from invoice_llm.store.sql.among import among
from invoice_llm.store.sql.compiled import CompiledStatement
from invoice_llm.store.sql.dialect import Row, add_missing, insert_all_new
from invoice_llm.store.sql.schema import identities

_OF_TRIALS = of_trials(identities.c.run_id)
_CLAIMED = select(identities).where(among(identities.c.key, "keys"))
_OWNED = _CLAIMED.where(~_OF_TRIALS)
_ANY = CompiledStatement(select(identities.c.position).where(among(identities.c.key, "keys")).limit(1))
"""Mostly there is none, which is told by the driver's own cursor in a fourth of the time."""
_LAST = "\U0010ffff"
_BEGINNING = CompiledStatement(
    select(identities.c.key)
    .where(identities.c.key >= bindparam("first"), identities.c.key < bindparam("last"), ~_OF_TRIALS)
    .order_by(identities.c.key)
)


@dataclass(frozen=True, slots=True)
class Claims:
    """Result of a claim to several identities at once. ``taken`` were free and are now the file's; ``others`` are
    those that another file has."""

    taken: tuple[str, ...]
    others: dict[str, Claim]


@dataclass(frozen=True, slots=True)
class Claim:
    """Owner of an identity. ``mine`` is true if that is the file that asked."""

    run_id: str
    position: int
    name: str
    sha256: str
    mine: bool


def claim(connection: Connection, row: Row) -> Claim:
    """Take the identity unless it is taken, and say who has it. What a trial took is free."""
    return claim_each(connection, [row])[0]


def claim_each(connection: Connection, rows: Sequence[Row]) -> list[Claim]:
    """The same for many files, each of which claims one: who has it now. Of two that claim the same the first has it.
    Taken in the order of their keys, so that two who ask for the same never wait for each other."""
    ordered = sorted(rows, key=lambda row: row["key"])
    owning: Mapping[str, Row] = {row["key"]: row for row in reversed(ordered)}
    if add_missing(connection, identities, ordered) < len(ordered):
        _take_over(connection, list(owning.values()))
        owning = _owning(connection, _CLAIMED, list(owning))
    return [_claim(one, mine=one["sha256"] == row["sha256"]) for row in rows for one in [owning[row["key"]]]]


def claim_all(connection: Connection, rows: Sequence[Row]) -> Claims:
    """Take those of the identities that are free, all for one file, in the same order. Of two files that share one and
    ask at once, one is told of the other."""
    ordered = sorted(rows, key=lambda row: row["key"])
    asked, mine = [row["key"] for row in rows], {row["sha256"] for row in rows}
    if _ANY.rows(connection, {"keys": asked}):
        taken = [key for (key,) in insert_all_new(connection, identities, ordered)]
    elif add_missing(connection, identities, ordered) == len(ordered):
        return Claims(tuple(row["key"] for row in ordered), {})
    else:  # another process was faster with some of them
        taken = [key for key, row in _owning(connection, _CLAIMED, asked).items() if row["sha256"] in mine]
    taken += _take_over(connection, [row for row in ordered if row["key"] not in taken])
    held = owners(connection, asked)
    return Claims(tuple(sorted(taken)), {key: one for key, one in held.items() if one.sha256 not in mine})


def _take_over(connection: Connection, rows: Sequence[Row]) -> list[str]:
    """Put those claims that a trial holds into the name of the run that asks; returns their keys. A trial that asks
    leaves them."""
    wanted = select(identities.c.key).where(identities.c.key.in_([row["key"] for row in rows]), _OF_TRIALS)
    held = set(connection.execute(wanted.with_for_update()).scalars())
    if not held or is_trial(connection, rows[0]["run_id"]):
        return []
    mine = [row for row in rows if row["key"] in held]
    for row in mine:
        connection.execute(update(identities).where(identities.c.key == row["key"]).values(row))
    return [row["key"] for row in mine]


def owners(connection: Connection, keys: Sequence[str]) -> dict[str, Claim]:
    """Owners of the identities, in the order of the keys; those without an owner or of a trial are left out."""
    if not _ANY.rows(connection, {"keys": keys}):
        return {}
    held = _owning(connection, _OWNED, keys)
    return {key: _claim(held[key], mine=False) for key in keys if key in held}


def owner(connection: Connection, key: str) -> Claim | None:
    """Owner of the identity; ``None`` if there is none but a trial."""
    return owners(connection, [key]).get(key)


def with_prefix(connection: Connection, prefix: str) -> list[str]:
    """The keys that begin so, in order."""
    return [key for (key,) in _BEGINNING.rows(connection, {"first": prefix, "last": prefix + _LAST})]


def _owning(connection: Connection, statement: Executable, keys: Iterable[str]) -> dict[str, Any]:
    rows = connection.execute(statement, {"keys": list(keys)}).mappings()
    return {row["key"]: row for row in rows}


def _claim(row: Row, *, mine: bool) -> Claim:
    return Claim(row["run_id"], row["position"], row["name"], row["sha256"], mine=mine)


def release(connection: Connection, key: str, sha256: str) -> None:
    """Delete the claim of this file on this identity."""
    connection.execute(delete(identities).where(identities.c.key == key, identities.c.sha256 == sha256))
