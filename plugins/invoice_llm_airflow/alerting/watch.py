"""Observers of a task's calls: Airflow's metrics, OpenTelemetry where it listens, and people for what they must
know."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from invoice_llm.app import Tuning
    from invoice_llm.calls import CallIntent
    from invoice_llm.llm.telemetry.observing import Ended


class OpenCircuit:
    """Tells people when the model's service is found to be down; the breaker is shared, so one process tells it."""

    def attempt(self, intent: CallIntent) -> AbstractContextManager[Ended]:  # noqa: ARG002
        return nullcontext(lambda end: None)  # noqa: ARG005

    def event(self, name: str, value: float = 1.0, **tags: str) -> None:  # noqa: ARG002
        if name == "breaker" and tags.get("to") == "open":
            from invoice_llm_airflow.alerting.alerts import send_alert

            send_alert(
                "breaker",
                "The model's service is down",
                "Its circuit was opened after repeated failures. No call is made until a probe succeeds; tasks wait "
                "for that, and documents that cannot be read meanwhile are deferred to the next run.",
            )


def tuning() -> Tuning:
    """Settings that tasks add to those of the environment."""
    from invoice_llm.app import Tuning
    from invoice_llm.llm.telemetry.observing import Observers
    from invoice_llm_airflow.alerting.alerts import on_budget_alert
    from invoice_llm_airflow.alerting.stats import AirflowStats

    return Tuning(observer=Observers(AirflowStats(), OpenCircuit()), on_alert=on_budget_alert)
