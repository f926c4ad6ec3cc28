"""A night that is over is not made up for when the DAG is switched on."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from airflow.dag_processing.dagbag import DagBag
from airflow.sdk.timezone import coerce_datetime
from airflow.timetables.base import TimeRestriction

from invoice_llm_airflow.nightly import LATEST_START, NightlyTimetable
from tests.repository import ROOT

pytestmark = pytest.mark.airflow
BEGAN = coerce_datetime(datetime(2026, 1, 1, tzinfo=UTC))


def first_run(hours_ago: int, *, catchup: bool = False) -> datetime:
    """When a DAG that is switched on now runs first; its daily time was so many whole hours ago."""
    now = datetime.now(UTC)
    hour = (now - timedelta(hours=hours_ago)).hour
    timetable = NightlyTimetable(f"{now.minute} {hour} * * *", timezone="UTC")
    info = timetable.next_dagrun_info(
        last_automated_data_interval=None, restriction=TimeRestriction(earliest=BEGAN, latest=None, catchup=catchup)
    )
    assert info is not None
    return info.run_after


@pytest.mark.parametrize("hours_ago", [3, 8, 22])
def test_a_night_that_is_over_waits_for_the_next_one(hours_ago: int) -> None:
    now = datetime.now(UTC)
    assert now < first_run(hours_ago) <= now + timedelta(days=1)


def test_a_scheduler_that_was_away_for_a_while_still_makes_the_nights_run() -> None:
    assert datetime.now(UTC) - LATEST_START < first_run(1) < datetime.now(UTC)


def test_who_asks_for_all_that_was_missed_gets_it() -> None:
    assert first_run(8, catchup=True) - BEGAN < timedelta(days=2)


def test_the_dag_keeps_its_schedule_and_is_read_back_with_this_timetable(serialized: dict[str, Any]) -> None:
    timetable = serialized["dag"]["timetable"]
    assert timetable["__type"].endswith("NightlyTimetable")
    assert "0 2 * * *" in json.dumps(timetable)


@pytest.fixture
def serialized() -> dict[str, Any]:
    """The DAG as the scheduler gets it."""
    from airflow.serialization.serialized_objects import DagSerialization

    bag = DagBag(ROOT / "dags", load_op_links=False)
    assert bag.import_errors == {}
    told: dict[str, Any] = DagSerialization.to_dict(bag.dags["invoice_extraction"])
    return told
