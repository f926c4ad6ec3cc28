"""Index of invoice identities by file, so that the same invoice in another file is a duplicate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select

from invoice_llm.store.sql.dialect import Row, insert_all_new, insert_new
from invoice_llm.store.sql.schema import identities


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
    """Take the identity unless it is taken, and say who has it."""
    insert_new(connection, identities, row)
    owner = connection.execute(select(identities).where(identities.c.key == row["key"])).one()
    return Claim(owner.run_id, owner.position, owner.name, owner.sha256, mine=owner.sha256 == row["sha256"])


def claim_all(connection: Connection, rows: Sequence[Row]) -> Claims:
    """Take those of the identities that are free. Of two files that share one and ask at once, one is told of the
    other. Taken in the order of their keys, so that two who ask for the same never wait for each other."""
    ordered = sorted(rows, key=lambda row: row["key"])
    taken = sorted(key for (key,) in insert_all_new(connection, identities, ordered))
    asked = [row["key"] for row in rows]
    mine = {row["sha256"] for row in rows}
    others = {key: one for key, one in owners(connection, asked).items() if one.sha256 not in mine}
    return Claims(tuple(taken), others)


def owners(connection: Connection, keys: Sequence[str]) -> dict[str, Claim]:
    """Owners of the identities, in the order of the keys; identities without an owner are left out."""
    rows = {row.key: row for row in connection.execute(select(identities).where(identities.c.key.in_(keys)))}
    return {
        key: Claim(row.run_id, row.position, row.name, row.sha256, mine=False)
        for key in keys
        if (row := rows.get(key)) is not None
    }


def owner(connection: Connection, key: str) -> Claim | None:
    """Owner of the identity; ``None`` if there is none."""
    row = connection.execute(select(identities).where(identities.c.key == key)).one_or_none()
    return None if row is None else Claim(row.run_id, row.position, row.name, row.sha256, mine=False)


def with_prefix(connection: Connection, prefix: str) -> list[str]:
    """The keys that begin so, in order."""
    begins = identities.c.key.startswith(prefix, autoescape=True)
    return list(connection.execute(select(identities.c.key).where(begins).order_by(identities.c.key)).scalars())


def release(connection: Connection, key: str, sha256: str) -> None:
    """Delete the claim of this file on this identity."""
    connection.execute(delete(identities).where(identities.c.key == key, identities.c.sha256 == sha256))
