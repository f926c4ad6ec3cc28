"""Nights in mode batch against a server with Files and Batches: each request billed once, each document one outcome,
and the ledger is the server's account, whatever goes wrong and whoever is killed when."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from invoice_llm import app
from invoice_llm.errors import ConfigurationError
from invoice_llm.pipeline import RunParams
from invoice_llm.settings import Settings
from tests.llm.batch.batch_server import BatchServer, Plan, serving_batches
from tests.pipeline.inboxes import fill, invoice
from tests.processes import HANG_S
from tests.repository import ROOT

BATCHED, SINGLE = 75, 150
"""Micro-USD of 1,000 tokens in and 100 out with gpt-6-luna."""


def settings(home: Path, server: BatchServer, **changes: Any) -> Settings:
    given = {"inbox": str(home / "inbox"), "output": str(home / "output"), "ocr": "off", "settle_s": 0.0}
    return Settings.from_env(environment(home, server), **given, batch_poll_s=0.01, **changes)


def environment(home: Path, server: BatchServer) -> dict[str, str]:
    return {"AIRFLOW_HOME": str(home), "OPENAI_API_KEY": "sk-planted", "OPENAI_BASE_URL": server.base_url}


def documents(home: Path, count: int) -> None:
    fill(home / "inbox", {f"{number}.pdf": invoice(f"AF-2026-{number:05}") for number in range(1, count + 1)})


def ledger(home: Path) -> list[tuple[str, int, int]]:
    """Status, what was charged, and tokens in, of every call."""
    with create_engine(f"sqlite:///{home}/invoice_llm.db").connect() as connection:
        rows = connection.execute(
            text("SELECT status, charged_micros, input FROM invoice_llm_calls WHERE endpoint != 'embedded.invalid'")
        )
        return [(row.status, row.charged_micros, row.input or 0) for row in rows]


def agrees(home: Path, server: BatchServer) -> bool:
    """The ledger says what the server's account says, and nothing is held."""
    calls = ledger(home)
    paid = [call for call in calls if call[1]]
    single = len(server.single)
    worked, most = server.account
    return (
        most == 1
        and all(status != "held" for status, _, _ in calls)
        and len(paid) == worked
        and sum(charge for _, charge, _ in paid) == SINGLE * single + BATCHED * (worked - single)
        and sum(tokens for _, _, tokens in paid) == 1000 * worked
    )


def settings_of_short_lease(home: Path, server: BatchServer) -> Settings:
    """What is not answered within a second is found out about."""
    return settings(home, server, request_timeout_s=0.25)


def night(settings: Settings, run_id: str, **params: Any) -> dict[str, Any]:
    """Do a whole run; returns the written objects by document."""
    with app.open_pipeline(settings) as pipeline:
        chunks = pipeline.discover(run_id, RunParams(mode="batch", model_tier="basic", **params))
        asyncio.run(pipeline.process_all(run_id, chunks, lambda *_: None))
        pipeline.summarize(run_id)
        return {record.document: record.written() for record in pipeline.records(run_id)}


def outcomes(records: dict[str, Any]) -> set[str]:
    return {record["outcome"] for record in records.values()}


def test_a_night_in_batch_files_costs_half_and_reads_the_same(tmp_path: Path) -> None:
    documents(tmp_path, 3)
    with serving_batches() as server:
        records = night(settings(tmp_path, server), "monday")
        assert server.single == []
        assert agrees(tmp_path, server)
    assert outcomes(records) == {"accepted"}
    assert {record["invoice"]["total_gross"] for record in records.values()} == {"408.00"}


PLANS = {
    "500s while waiting": Plan(looks=2, failing_looks=frozenset({1, 2, 4})),
    "empty objects while waiting": Plan(looks=2, empty_looks=frozenset({1, 2, 4})),
    "another name later": Plan(renamed=frozenset({1})),
    "lines twice": Plan(fate=lambda number: "twice" if number % 2 else "answer"),
    "lines missing": Plan(fate=lambda number: "missing" if number in (1, 3) else "answer"),
    "lines with errors": Plan(fate=lambda number: "error" if number in (2, 3) else "answer"),
    "expired half-way": Plan(
        status=lambda number: "expired" if number == 1 else "completed",
        fate=lambda number: "missing" if number in (2, 4) else "answer",
    ),
    "cancelled by somebody": Plan(
        status=lambda number: "cancelled" if number == 1 else "completed",
        fate=lambda number: "missing" if number < 4 else "answer",
    ),
    "file not taken": Plan(status=lambda number: "failed" if number == 1 else "completed"),
    "never answered": Plan(fate=lambda _: "missing"),
}


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS.keys())
def test_whatever_comes_of_a_file_each_request_is_billed_once(plan: Plan, tmp_path: Path) -> None:
    documents(tmp_path, 4)
    with serving_batches(plan) as server:
        records = night(settings_of_short_lease(tmp_path, server), "monday")
        assert agrees(tmp_path, server)
    assert (len(records), outcomes(records)) == (4, {"accepted"})


def test_what_came_from_two_files_in_vain_is_asked_in_real_time(tmp_path: Path) -> None:
    documents(tmp_path, 2)
    with serving_batches(PLANS["never answered"]) as server:
        night(settings(tmp_path, server), "monday")
        assert len(server.batches) >= 2
        assert len(server.single) == server.account[0] > 0


