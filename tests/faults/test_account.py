"""The endpoint's own account: it has to be right before anything is held against it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx2
from openai.types.chat import ChatCompletion

from tests.faults.account import Account, load
from tests.faults.endpoint import FaultyEndpoint
from tests.faults.faults import UNPROCESSED, Fault, Plan
from tests.faults.replies import BYTES_PER_TOKEN
from tests.faults.sdk_calls import DOCUMENT, MODEL, PRICES, always, ask, client_of, raw_answer


def test_the_account_adds_up_to_what_the_answers_said_and_is_on_disk_as_well(tmp_path: Path) -> None:
    path = tmp_path / "account.jsonl"
    unread = (Fault.HANG, Fault.DRIP, Fault.HUGE, Fault.BAD_UTF8)  # too slow here, or more than the SDK can read
    weights = {fault: 1.0 for fault in Fault if fault not in unread}
    endpoint = FaultyEndpoint(plan=Plan(share=0.5, weights=weights), prices=PRICES, account=Account(path))
    seen: list[ChatCompletion] = []

    async def scene() -> dict[str, Any]:
        async with client_of(endpoint) as client:
            for number in range(120):
                answers = await asyncio.gather(ask(client, f"question {number % 60}"), return_exceptions=True)
                seen.extend(answer for answer in answers if isinstance(answer, ChatCompletion))
            async with httpx2.AsyncClient() as admin:
                answer = await admin.get(endpoint.base_url.replace("/v1", "/admin/account"))
                return dict(answer.json())

    totals = asyncio.run(scene())
    entries = load(path)
    assert entries == endpoint.account.entries
    assert totals["requests"] == len(entries) == sum(totals["faults"].values()) == 120
    delivered = [entry for entry in entries if entry.billed and entry.delivered]
    assert sum(entry.prompt for entry in delivered) == sum(a.usage.prompt_tokens for a in seen if a.usage)
    assert sum(entry.completion for entry in delivered) == sum(a.usage.completion_tokens for a in seen if a.usage)
    assert totals["billed_and_delivered_micros"] == sum(entry.cost_micros or 0 for entry in delivered)
    assert totals["billed_micros"] > totals["billed_and_delivered_micros"]
    assert {entry.fault for entry in entries if not entry.billed} <= UNPROCESSED
    assert totals["paid_again"] == totals["billed"] - len({entry.digest for entry in entries if entry.billed}) > 0


def test_a_price_is_rounded_up_to_whole_micro_usd_and_cached_tokens_have_their_own() -> None:
    price = PRICES[MODEL]
    assert price.micros(prompt=1000, cached=0, completion=100) == 140
    assert price.micros(prompt=1000, cached=500, completion=100) == 100
    assert price.micros(prompt=1, cached=0, completion=0) == 1
    assert price.micros(prompt=0, cached=0, completion=0) == 0


def test_prompt_tokens_follow_from_the_size_of_the_body() -> None:
    endpoint = always(None)
    _, body = asyncio.run(raw_answer(endpoint))
    asked = json.dumps({"model": MODEL, "messages": [{"role": "user", "content": DOCUMENT}]})
    assert json.loads(body)["usage"]["prompt_tokens"] == len(asked) // BYTES_PER_TOKEN


def test_calls_at_the_same_time_are_counted() -> None:
    endpoint = FaultyEndpoint(plan=Plan(base_s=0.2), prices=PRICES)

    async def scene() -> None:
        async with client_of(endpoint) as client:
            await asyncio.gather(*(ask(client, f"question {number}") for number in range(12)))

    asyncio.run(scene())
    assert endpoint.account.most_under_way == 12
