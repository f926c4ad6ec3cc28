"""The timetable of the nightly run: a night that is over is not made up for.

Airflow starts the latest run that a paused DAG has missed as soon as it is switched on. Somebody who triggers a run
and unpauses the DAG in the same dialog would see last night's run, with the usual params, go first.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk.timezone import coerce_datetime, utcnow
from airflow.timetables.base import DagRunInfo, DataInterval, TimeRestriction
from airflow.timetables.trigger import CronTriggerTimetable

LATEST_START = timedelta(hours=2)
"""A scheduler that was away for less than this still makes the night's run."""


class NightlyTimetable(CronTriggerTimetable):
    """A :class:`CronTriggerTimetable` without a run that should have begun hours ago."""

    def next_dagrun_info(
        self, *, last_automated_data_interval: DataInterval | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        due = super().next_dagrun_info(
            last_automated_data_interval=last_automated_data_interval, restriction=restriction
        )
        now = coerce_datetime(utcnow())
        if due is None or restriction.catchup or now - due.run_after <= LATEST_START:
            return due
        return super().next_dagrun_info(
            last_automated_data_interval=last_automated_data_interval,
            restriction=TimeRestriction(earliest=now, latest=restriction.latest, catchup=False),
        )


def without_the_night_before(dag: Any) -> Any:
    """The DAG with this timetable where it has a cron schedule; any other schedule stays as it is."""
    if isinstance(dag.schedule, str) and not dag.schedule.startswith("@"):
        dag.timetable = NightlyTimetable(dag.schedule, timezone="UTC")
    return dag