def test_after_the_deadline_nothing_waits_for_a_file(tmp_path: Path) -> None:
    documents(tmp_path, 2)
    with serving_batches() as server:
        records = night(settings(tmp_path, server), "monday", batch_deadline_h=0)
        assert (server.batches, outcomes(records)) == ({}, {"accepted"})
        assert agrees(tmp_path, server)


@pytest.mark.parametrize("fate", ["lost", "foreign"])
def test_an_answer_that_was_billed_and_lost_is_charged_at_its_estimate(fate: str, tmp_path: Path) -> None:
    documents(tmp_path, 2)
    with serving_batches(Plan(fate=lambda number: fate if number == 1 else "answer")) as server:
        records = night(settings(tmp_path, server), "monday")
    lost = [charge for status, charge, tokens in ledger(tmp_path) if status == "failed" and not tokens]
    assert (len(lost), outcomes(records)) == (1, {"accepted"})
    assert lost[0] > BATCHED


def test_a_batch_that_its_server_has_forgotten_is_charged_at_its_estimate_and_asked_again(tmp_path: Path) -> None:
    documents(tmp_path, 2)
    with serving_batches(Plan(forgotten=frozenset({1}))) as server:
        records = night(settings_of_short_lease(tmp_path, server), "monday")
    lost = [charge for status, charge, _ in ledger(tmp_path) if status == "failed"]
    assert (len(lost), outcomes(records)) == (2, {"accepted"})
    assert min(lost) > BATCHED


def test_a_budget_without_room_defers_what_does_not_fit_and_sends_the_rest(tmp_path: Path) -> None:
    documents(tmp_path, 4)
    with serving_batches() as server:
        records = night(settings(tmp_path, server, daily_budget_usd=Decimal("0.001")), "monday")
        assert agrees(tmp_path, server)
    assert outcomes(records) > {"deferred"}


def test_an_endpoint_without_the_batch_api_is_told_before_anything_is_begun(tmp_path: Path) -> None:
    documents(tmp_path, 1)
    with serving_batches(Plan(has_batches=False)) as server, app.open_pipeline(settings(tmp_path, server)) as pipeline:
        with pytest.raises(ConfigurationError, match="no Batch API"):
            pipeline.discover("monday", RunParams(mode="batch"))
        assert pipeline.records("monday") == []


def test_a_night_may_be_begun_inside_a_running_event_loop(tmp_path: Path) -> None:
    documents(tmp_path, 1)

    async def begin(server: BatchServer) -> list[int]:
        with app.open_pipeline(settings(tmp_path, server)) as pipeline:
            return pipeline.discover("monday", RunParams(mode="batch", model_tier="basic"))

    with serving_batches() as server:
        assert asyncio.run(begin(server)) == [0]


@pytest.mark.parametrize("made", [False, True], ids=["not made", "made, and not told"])
def test_a_making_that_fails_is_found_out_and_not_done_twice(made: bool, tmp_path: Path) -> None:
    documents(tmp_path, 2)
    first = frozenset({1})
    plan = Plan(failing_makes=first, made_all_the_same=first if made else frozenset())
    with serving_batches(plan) as server:
        records = night(settings(tmp_path, server, request_timeout_s=0.25), "monday")
        assert agrees(tmp_path, server)
    assert outcomes(records) == {"accepted"}


KILL_AT = ["put", "make", "look", "look look"]


@pytest.mark.parametrize("moment", KILL_AT)
def test_a_run_that_is_killed_is_taken_up_by_the_next_one_and_nothing_is_billed_twice(
    moment: str, tmp_path: Path
) -> None:
    """The server holds its answer back at that moment until the run is dead."""
    documents(tmp_path, 3)
    wanted = moment.split()
    reached, dead = threading.Event(), threading.Event()

    def tell(event: str) -> None:
        if wanted and event == wanted[0] and not reached.is_set():
            wanted.pop(0)
            if not wanted:
                reached.set()
                dead.wait(HANG_S)

    with serving_batches(Plan(looks=2, tell=tell)) as server:
        kill_when(reached, environment(tmp_path, server), tmp_path)
        dead.set()
        records = night(settings(tmp_path, server, request_timeout_s=0.25), "tuesday")
        assert agrees(tmp_path, server)
    assert (len(records), outcomes(records)) == (3, {"accepted"})


def kill_when(reached: threading.Event, env: dict[str, str], home: Path) -> None:
    """Run the command in a process of its own and kill it at that moment."""
    told = {"INVOICE_LLM_BATCH_POLL_S": "0.01", "INVOICE_LLM_SETTLE_S": "0", "INVOICE_LLM_REQUEST_TIMEOUT_S": "0.25"}
    command = [sys.executable, "-m", "invoice_llm.cli", "run", str(home / "inbox"), "--mode", "batch"]
    process = subprocess.Popen(
        [*command, "--model-tier", "basic", "--output", str(home / "output")],
        cwd=ROOT,
        env={**os.environ, **env, **told, "INVOICE_LLM_OCR": "off"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        assert reached.wait(HANG_S)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
