"""What waits shares a transaction, and nobody suffers for a neighbour."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, text

from invoice_llm.errors import BudgetReached, StoreUnavailable
from invoice_llm.store import Store
from invoice_llm.store.sql.database import Database
from invoice_llm.store.sql.group_commit import GroupCommit, ReadOperation, WriteOperation
from tests.clock import TODAY
from tests.processes import HANG_S
from tests.store.calls import end, intent, reserve


@pytest.fixture
def group(url: str) -> Iterator[GroupCommit]:
    database = Database(url)
    opened = GroupCommit(database, {}, reads=())
    yield opened
    opened.close()
    database.close()


def add(name: str) -> WriteOperation:
    def do(connection: Connection) -> str:
        connection.execute(text("INSERT INTO invoice_llm_breakers VALUES (:n, 1, 's', CURRENT_TIMESTAMP)"), {"n": name})
        return name

    return WriteOperation(do)


def names(connection: Connection) -> list[str]:
    return list(connection.execute(text("SELECT key FROM invoice_llm_breakers ORDER BY key")).scalars())


def stop_at(gate: threading.Event) -> WriteOperation:
    """An operation during which others gather."""
    return WriteOperation(lambda connection: gate.wait(HANG_S))


def test_of_operations_that_share_a_transaction_only_the_broken_one_fails(group: GroupCommit) -> None:
    gate = threading.Event()

    async def scene() -> list[object]:
        first = asyncio.create_task(group.run(stop_at(gate)))
        gathered = [asyncio.create_task(group.run(add(name))) for name in ("a", "b", "a", "c")]
        await asyncio.sleep(0.05)
        gate.set()
        results: list[object] = await asyncio.gather(first, *gathered, return_exceptions=True)
        return results

    _, a, b, again, c = asyncio.run(scene())
    assert [a, b, c] == ["a", "b", "c"]
    assert isinstance(again, StoreUnavailable)
    assert asyncio.run(group.run(ReadOperation(names))) == ["a", "b", "c"]


def test_what_was_begun_is_finished_before_it_closes(group: GroupCommit, url: str) -> None:
    for number in range(20):
        group.submit(add(f"{number:02}"))
    group.close()
    database = Database(url)
    with database.read() as connection:
        assert len(names(connection)) == 20
    database.close()
    with pytest.raises(RuntimeError, match="closed"):
        group.submit(add("late"))


def test_a_refused_reservation_leaves_its_neighbours_alone(store: Store) -> None:
    async def scene() -> list[object]:
        wanted = [store.ledger.reserve(intent(amount), limit_micros=1000) for amount in (400, 5000, 400, 400, 200)]
        return await asyncio.gather(*wanted, return_exceptions=True)

    kinds = [type(result) for result in asyncio.run(scene())]
    assert kinds == [str, BudgetReached, str, BudgetReached, str]
    assert asyncio.run(store.ledger.spend(TODAY)).held_micros == 1000


def test_settlements_of_which_one_has_expired_are_all_made(store: Store, clock: object) -> None:
    async def scene() -> list[int]:
        holds = [await reserve(store.ledger, intent(100), limit_micros=1000) for _ in range(3)]
        clock.advance(minutes=5)  # type: ignore[attr-defined]
        await store.ledger.spend(TODAY)
        holds += [await reserve(store.ledger, intent(100, at=clock.at), limit_micros=1000) for _ in range(3)]  # type: ignore[attr-defined]
        days = await asyncio.gather(*(store.ledger.settle(hold, end(10)) for hold in holds))
        assert max(day.spent_micros for day in days) <= 360
        return [(await store.ledger.spend(TODAY)).spent_micros, (await store.ledger.spend(TODAY)).held_micros]

    assert asyncio.run(scene()) == [60, 0]
