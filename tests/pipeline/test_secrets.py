"""A text and a key are planted, the endpoint quotes both in every kind of failure, and neither may come out where it
has no business: logs, errors, what a step returns, events of the metrics, the ledger, the command's output.

The text stands in a greeting, which is no field of an invoice. The kept raw answers hold it by design.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sqlite3
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from invoice_llm import app
from invoice_llm.calls import CallEnd, CallIntent
from invoice_llm.errors import InvoiceLLMError
from invoice_llm.llm.client import ResilientLLMClient
from invoice_llm.llm.guard.retry import RetryPolicy
from invoice_llm.llm.wire import connect
from invoice_llm.pipeline import RunParams
from invoice_llm.settings import Settings
from tests.llm.scripted_endpoint import Reply, completion
from tests.pipeline.inboxes import LETTER, fill, invoice, page
from tests.pipeline.test_with_endpoint import endpoint
from tests.processes import HANG_S

TEXT, KEY = "ZQX-PLANTED-7731", "sk-planted-4410"
PLANTED = (TEXT, KEY)
GREETING = f"With warm greetings from {TEXT}"
QUOTE = f"you sent {TEXT} with {KEY}"
FAST = RetryPolicy(shortest=timedelta(milliseconds=1), longest=timedelta(milliseconds=1), jitter=timedelta(0))


def quoting(status: int, code: str | None = None) -> Reply:
    error = {"message": QUOTE, "type": "some_error", "code": code, "param": None}
    return Reply(status, json.dumps({"error": error}).encode())


REPLIES = {
    "401": quoting(401, "invalid_api_key"),
    "400": quoting(400, "bad_request"),
    "429 without credit": quoting(429, "insufficient_quota"),
    "500": quoting(500),
    "HTML": Reply(body=f"<html>{QUOTE}</html>".encode(), headers={"content-type": "text/html"}),
    "off schema": completion(json.dumps({TEXT: KEY, "lines": QUOTE, "invoice_number": {KEY: TEXT}})),
    "no JSON": completion(f"Sorry: {QUOTE}"),
    "refusal": completion(None, refusal=QUOTE),
    "cut off": completion(f'{{"greeting": "{QUOTE}', finish="length"),
}


class Listener(logging.Handler):
    """Every record as it would be written, and all that it carries."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard += [self.format(record), repr(vars(record))]


