"""Whole runs against servers that speak other dialects than OpenAI's, and against those that refuse."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from invoice_llm import app, lookups
from invoice_llm.llm.guard.retry import RetryPolicy
from invoice_llm.pipeline import RunParams
from invoice_llm.settings import Settings
from tests.llm import picky_endpoint as picky
from tests.llm.picky_endpoint import LOCAL, OPENAI, WORDINGS, PickyEndpoint, Wording
from tests.llm.scripted_endpoint import CUT, Reply
from tests.pipeline.inboxes import fill, page
from tests.pipeline.test_with_endpoint import endpoint

MODELS = (
    "models:\n"
    "  first-model: {tier: basic, context: 100000, max_output: 4000, price: {input: 1, output: 2}, "
    "capabilities: {max_tokens_param: max_completion_tokens, sampling: true, logprobs: true, reasoning: none, "
    "service_tier: default}}\n"
)
INVOICE = """\
Meadow Tools Ltd                          INVOICE
VAT No: GB 823 4471 81
Invoice number: {number}
Invoice date: {day} March 2026
Net total                                 100.00
VAT 20%                                    20.00
Total                                     EUR 120.00
"""


@dataclass(frozen=True, slots=True)
class Night:
    records: dict[str, dict[str, Any]]
    every: dict[str, dict[str, Any]]
    summary: dict[str, Any]


def settings(home: Path, url: str) -> Settings:
    models = home / "models.yaml"
    models.write_text(MODELS)
    env = {"AIRFLOW_HOME": str(home), "OPENAI_API_KEY": "sk-planted", "OPENAI_BASE_URL": url}
    env["INVOICE_LLM_MODELS_FILE"] = str(models)
    return Settings.from_env(env, inbox=str(home / "inbox"), output=str(home / "output"), ocr="off", settle_s=0.0)


def night(home: Path, url: str, run_id: str, *names: str, tuning: app.Tuning | None = None) -> Night:
    """Put these invoices into the inbox and do a run in a client of its own. ``records`` are theirs."""
    files = {f"{name}.pdf": page(INVOICE.format(number=f"{name}-01", day=ord(name) % 28 + 1)) for name in names}
    fill(home / "inbox", files)
    with app.open_pipeline(settings(home, url), tuning=tuning) as pipeline:
        for chunk in pipeline.discover(run_id, RunParams()):
            asyncio.run(pipeline.process(run_id, chunk))
        summary = pipeline.summarize(run_id)
        records = {one.document.removesuffix(".pdf"): one.model_dump(mode="json") for one in pipeline.records(run_id)}
    return Night({name: records[name] for name in names}, records, summary)


def spent_micros(home: Path, url: str) -> int:
    return round(float(lookups.spend_report(settings(home, url))["spent_usd"]) * 1_000_000)


def local(wording: Wording, **more: Any) -> PickyEndpoint:
    return PickyEndpoint(wording=wording, keys=LOCAL, **more)


REFUSED: dict[str, dict[str, Any]] = {
    "keys that it does not know": {},
    "a strict schema": {"takes_strict": False},
    "every schema": {"forms": frozenset({"json_object", None})},
    "every form": {"forms": frozenset({None})},
    "what is no stream": {"streams_only": True},
}
DIALECTS: dict[str, Callable[[], PickyEndpoint]] = {
    "OpenAI": lambda: PickyEndpoint(keys=OPENAI),
    **{
        f"{wording} refuses {what}": partial(local, wording, **options)
        for wording in WORDINGS
        for what, options in REFUSED.items()
    },
    "Ollama, unknown fields refused": lambda: local("llama", message=picky.fenced),
    "LM Studio, tool calls": lambda: local("llama", message=picky.called, finish="tool_calls"),
    "thinking before the JSON": lambda: local("openai", message=picky.thinking),
    "answer in reasoning_content": lambda: local("pydantic", message=picky.reasoned),
    "content in parts": lambda: local("openai", message=picky.in_parts),
    "a stream that nobody asked for": lambda: local("openai", wrap=picky.streamed),
    "a gateway's envelope and names": lambda: local("pydantic", wrap=picky.enveloped),
    "JSON as a small model writes it": lambda: local("llama", message=picky.scribbled),
    "refused without a word": lambda: local("silent", forms=frozenset({None})),
    "refused without a word, schemas taken": lambda: local("silent"),
    "415 for unknown keys": lambda: local("openai", status=415),
    "404 for unknown keys": lambda: local("openai", status=404),
    "405 for unknown keys": lambda: local("llama", status=405),
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_dialect_is_learned_with_the_first_document_and_never_again(dialect: str, tmp_path: Path) -> None:
    with endpoint(served=DIALECTS[dialect]()) as server:
        assert isinstance(server, PickyEndpoint)
        first = night(tmp_path, server.base_url, "monday", "a", "b")
        refused, asked = len(server.refused), len(server.requests)
        second = night(tmp_path, server.base_url, "tuesday", "c")
        assert len(server.refused) == refused
        assert spent_micros(tmp_path, server.base_url) == server.billed_micros
        assert {request["model"] for request in server.requests} == {"first-model"}, (
            "a tier that is not served was asked"
        )
    for record in (*first.records.values(), *second.records.values()):
        assert record["llm_model"] == "first-model"
        assert record["outcome"] in ("accepted", "review")
        assert record["refusals"] == []
    assert asked - refused > 1, "the second document of the first night was refused as well"
    assert all(number <= refused for number in server.refused), "refused again after one was taken"


@pytest.mark.parametrize("wording", WORDINGS)
def test_azures_classic_form_serves_a_whole_night(wording: Wording, tmp_path: Path) -> None:
    with endpoint(served=local(wording)) as server:
        assert isinstance(server, PickyEndpoint)
        address = f"{server.base_url.removesuffix('/v1')}/openai?api-version=2024-10-21"
        (first,) = night(tmp_path, address, "monday", "a").records.values()
        refused = len(server.refused)
        (second,) = night(tmp_path, address, "tuesday", "b").records.values()
        assert spent_micros(tmp_path, address) == server.billed_micros
        assert len(server.refused) == refused
    for record in (first, second):
        assert (record["llm_model"], record["refusals"]) == ("first-model", [])
    assert all("/openai/deployments/first-model/chat/completions?api-version" in head for head in server.heads)
    assert all("api-key: sk-planted" in head for head in server.heads)


USELESS: dict[str, Reply] = {
    "a web page": Reply(body=b"<!doctype html><title>Sign in</title>", headers={"content-type": "text/html"}),
    "a web page that says it failed": Reply(502, body=b"<!doctype html><title>Bad gateway</title>"),
    "a body that breaks off": Reply(body=CUT),
    "half of an answer": Reply(body=b'{"choices":[{"message":{"content":"{'),
    "nothing": Reply(body=b""),
    "a list of models": Reply(body=b'{"object":"list","data":[{"id":"another-model"}]}'),
    "a way that leads round in a circle": Reply(307, headers={"location": "/v1/chat/completions"}),
}
COSTS_NOTHING = ("a web page", "a web page that says it failed", "a way that leads round in a circle")
AT_ONCE = app.Tuning(
    retry=RetryPolicy(attempts=2, shortest=timedelta(0), longest=timedelta(0), jitter=timedelta(0)),
)


@pytest.mark.parametrize("reply", USELESS)
def test_what_no_answer_of_use_has_come_for_is_read_without_and_said(reply: str, tmp_path: Path) -> None:
    with endpoint(USELESS[reply]) as server:
        first = night(tmp_path, server.base_url, "monday", "a", tuning=AT_ONCE)
        second = night(tmp_path, server.base_url, "tuesday", "b", tuning=AT_ONCE)
        spent = spent_micros(tmp_path, server.base_url)
    waits = first.records["a"]["outcome"] == "deferred"
    read, summary = (second.every["a"], second.summary) if waits else (first.records["a"], first.summary)
    assert (read["outcome"], read["llm_model"]) == ("accepted", "embedded-label-reader")
    assert read["refusals"]
    assert summary["refused"] == 1 if waits else summary["all_refused"]
    assert (spent == 0) is (reply in COSTS_NOTHING)


REFUSALS: dict[str, tuple[Callable[[Wording], Reply], str]] = {
    "content filter": (picky.content_filter, "content filter"),
    "context too long": (picky.too_long, "too long for the model"),
    "model gone": (picky.model_gone, "model not served"),
    "schema refused": (picky.no_form, "no form of the request was taken"),
}


@pytest.mark.parametrize("wording", WORDINGS)
@pytest.mark.parametrize("refusal", REFUSALS)
def test_what_a_model_refuses_the_label_reader_reads(refusal: str, wording: Wording, tmp_path: Path) -> None:
    says, why = REFUSALS[refusal]
    keys = OPENAI if wording == "openai" else LOCAL
    with endpoint(served=PickyEndpoint(wording=wording, keys=keys, refusal=says)) as server:
        assert isinstance(server, PickyEndpoint)
        one = night(tmp_path, server.base_url, "monday", "a")
        asked = len(server.requests)
        two = night(tmp_path, server.base_url, "tuesday", "b")
        again = len(server.requests) - asked
        assert spent_micros(tmp_path, server.base_url) == 0
    for result in (one, two):
        (record,) = result.records.values()
        assert record["outcome"] in ("accepted", "review")
        assert record["llm_model"] == "embedded-label-reader"
        assert "first-model refused the request" in record["refusals"][0]
        assert why in record["refusals"][0]
        assert result.summary["refused"] == 1
        assert result.summary["all_refused"]
    lasting = refusal in ("model gone", "schema refused")
    assert again <= (0 if lasting else 2), "the form was found out again"


def test_a_document_that_one_tier_refuses_goes_to_the_next_that_is_served(tmp_path: Path) -> None:
    more = MODELS.splitlines()[1].replace("first-model", "second-model").replace("basic", "premium")

    class OnlySecond(PickyEndpoint):
        def reply(self, request: dict[str, Any], head: str) -> Reply:
            if request["model"] == "first-model":
                return picky.model_gone("llama")
            return PickyEndpoint.reply(self, request, head)

    with endpoint(served=OnlySecond()) as server:
        home = settings(tmp_path, server.base_url)
        assert home.models_file is not None
        home.models_file.write_text(f"{MODELS}{more}\n")
        fill(tmp_path / "inbox", {"a.pdf": page(INVOICE.format(number="a-01", day=3))})
        with app.open_pipeline(home) as pipeline:
            for chunk in pipeline.discover("monday", RunParams()):
                asyncio.run(pipeline.process("monday", chunk))
            summary = pipeline.summarize("monday")
            (record,) = pipeline.records("monday")
    assert record.llm_model == "second-model"
    assert "first-model" in record.refusals[0]
    assert (summary["refused"], summary["all_refused"]) == (1, False)
    assert {request["model"] for request in server.requests} == {"first-model", "second-model"}
