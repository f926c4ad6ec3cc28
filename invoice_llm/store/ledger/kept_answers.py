"""Answers that arrived, as they are found again by their keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from invoice_llm.calls import StoredAnswer, Usage
from invoice_llm.store.sql.schema import answers

_KEYS: Any = bindparam("keys", expanding=True)
_KEPT = select(answers).where(answers.c.key.in_(_KEYS)).order_by(answers.c.kept_at)
Kept = Mapping[str, Sequence[tuple[bool, StoredAnswer]]]
"""By key, oldest first: whether it was put aside, and the answer."""


def find_kept(connection: Connection, keys: Sequence[str]) -> Kept:
    """Every answer under each of the keys."""
    found: dict[str, list[tuple[bool, StoredAnswer]]] = {}
    for row in connection.execute(_KEPT, {"keys": keys}):
        found.setdefault(row.key, []).append((row.useless, _answer(row)))
    return found


def of_use(kept: Kept, key: str, standing: str) -> StoredAnswer | None:
    """The newest answer that is of use, or was bought in this very standing."""
    for useless, answer in reversed(kept.get(key, ())):
        if not useless or (standing and answer.standing == standing):
            return answer
    return None


def put_aside(connection: Connection, key: str) -> None:
    """Keep the answers under a key for the account alone."""
    connection.execute(update(answers).where(answers.c.key == key).values(useless=True))


def _answer(row: Any) -> StoredAnswer:
    usage = None if row.usage is None else Usage(**row.usage)
    return StoredAnswer(
        key=row.key,
        model=row.model,
        body=row.body.decode("utf-8", "surrogatepass"),
        usage=usage,
        cost_micros=row.cost_micros,
        standing=row.standing,
    )
