"""Index of invoice identities by file, so that the same invoice in another file is a duplicate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select, update

from invoice_llm.store.runs.trials import is_trial, of_trials
from invoice_llm.store.sql.dialect import Row, insert_all_new, insert_new
from invoice_llm.store.sql.schema import identities

_OF_TRIALS = of_trials(identities.c.run_id)


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
    if not insert_new(connection, identities, row):
        _take_over(connection, [row])
    owner = connection.execute(select(identities).where(identities.c.key == row["key"])).one()
    return Claim(owner.run_id, owner.position, owner.name, owner.sha256, mine=owner.sha256 == row["sha256"])


def claim_all(connection: Connection, rows: Sequence[Row]) -> Claims:
    """Take those of the identities that are free. Of two files that share one and ask at once, one is told of the
    other. Taken in the order of their keys, so that two who ask for the same never wait for each other."""
    ordered = sorted(rows, key=lambda row: row["key"])
    taken = sorted(key for (key,) in insert_all_new(connection, identities, ordered))
    if len(taken) < len(ordered):
        taken = sorted([*taken, *_take_over(connection, [row for row in ordered if row["key"] not in taken])])
    asked = [row["key"] for row in rows]
    mine = {row["sha256"] for row in rows}
    others = {key: one for key, one in owners(connection, asked).items() if one.sha256 not in mine}
    return Claims(tuple(taken), others)


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
    claims = connection.execute(select(identities).where(identities.c.key.in_(keys), ~_OF_TRIALS))
    rows = {row.key: row for row in claims}
    return {
        key: Claim(row.run_id, row.position, row.name, row.sha256, mine=False)
        for key in keys
        if (row := rows.get(key)) is not None
    }


def owner(connection: Connection, key: str) -> Claim | None:
    """Owner of the identity; ``None`` if there is none but a trial."""
    row = connection.execute(select(identities).where(identities.c.key == key, ~_OF_TRIALS)).one_or_none()
    return None if row is None else Claim(row.run_id, row.position, row.name, row.sha256, mine=False)


def with_prefix(connection: Connection, prefix: str) -> list[str]:
    """The keys that begin so, in order."""
    begins = identities.c.key.startswith(prefix, autoescape=True)
    return list(
        connection.execute(select(identities.c.key).where(begins, ~_OF_TRIALS).order_by(identities.c.key)).scalars()
    )


def release(connection: Connection, key: str, sha256: str) -> None:
    """Delete the claim of this file on this identity."""
    connection.execute(delete(identities).where(identities.c.key == key, identities.c.sha256 == sha256))
