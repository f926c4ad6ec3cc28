"""A run that was refused for what was asked of it says so wherever somebody looks for it."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace
from urllib.parse import quote

import pytest

from invoice_llm_airflow import notes
from invoice_llm_airflow.params import OF_THE_DAG
from invoice_llm_airflow.refusals import refusal_sentence
from tests.airflow.homes import airflow_env
from tests.pages.api_server import Server
from tests.pages.test_pages import seen

RUN = "manual__2026-11-20T10:00:00+00:00"
WHY = "The run was refused: unknown param confidence_treshold"


def test_the_sentence_is_made_of_what_the_run_was_given() -> None:
    assert (refusal_sentence({"confidence_treshold": 0.5}) or "").startswith(WHY)
    assert refusal_sentence({"confidence_threshold": 7})
    assert refusal_sentence({"confidence_threshold": 0.5, OF_THE_DAG[0]: True}) is None
    assert refusal_sentence(None) is None


def test_the_note_of_a_refused_run_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sqlalchemy.orm.object_session", lambda _: None)  # the run is no row of a database here
    run = SimpleNamespace(dag_id=notes.DAG_ID, run_id=RUN, conf={"confidence_treshold": 0.5}, note=None)
    notes.on_dag_run_failed(run, "")
    assert str(run.note).startswith(WHY)
    told = SimpleNamespace(dag_id=notes.DAG_ID, run_id=RUN, conf={"confidence_treshold": 0.5}, note="a person's")
    notes.on_dag_run_failed(told, "")
    assert told.note == "a person's"


@pytest.mark.airflow
def test_its_own_page_and_the_list_of_runs_say_why(server: Server) -> None:
    command = [sys.executable, "-m", "tests.pages.refused_run", RUN, '{"confidence_treshold": 0.5}']
    subprocess.run(command, env=airflow_env(server.home, server.home), check=True, capture_output=True)
    path = quote(RUN, safe="")
    for page in (f"/runs/{path}", f"/dag-runs/invoice_extraction/{path}", "/runs"):
        assert WHY in seen(server, page).text
