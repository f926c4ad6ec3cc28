"""Whole runs against a model that is too slow, or away: no document is lost to it, and none waits for ever."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from invoice_llm import app
from invoice_llm.app import Tuning
from invoice_llm.errors import CircuitOpen, ConfigurationError
from invoice_llm.invoice.answers import EXTRACT, VALIDATE
from invoice_llm.llm.guard.breaker import BreakerPolicy
from invoice_llm.llm.guard.retry import RetryPolicy
from invoice_llm.pipeline import RunParams
from invoice_llm.settings import Settings
from tests.llm.scripted_endpoint import Endpoint, Reply, error
from tests.pipeline.inboxes import fill, invoice
from tests.pipeline.test_with_endpoint import all_correct, endpoint, read_as, with_key

Json = dict[str, Any]
QUICK = Tuning(retry=RetryPolicy(attempts=1))
NEVER_OPENS = replace(QUICK, breaker=BreakerPolicy(failures_to_open=1000, calls_to_judge=1000))
OPENS_AT_ONCE = replace(QUICK, breaker=BreakerPolicy(failures_to_open=1, open_for=timedelta(hours=1)))


@dataclass(slots=True)
class Answering(Endpoint):
    """Answers each question with the one reply to its kind of question."""

    by_schema: dict[str, Reply] = field(default_factory=dict)

    def reply(self, request: Json, head: str) -> Reply:
        return self.by_schema[request["response_format"]["json_schema"]["name"]]


def night(
    settings: Settings, run_id: str, tuning: Tuning = NEVER_OPENS, params: RunParams | None = None
) -> tuple[dict[str, Json], Json]:
    """Do a run; returns the records by document, and the summary."""
    with app.open_pipeline(settings, tuning=tuning) as pipeline:
        for chunk in pipeline.discover(run_id, params or RunParams()):
            asyncio.run(pipeline.process(run_id, chunk))
        summary = pipeline.summarize(run_id)
        return {record.document: record.model_dump(mode="json") for record in pipeline.records(run_id)}, summary


def impatient(home: Path, url: str) -> Settings:
    return replace(with_key(home, home / "inbox", url), request_timeout_s=3.0)


def test_what_a_model_is_too_slow_for_the_label_reader_reads_the_same_night(tmp_path: Path) -> None:
    fill(tmp_path / "inbox", {"a.pdf": invoice(), "b.pdf": invoice("AF-2026-00124")})
    with endpoint(replace(read_as(), after_s=60)) as server:
        records, summary = night(impatient(tmp_path, server.base_url), "monday")
    for record in records.values():
        assert (record["outcome"], record["llm_model"]) == ("accepted", "embedded-label-reader")
        assert "gpt-6-luna did not finish its answer in time" in record["refusals"][0]
        assert "INVOICE_LLM_REQUEST_TIMEOUT_S" in record["refusals"][0]
    assert (summary["refused"], summary["all_refused"]) == (2, True)


def test_a_circuit_that_only_a_slow_model_has_opened_keeps_no_document_waiting(tmp_path: Path) -> None:
    fill(tmp_path / "inbox", {f"{number}.pdf": invoice(f"AF-2026-0012{number}") for number in range(3)})
    impatient_once = RetryPolicy(attempts=2, shortest=timedelta(0), longest=timedelta(0), jitter=timedelta(0))
    with endpoint(replace(read_as(), after_s=60)) as server:
        given = replace(impatient(tmp_path, server.base_url), concurrency=1)
        records, summary = night(given, "monday", replace(OPENS_AT_ONCE, retry=impatient_once))
        asked = len(server.requests)
    assert asked == 1, "the circuit did not open"
    for record in records.values():
        assert (record["outcome"], record["llm_model"]) == ("accepted", "embedded-label-reader")
        assert "answers were not there in time" in record["refusals"][0]
        assert "INVOICE_LLM_REQUEST_TIMEOUT_S" in record["refusals"][0]
    assert (summary["refused"], summary["all_refused"]) == (3, True)


def test_a_second_look_that_is_too_slow_is_the_label_readers(tmp_path: Path) -> None:
    fill(tmp_path / "inbox", {"a.pdf": invoice()})
    replies = {EXTRACT: read_as(), VALIDATE: replace(all_correct(), after_s=60)}
    with endpoint(served=Answering([], by_schema=replies)) as server:
        always = RunParams(validation_threshold=1.0)
        (record,) = night(impatient(tmp_path, server.base_url), "monday", params=always)[0].values()
        asked = len(server.requests)
    assert asked > 1, "there was no second look"
    assert (record["outcome"], record["llm_model"]) == ("accepted", "gpt-6-luna")


@pytest.mark.parametrize("tuning", [NEVER_OPENS, OPENS_AT_ONCE], ids=["fails", "circuit open"])
def test_a_document_waits_one_night_for_a_service_that_is_away_and_then_goes_on_without(
    tuning: Tuning, tmp_path: Path
) -> None:
    fill(tmp_path / "inbox", {"a.pdf": invoice(), "b.pdf": invoice("AF-2026-00124")})
    with endpoint(error(503)) as server:
        settings = with_key(tmp_path, tmp_path / "inbox", server.base_url)
        first, _ = night(settings, "monday", tuning)
        fill(tmp_path / "inbox", {"c.pdf": invoice("AF-2026-00125")})
        second, _ = night(settings, "tuesday", tuning)
    assert {record["outcome"] for record in first.values()} == {"deferred"}
    assert {name: record["outcome"] for name, record in second.items()} == {
        "a.pdf": "accepted",
        "b.pdf": "accepted",
        "c.pdf": "deferred",
    }
    assert {second[name]["llm_model"] for name in ("a.pdf", "b.pdf")} == {"embedded-label-reader"}
    assert all(second[name]["refusals"] for name in ("a.pdf", "b.pdf"))


def test_a_document_that_waited_is_read_by_the_model_that_is_back(tmp_path: Path) -> None:
    fill(tmp_path / "inbox", {"a.pdf": invoice()})
    with endpoint(error(503)) as server:
        night(with_key(tmp_path, tmp_path / "inbox", server.base_url), "monday")
    with endpoint(read_as(), all_correct()) as server:
        records, _ = night(with_key(tmp_path, tmp_path / "inbox", server.base_url), "tuesday")
    assert (records["a.pdf"]["outcome"], records["a.pdf"]["llm_model"]) == ("accepted", "gpt-6-luna")


def test_while_a_step_will_be_done_again_nothing_goes_on_without_a_service_that_may_come_back(tmp_path: Path) -> None:
    fill(tmp_path / "inbox", {"a.pdf": invoice()})
    with endpoint(error(503)) as server:
        settings = with_key(tmp_path, tmp_path / "inbox", server.base_url)
        night(settings, "monday", OPENS_AT_ONCE)
        with app.open_pipeline(settings, tuning=OPENS_AT_ONCE) as pipeline:
            (chunk,) = pipeline.discover("tuesday", RunParams())
            with pytest.raises(CircuitOpen):
                asyncio.run(pipeline.patiently().process("tuesday", chunk))
            asyncio.run(pipeline.process("tuesday", chunk))
            (record,) = pipeline.records("tuesday")
    assert (record.outcome, record.llm_model) == ("accepted", "embedded-label-reader")


def test_a_setting_that_lets_no_call_be_made_is_told_by_the_documents_that_it_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path / "inbox", {"a.pdf": invoice()})
    settings = with_key(tmp_path, tmp_path / "inbox", "http://model.test/v1")
    monkeypatch.setenv("HTTP_PROXY", "htp://proxy:1")
    with app.open_pipeline(settings) as pipeline:
        (chunk,) = pipeline.discover("monday", RunParams())
        with pytest.raises(ConfigurationError):
            asyncio.run(pipeline.process("monday", chunk))
        pipeline.summarize("monday")
        (record,) = pipeline.records("monday")
    assert record.outcome == "failed"
    assert "the proxy that HTTP_PROXY" in str(record.written()["detail"])
