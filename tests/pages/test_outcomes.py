"""Whatever shows outcomes shows each of them: charts, lists, notes, tables, reports, alerts."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.resources import files
from io import StringIO
from typing import get_args

import pytest
from rich.console import Console

from invoice_llm.cli.commands import _exit_code
from invoice_llm.cli.tables import coloured, print_run
from invoice_llm.evaluation.wording import report_class
from invoice_llm.invoice.outcome import Outcome, Tone
from invoice_llm.invoice.record import Record
from invoice_llm.store.queries.run_list import RunRow
from invoice_llm_airflow import work
from invoice_llm_airflow.alerting import alerts
from invoice_llm_airflow.notes import note
from invoice_llm_airflow.pages.lists import chart
from invoice_llm_airflow.pages.text import wording

every_outcome = pytest.mark.parametrize("outcome", list(Outcome))
NIGHT = RunRow(
    run_id="night",
    started_at=datetime(2026, 11, 23, 2, 0, tzinfo=UTC),
    ended_at=None,
    documents=1,
    outcomes={},
    cost_micros=0,
    number=1,
    inbox="/in",
)


class Bars:
    """A night of the chart."""

    day = date(2026, 11, 23)

    def __init__(self, outcomes: dict[str, int]) -> None:
        self.outcomes = outcomes


@every_outcome
def test_every_outcome_stands_in_one_band_of_the_chart_and_is_named_there(outcome: Outcome) -> None:
    (bar,) = chart.bars([Bars({outcome: 3})])
    assert [count for _, count in bar.counts] == [3]
    assert outcome.label in bar.counts[0][0]
    assert len(bar.blocks) == 1


def test_the_bands_of_the_chart_are_told_apart_by_colour_and_in_the_order_of_outcomes() -> None:
    assert [outcome for band in chart.STACK for outcome in band.outcomes] == list(Outcome)
    assert len({band.tone for band in chart.STACK}) == len(chart.STACK)


@every_outcome
def test_a_note_counts_every_outcome(outcome: Outcome) -> None:
    summary = {"documents": 2, "outcomes": {str(outcome): 2}, "calls": 0, "cost_usd": "0"}
    assert note(summary).startswith(f"2 documents: 2 {outcome}.")


@every_outcome
def test_the_command_shows_every_outcome_in_a_colour_and_counts_it(outcome: Outcome) -> None:
    assert re.fullmatch(rf"\[\w+\]{outcome}\[/\]", coloured(outcome))
    shown = StringIO()
    print_run(Console(file=shown, width=200), [Record(document="a.pdf", sha256="a", outcome=outcome)])
    assert f"1 documents: 1 {outcome};" in shown.getvalue()


@every_outcome
def test_the_command_succeeds_only_where_no_document_comes_again(outcome: Outcome) -> None:
    assert _exit_code([Record(document="a.pdf", sha256="a", outcome=outcome)]) == int(not outcome.is_final)


@every_outcome
def test_the_pages_have_a_label_and_a_colour_for_every_outcome(outcome: Outcome) -> None:
    assert list(wording.OUTCOMES) == [str(one) for one in Outcome]
    assert wording.outcome_label(outcome) == outcome.label
    css = files("invoice_llm_airflow").joinpath("static/pages.css").read_text(encoding="utf-8")
    assert f".{wording.tone_class(outcome)} {{" in css


@every_outcome
def test_a_report_of_an_evaluation_has_a_colour_for_every_outcome(outcome: Outcome) -> None:
    page = files("invoice_llm.evaluation").joinpath("templates/report.html.j2").read_text(encoding="utf-8")
    style = files("invoice_llm.evaluation").joinpath("templates/report.css")
    text = page + (style.read_text(encoding="utf-8") if style.is_file() else "")
    for shape in ("i", ".pill"):
        assert f"{shape}.{report_class(outcome)}" in text


@every_outcome
def test_a_run_counts_what_the_next_one_takes_up(outcome: Outcome) -> None:
    assert replace(NIGHT, outcomes={str(outcome): 2}).taken_up == (0 if outcome.is_final else 2)


@every_outcome
def test_people_are_alerted_of_every_fault(outcome: Outcome, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr(alerts, "send_alert", lambda _kind, subject, _message: sent.append(subject))
    work.tell_of_failures("night", {str(outcome): 2})
    assert sent == (["2 of 2 invoices failed"] if outcome.is_fault else [])


@pytest.mark.parametrize(("every", "told"), [(True, 1), (False, 0)])
def test_people_are_alerted_of_a_night_in_which_models_refused_everything(
    every: bool, told: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(alerts, "send_alert", lambda _kind, _subject, message: sent.append(message))
    work.tell_of_refusals("night", {"refused": 7, "all_refused": every, "refusal": "model not served"})
    assert len(sent) == told
    assert all("model not served" in message for message in sent)


@every_outcome
def test_every_outcome_has_a_label_of_its_own_and_a_tone(outcome: Outcome) -> None:
    assert outcome.label
    assert outcome.tone in get_args(Tone)
    assert len({one.label for one in Outcome}) == len(Outcome)
    assert outcome.is_final or not outcome.is_payable
