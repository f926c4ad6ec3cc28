"""Answers that arrived, as they are found again by their keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select, update

from invoice_llm.calls import StoredAnswer, Usage
from invoice_llm.store.sql.among import among
from invoice_llm.store.sql.compiled import CompiledStatement
from invoice_llm.store.sql.schema import answers

_A = answers.c
_KEPT = CompiledStatement(
    select(_A.useless, _A.key, _A.model, _A.body, _A.usage, _A.cost_micros, _A.standing)
    .where(among(_A.key, "keys"))
    .order_by(_A.kept_at)
)
Kept = Mapping[str, Sequence[tuple[bool, StoredAnswer]]]
"""By key, oldest first: whether it was put aside, and the answer."""


def find_kept(connection: Connection, keys: Sequence[str]) -> Kept:
    """Every answer under each of the keys."""
    found: dict[str, list[tuple[bool, StoredAnswer]]] = {}
    for useless, *told in _KEPT.rows(connection, {"keys": keys}):
        answer = _answer(told)
        found.setdefault(answer.key, []).append((useless, answer))
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


def _answer(told: Sequence[Any]) -> StoredAnswer:
    key, model, body, usage, cost_micros, standing = told
    return StoredAnswer(
        key=key,
        model=model,
        body=body.decode("utf-8", "surrogatepass"),
        usage=None if usage is None else Usage(**usage),
        cost_micros=cost_micros,
        standing=standing,
    )
