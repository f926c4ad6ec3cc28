"""Files whose batches do not come to an end by themselves."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, cast

import httpx2
import pytest

from invoice_llm.calls import BatchFile, BatchRequest, BatchState, CallEnd
from invoice_llm.llm.batch.night import GRACE, HELD_FOR, BatchNight, NightPlan
from invoice_llm.llm.batch.ports import BatchStore
from invoice_llm.llm.guard.attempts import Attempts
from invoice_llm.llm.models.catalog import Catalog
from invoice_llm.llm.ports import Ledger
from invoice_llm.llm.wire import connect
from tests.clock import NOON, Clock

MODEL = "gpt-6-luna"
DEADLINE = NOON + timedelta(hours=8)
FILE = BatchFile(
    key="k", scope="monday/0", model=MODEL, state="sent", made_at=NOON, claimed_until=NOON, remote="batch_1"
)


@dataclass(slots=True)
class OneFile:
    """A store with one file of two requests, and the ledger in which their holds are settled."""

    file: BatchFile = FILE
    settled: dict[str, CallEnd] = field(default_factory=dict)

    async def open_files(self, scope: str | None) -> Sequence[BatchFile]:
        return [self.file] if self.file.state != "ended" and scope in (None, self.file.scope) else []

    async def requests(self, _: str) -> list[BatchRequest]:
        return [BatchRequest(custom_id=one, key=one, hold=one, standing="") for one in ("a", "b")]

    async def move(self, _: str, *, was: BatchState, now: BatchState, **told: Any) -> bool:
        if moved := self.file.state == was:
            self.file = replace(self.file, state=now, **told)
        return moved

    async def settle(self, hold: str, end: CallEnd, _: object = None) -> None:
        self.settled[hold] = end


def taken_in(store: OneFile, *, at: datetime, scope: str = "monday/0", reply: httpx2.Response) -> list[BatchFile]:
    """What is left when the scope's files, and those of others, were looked after at that moment."""

    async def take_in() -> list[BatchFile]:
        transport = httpx2.MockTransport(lambda _: reply)
        async with connect(
            base_url="https://batches.test/v1", api_key="k", concurrency=1, timeout_s=1, transport=transport
        ) as endpoint:
            night = BatchNight(
                NightPlan(scope=scope, deadline=DEADLINE),
                cast(BatchStore, store),
                ledger=cast(Ledger, store),
                attempts=cast(Attempts, None),
                endpoint=lambda _: endpoint,
                spec=Catalog.load().__getitem__,
                now=Clock(at),
            )
            await night.take_in_left_over()
            return await night.take_in()

    return asyncio.run(take_in())


STUCK = {
    "cancelling": httpx2.Response(200, content=json.dumps({"id": "batch_1", "status": "cancelling"})),
    "out of order": httpx2.Response(500, content="{}"),
    "no JSON object": httpx2.Response(200, content="[]"),
    "nothing in it": httpx2.Response(200, content="{}"),
}


@pytest.mark.parametrize("reply", STUCK.values(), ids=STUCK.keys())
def test_a_batch_that_does_not_end_is_waited_for_until_some_time_after_the_deadline(reply: httpx2.Response) -> None:
    store = OneFile()
    assert taken_in(store, at=DEADLINE + GRACE - timedelta(seconds=1), reply=reply) == [FILE]
    assert store.settled == {}
    assert taken_in(store, at=DEADLINE + GRACE, reply=reply) == []
    assert {hold: end.cost_micros for hold, end in store.settled.items()} == {"a": None, "b": None}


def test_a_batch_of_another_run_is_waited_for_as_long_as_its_requests_are_held() -> None:
    store = OneFile()
    taken_in(store, at=NOON + HELD_FOR - timedelta(seconds=1), scope="tuesday/0", reply=STUCK["cancelling"])
    assert store.file.state == "sent"
    taken_in(store, at=NOON + HELD_FOR, scope="tuesday/0", reply=STUCK["cancelling"])
    assert (store.file.state, set(store.settled)) == ("ended", {"a", "b"})


def test_a_new_batch_that_is_not_known_yet_is_waited_for() -> None:
    store = OneFile(replace(FILE, claimed_until=NOON + timedelta(minutes=2)))
    unknown = httpx2.Response(404, content='{"error": {"message": "No batch found"}}')
    assert taken_in(store, at=NOON + timedelta(minutes=1), reply=unknown) == [store.file]
