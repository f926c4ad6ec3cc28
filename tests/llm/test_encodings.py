"""Bodies in other encodings than UTF-8, packed without a word, led to other hosts: on a real socket."""

from __future__ import annotations

import asyncio
import gzip
import json
from contextlib import AsyncExitStack

import pytest

from invoice_llm import errors
from invoice_llm.llm.answer import read_body, text_of
from invoice_llm.llm.client import ResilientLLMClient
from invoice_llm.llm.guard.breaker import BreakerPolicy
from invoice_llm.llm.guard.retry import RetryPolicy
from invoice_llm.llm.memory import MemoryLedger
from invoice_llm.llm.wire import connect
from tests.llm.scripted_client import KEY, Scene, scene
from tests.llm.scripted_endpoint import Endpoint, Reply, completion, serving
from tests.processes import HANG_S

ONCE = RetryPolicy(attempts=1)
TEXT = json.dumps(json.loads(completion('{"number":"Ä-1"}').body), ensure_ascii=False)
ANSWER = json.loads(TEXT)


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        (TEXT.encode("utf-16"), "utf-16"),
        (TEXT.encode("utf-16-le"), ""),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-8"),
        (TEXT.encode("utf-32"), ""),
        (TEXT.encode("utf-8-sig"), "klingon"),
        (TEXT.encode("cp1252"), "windows-1252"),
        (TEXT.encode(), "iso-8859-1"),
        (gzip.compress(TEXT.encode()), ""),
    ],
    ids=["utf-16", "without a mark", "said to be utf-8", "utf-32", "unknown", "named", "wrongly named", "packed"],
)
def test_an_answer_is_read_in_whatever_encoding_it_comes(body: bytes, charset: str) -> None:
    kind = f"application/json; charset={charset}" if charset else "application/json"

    async def story() -> Scene:
        async with scene(Reply(body=body, headers={"content-type": kind})) as stage:
            assert (await stage.ask()).value.number == "Ä-1"
            return stage

    assert asyncio.run(story()).costs == [150]


def test_json_that_is_called_html_is_an_answer_and_no_web_page() -> None:
    async def story() -> None:
        async with scene(Reply(body=TEXT.encode(), headers={"content-type": "text/html"})) as stage:
            assert (await stage.ask()).value.number == "Ä-1"

    asyncio.run(story())


@pytest.mark.parametrize("behind", ["\n<!-- a proxy was here -->", f"\n{TEXT}", "\x00"])
def test_what_a_proxy_adds_behind_an_answer_changes_nothing(behind: str) -> None:
    assert text_of(read_body(TEXT + behind)) == '{"number":"Ä-1"}'


def test_two_answers_that_differ_are_none() -> None:
    with pytest.raises(errors.NoCompletion):
        read_body(TEXT + TEXT.replace("Ä-1", "Ä-2"))


def test_of_several_choices_the_first_by_its_number_is_read_and_a_call_that_is_made_twice_is_one() -> None:
    other = {"index": 1, "finish_reason": "length", "message": {"content": "{"}}
    assert text_of(read_body(json.dumps({"choices": [other, *ANSWER["choices"]]}))) == '{"number":"Ä-1"}'
    call = {"function": {"name": "f", "arguments": '{"number":"Ä-1"}'}}
    assert (
        text_of(read_body(json.dumps({"choices": [{"message": {"tool_calls": [call, call]}}]}))) == '{"number":"Ä-1"}'
    )


def test_a_proxy_that_answers_in_place_of_the_model_opens_the_circuit_and_is_not_paid_for_each_document() -> None:
    async def story() -> Scene:
        policy = BreakerPolicy(failures_to_open=5)
        page = Reply(body=b"<html>Gateway</html>", headers={"content-type": "text/html"})
        async with scene(completion(), page, retry=ONCE, breaker_policy=policy) as stage:
            await stage.ask("first")
            kinds = [type(await _error(stage, f"text {number}")) for number in range(20)]
            assert kinds == [errors.NoCompletion] * 5 + [errors.CircuitOpen] * 15
            last = await _error(stage, "one more")
            assert isinstance(last, errors.CircuitOpen)
            assert last.too_slow
            return stage

    assert len(asyncio.run(story()).endpoint.requests) == 6


async def _error(stage: Scene, text: str) -> Exception:
    with pytest.raises(errors.InvoiceLLMError) as caught:
        await stage.ask(text)
    return caught.value


@pytest.mark.parametrize("query", ["", "?api-version=2024-10-21"])
def test_a_document_is_led_to_no_other_host(query: str) -> None:
    async def story() -> tuple[Endpoint, list[int | None]]:
        async with AsyncExitStack() as stack:
            elsewhere = await stack.enter_async_context(serving(completion()))
            target = elsewhere.base_url.replace("127.0.0.1", "localhost") + "/chat/completions"
            here = await stack.enter_async_context(serving(Reply(307, headers={"location": target})))
            address, ledger = here.base_url + query, MemoryLedger()
            connection = connect(base_url=address, api_key=KEY, concurrency=1, timeout_s=HANG_S)
            client = ResilientLLMClient(await stack.enter_async_context(connection), ledger=ledger, retry=ONCE)
            with pytest.raises(errors.ProviderUnavailable, match="OPENAI_BASE_URL"):
                await client.call_with_retry("a secret page")
            (attempt,) = ledger.attempts.values()
            return elsewhere, [attempt.end.cost_micros if attempt.end else None]

    elsewhere, costs = asyncio.run(story())
    assert (elsewhere.requests, costs) == ([], [0])


def test_a_redirect_within_the_host_is_followed() -> None:
    async def story() -> None:
        async with serving(completion("yes")) as moved, serving(Reply()) as here:
            here.replies[:] = [Reply(308, headers={"location": f"{moved.base_url}/chat/completions"})]
            async with connect(base_url=here.base_url, api_key=KEY, concurrency=1, timeout_s=HANG_S) as connection:
                assert await ResilientLLMClient(connection, retry=ONCE).call_with_retry("hello") == "yes"

    asyncio.run(story())
