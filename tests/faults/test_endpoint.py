"""The endpoint itself, through the real SDK and over raw sockets: what injects the faults has to be right first."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx2
import openai
import pytest
from openai.types.chat import ChatCompletion

from invoice_llm.invoice.answers import DETECT, VALIDATE, DetectionAnswer, ValidationAnswer
from invoice_llm.invoice.printed import PrintedInvoice
from invoice_llm.llm.schema import response_format
from tests.faults.endpoint import FaultyEndpoint
from tests.faults.faults import Fault, Plan
from tests.faults.limits import RateLimits
from tests.faults.sdk_calls import DOCUMENT, MODEL, PRICES, always, ask, client_of, one_call, raw_answer
from tests.processes import HANG_S

QUESTION: dict[str, Any] = {"model": MODEL, "messages": [{"role": "user", "content": "hello"}]}


def test_an_answer_meets_the_schema_and_repeats_what_the_document_prints() -> None:
    answer = one_call(always(None))
    assert isinstance(answer, ChatCompletion)
    printed = PrintedInvoice.model_validate_json(answer.choices[0].message.content or "")
    assert (printed.invoice_number, printed.issue_date) == ("CH-000123", "2 March 2026")
    assert (printed.total_net, printed.total_tax, printed.total_gross) == ("100.00", "20.00", "120.00")
    assert (printed.seller.name, printed.seller.vat_id) == ("Meadow Tools Ltd 17", "GB 823 4471 81")
    assert (printed.currency, printed.due_date, printed.lines) == ("EUR", None, [])


def test_the_other_two_questions_are_answered_by_their_schemas_as_well() -> None:
    async def scene() -> tuple[str, str]:
        async with client_of(always(None)) as client:
            asked = f'<extraction>\n{{"invoice_number":"CH-000123"}}\n</extraction>\n{DOCUMENT}'
            looked = await ask(client, asked, response_format=response_format(VALIDATE, ValidationAnswer))
            detected = await ask(client, response_format=response_format(DETECT, DetectionAnswer))
            return looked.choices[0].message.content or "", detected.choices[0].message.content or ""

    looked, detected = asyncio.run(scene())
    verdicts = ValidationAnswer.model_validate_json(looked).verdicts
    assert [(verdict.field, verdict.verdict) for verdict in verdicts] == [("invoice_number", "correct")]
    assert DetectionAnswer.model_validate_json(detected).model_type == "generic_fallback"


@pytest.mark.parametrize(
    ("fault", "status", "code", "retry_after"),
    [
        (Fault.RATE_LIMITED, 429, "rate_limit_exceeded", "3"),
        (Fault.RATE_LIMITED_SILENT, 429, "rate_limit_exceeded", None),
        (Fault.QUOTA, 429, "insufficient_quota", None),
        (Fault.ERROR_500, 500, "server_error", None),
        (Fault.ERROR_503, 503, "overloaded", None),
    ],
)
def test_a_refusal_by_status_is_worded_as_the_provider_words_it(
    fault: Fault, status: int, code: str, retry_after: str | None
) -> None:
    error = one_call(always(fault, retry_after_s=3))
    assert isinstance(error, openai.APIStatusError)
    assert (error.status_code, error.code, error.response.headers.get("retry-after")) == (status, code, retry_after)


@pytest.mark.parametrize(
    ("fault", "cause", "billed"),
    [
        (Fault.RESET_EARLY, httpx2.ReadError, False),
        (Fault.RESET_LATE, httpx2.ReadError, True),
        (Fault.RESET_MID, httpx2.ReadError, True),
        (Fault.HANG, httpx2.ReadTimeout, True),
    ],
)
def test_a_broken_connection_is_billed_if_the_request_was_processed(
    fault: Fault, cause: type[Exception], billed: bool
) -> None:
    endpoint = always(fault)
    error = one_call(endpoint, timeout_s=0.2 if fault is Fault.HANG else HANG_S)
    assert isinstance(error, openai.APIConnectionError)
    assert isinstance(error.__cause__, cause)
    [entry] = endpoint.account.entries
    assert (entry.billed, entry.delivered) == (billed, False)
    assert (entry.cost_micros or 0) > 0 if billed else entry.cost_micros == 0


def test_a_cut_off_answer_says_so_and_costs_all_the_tokens_it_was_allowed() -> None:
    answer = one_call(always(Fault.CUT_OFF))
    assert isinstance(answer, ChatCompletion)
    assert answer.usage
    assert (answer.choices[0].finish_reason, answer.usage.completion_tokens) == ("length", 900)
    with pytest.raises(ValueError):
        json.loads(answer.choices[0].message.content or "")


def test_a_refusal_an_answer_off_schema_and_one_without_choices_are_complete_and_billed() -> None:
    refused, off, none = (one_call(always(f)) for f in (Fault.REFUSAL, Fault.OFF_SCHEMA, Fault.NO_CHOICES))
    assert isinstance(refused, ChatCompletion)
    assert isinstance(off, ChatCompletion)
    assert isinstance(none, ChatCompletion)
    assert refused.choices[0].message.refusal
    assert refused.choices[0].message.content is None
    assert PrintedInvoice.model_fields.keys().isdisjoint(json.loads(off.choices[0].message.content or ""))
    assert none.choices == []
    assert none.usage


def test_a_proxys_page_comes_with_status_200_and_is_not_billed() -> None:
    endpoint = always(Fault.HTML)
    head, body = asyncio.run(raw_answer(endpoint))
    assert head.startswith(b"HTTP/1.1 200")
    assert b"content-type: text/html" in head
    assert b"<html>" in body
    assert not endpoint.account.entries[0].billed


def test_a_body_may_be_no_utf_8() -> None:
    _, body = asyncio.run(raw_answer(always(Fault.BAD_UTF8)))
    with pytest.raises(UnicodeDecodeError):
        body.decode()
    assert json.loads(body.decode(errors="replace"))["usage"]


def test_a_huge_body_is_a_completion_of_50_megabytes_that_reached_its_limit() -> None:
    endpoint = always(Fault.HUGE)
    _, body = asyncio.run(raw_answer(endpoint))
    assert len(body) > 50_000_000
    assert json.loads(body)["choices"][0]["finish_reason"] == "length"
    assert endpoint.account.entries[0].delivered


def test_a_dripping_answer_comes_byte_by_byte_and_ends_when_the_client_does() -> None:
    endpoint = always(Fault.DRIP)
    _, body = asyncio.run(raw_answer(endpoint, size=2))
    assert len(body) == 2
    assert [(entry.billed, entry.delivered) for entry in endpoint.account.entries] == [(True, False)]


def test_the_same_seed_draws_the_same_fates_and_another_seed_others() -> None:
    def fates(seed: int) -> list[Any]:
        plan = Plan(seed=seed, share=0.3, base_s=0.01, jitter_s=0.01)
        return [plan.next() for _ in range(500)]

    assert fates(7) == fates(7) != fates(8)
    faults = [fate.fault for fate in fates(7) if fate.fault]
    assert 100 < len(faults) < 200
    assert Fault.QUOTA not in faults
    assert len(set(faults)) > 10
    assert all(0.01 <= fate.latency_s <= 0.09 for fate in fates(7))


def test_what_a_client_meets_is_the_plan_of_its_seed() -> None:
    kinds = {Fault.ERROR_500: 1.0, Fault.REFUSAL: 2.0, Fault.HTML: 1.0}

    async def met() -> list[str | None]:
        endpoint = FaultyEndpoint(plan=Plan(seed=11, share=0.5, weights=kinds), prices=PRICES)
        async with client_of(endpoint) as client:
            for number in range(40):
                await asyncio.gather(ask(client, f"question {number}"), return_exceptions=True)
        return [entry.fault for entry in endpoint.account.entries]

    plan = Plan(seed=11, share=0.5, weights=kinds)
    expected = [fate.fault for fate in (plan.next() for _ in range(40))]
    assert asyncio.run(met()) == asyncio.run(met()) == expected
    assert set(expected) == {None, *kinds}


def test_an_outage_begins_and_ends_while_the_server_runs() -> None:
    endpoint = always(None)

    async def scene() -> list[str]:
        async with client_of(endpoint) as client, httpx2.AsyncClient() as admin:
            met = []
            for mode in ("outage_503", "outage_reset", "outage_hang", "normal"):
                answer = await admin.post(endpoint.base_url.replace("/v1", "/admin/mode"), json={"mode": mode})
                assert answer.status_code == 200
                wait = 0.2 if mode == "outage_hang" else HANG_S
                asked = await asyncio.gather(ask(client, timeout=wait), return_exceptions=True)
                met += [type(one).__name__ for one in asked]
            return met

    assert asyncio.run(scene()) == ["InternalServerError", "APIConnectionError", "APITimeoutError", "ChatCompletion"]
    assert [entry.billed for entry in endpoint.account.entries] == [False, False, False, True]


def test_beyond_the_rate_limit_the_answer_is_429_and_every_answer_tells_what_is_left() -> None:
    endpoint = always(None, limits=RateLimits.of(2, 1_000_000), now=lambda: 1000.0)

    async def scene() -> list[Any]:
        async with client_of(endpoint) as client:
            raw = [await client.chat.completions.with_raw_response.create(**QUESTION) for _ in range(2)]
            with pytest.raises(openai.RateLimitError) as refused:
                await ask(client)
            return [*(answer.headers for answer in raw), refused.value.response.headers]

    first, second, refused = asyncio.run(scene())
    assert [headers["x-ratelimit-remaining-requests"] for headers in (first, second, refused)] == ["1", "0", "0"]
    assert (refused["x-ratelimit-limit-requests"], refused["x-ratelimit-reset-requests"]) == ("2", "1m0s")
    assert int(first["x-ratelimit-remaining-tokens"]) < 1_000_000
    assert refused["retry-after"] == "60"
    assert [entry.fault for entry in endpoint.account.entries] == [None, None, "over_the_limit"]
