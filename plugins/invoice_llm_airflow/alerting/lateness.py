"""The alert about a night that runs late."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta

from airflow.sdk.definitions.callback import AsyncCallback
from airflow.sdk.definitions.deadline import DeadlineAlert, DeadlineReference

from invoice_llm.errors import ConfigurationError
from invoice_llm_airflow.settings import AirflowSettings

HOURS = "INVOICE_LLM_LATE_AFTER_HOURS"


def late_run() -> DeadlineAlert:
    """People are told, through the connections for alerts, when a run has not ended so long after it was queued. The
    triggerer sends it, since no task of the run may be able to."""
    hours = late_after(os.environ)
    return DeadlineAlert(
        reference=DeadlineReference.DAGRUN_QUEUED_AT,
        interval=timedelta(hours=hours),
        callback=AsyncCallback(
            "invoice_llm_airflow.alerting.alerts.AlertNotifier",
            kwargs={
                "kind": "deadline",
                "subject": "The invoices of {{ dag_run.dag_run_id }} are late",
                "message": f"The run has not ended {hours:g} hours after it was queued. Its page in Airflow shows "
                "which chunk is under way or waits; what it has decided so far stands in the review queue already.",
            },
        ),
        name="late night",
    )


def late_after(env: Mapping[str, str]) -> float:
    """Hours, above 0."""
    text = env.get(HOURS) or str(AirflowSettings().late_after_hours)
    try:
        hours = float(text)
    except ValueError:
        hours = 0.0
    if not 0 < hours < 1000:
        raise ConfigurationError(f"{HOURS} must be a number of hours above 0, not {text!r}")
    return hours