class Watcher:
    """What the exporters of metrics and traces are given."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def attempt(self, intent: CallIntent) -> AbstractContextManager[Callable[[CallEnd], None]]:
        self.told.append(repr(intent))
        return nullcontext(lambda end: self.told.append(repr(end)))

    def event(self, name: str, value: float = 1.0, **tags: str) -> None:
        self.told.append(repr((name, value, tags)))


@pytest.fixture
def listener() -> Iterator[Listener]:
    """All loggers at DEBUG, those of the SDK and of the HTTP client as well."""
    handler, root = Listener(), logging.getLogger()
    before = root.level
    root.setLevel(logging.DEBUG)
    root.addHandler(handler)
    yield handler
    root.removeHandler(handler)
    root.setLevel(before)


def planted_inbox(folder: Path) -> Path:
    """Two documents that are sent to the model, and three that no parser can read."""
    return fill(
        folder,
        {
            "invoice.pdf": invoice(more=GREETING),
            "letter.pdf": page(LETTER + GREETING),
            "truncated.pdf": f"%PDF-1.7\n1 0 obj\n<< /Type /{TEXT} ({GREETING})".encode(),
            "broken.xml": f"<Invoice><{TEXT}>{GREETING}</Invoice>".encode(),
            "entity.xml": f'<!DOCTYPE a [<!ENTITY e "{TEXT}">]><Invoice>&{TEXT};</Invoice>'.encode(),
        },
    )


def told_by(error: BaseException) -> str:
    """The traceback with its chain as Python shows it, and what each exception of it carries."""
    chain: list[str] = ["".join(traceback.format_exception(error))]
    link: BaseException | None = error
    while link is not None:
        chain += [str(link), repr(link), repr(vars(link))]
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return "\n".join(chain)


def returned_by_each_step(settings: Settings, watcher: Watcher) -> list[str]:
    """What every step returns or raises; after an error the run goes on with the next step, as far as it can."""
    told: list[str] = []

    def do(step: Callable[[], Any]) -> Any:
        try:
            result = step()
        except InvoiceLLMError as error:
            told.append(told_by(error))
            return None
        told.append(repr(result))
        return result

    params = RunParams(confidence_threshold=1.0, validation_threshold=1.0)
    with app.open_pipeline(settings, tuning=app.Tuning(retry=FAST, observer=watcher)) as pipeline:
        for chunk in do(lambda: pipeline.discover("night", params)):
            for step in (pipeline.detect_models, pipeline.extract, pipeline.accept, pipeline.validate, pipeline.route):
                do(partial(asyncio.run, step("night", chunk)))
        do(lambda: pipeline.summarize("night"))
        told += [json.dumps(record.written()) for record in pipeline.records("night")]
    return told


def stored(home: Path) -> dict[str, str]:
    """The rows of every table but the one that keeps the raw answers."""
    (file,) = home.rglob("*.db")
    with sqlite3.connect(file) as database:
        names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = {name: repr(database.execute(f"SELECT * FROM {name}").fetchall()) for name in names}
    assert rows["invoice_llm_calls"] != "[]"
    del rows["invoice_llm_answers"]
    return rows


def assert_clean(**places: str) -> None:
    found = {(name, secret) for name, text in places.items() for secret in PLANTED if secret in text}
    assert not found
    assert all(places.values()), "nothing was looked at"


def with_key(home: Path, inbox: Path, url: str) -> Settings:
    env = {"AIRFLOW_HOME": str(home), "OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": url}
    return Settings.from_env(env, inbox=str(inbox), output=str(home / "output"), ocr="off", settle_s=0.0)


@pytest.mark.parametrize("kind", REPLIES)
def test_a_run_tells_nobody_what_a_failing_endpoint_quotes(
    kind: str, tmp_path: Path, listener: Listener, capfd: pytest.CaptureFixture[str]
) -> None:
    inbox, watcher = planted_inbox(tmp_path / "inbox"), Watcher()
    with endpoint(REPLIES[kind]) as server:
        told = returned_by_each_step(with_key(tmp_path, inbox, server.base_url), watcher)
        assert TEXT in json.dumps(server.requests)
    out, err = capfd.readouterr()
    logged, watched = "\n".join(listener.heard), "\n".join(watcher.told)
    assert "openai._base_client" in logged
    assert_clean(told="\n".join(told), logged=logged, watched=watched, printed=f"printed: {out}{err}")
    assert_clean(**stored(tmp_path))


@pytest.mark.parametrize("kind", REPLIES)
def test_the_client_s_metrics_and_errors_hold_no_content(kind: str, listener: Listener) -> None:
    async def scene(url: str) -> str:
        async with connect(base_url=url, api_key=KEY, concurrency=1, timeout_s=HANG_S) as connection:
            client = ResilientLLMClient(connection, retry=FAST)
            try:
                await client.call_with_retry(GREETING)
                told = "answered"
            except InvoiceLLMError as error:
                told = told_by(error)
            return told + repr(client.metrics.snapshot())

    with endpoint(REPLIES[kind]) as server:
        told = asyncio.run(scene(server.base_url))
        assert TEXT in json.dumps(server.requests)
    assert_clean(told=told, logged="\n".join(["logged:", *listener.heard]))


@pytest.mark.parametrize("kind", ["401", "off schema"])
def test_the_command_prints_neither(kind: str, tmp_path: Path) -> None:
    planted_inbox(tmp_path / "inbox")
    with endpoint(REPLIES[kind]) as server:
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("INVOICE_LLM_", "OPENAI_"))}
        env = clean | {"AIRFLOW_HOME": str(tmp_path), "OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": server.base_url}
        command = [sys.executable, "-m", "invoice_llm.cli", "run", "inbox", "--json"]
        done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
        assert TEXT in json.dumps(server.requests)
    assert_clean(out=f"out: {done.stdout}", err=f"err: {done.stderr}")
