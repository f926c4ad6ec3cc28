"""The alert about a night that runs late."""

from __future__ import annotations

import os
from datetime import timedelta

from airflow.sdk.definitions.callback import AsyncCallback
from airflow.sdk.definitions.deadline import DeadlineAlert, DeadlineReference

from invoice_llm.airflow_settings import AirflowSettings


def late_run() -> DeadlineAlert:
    """People are told, through the connections for alerts, when a run has not ended so long after it was queued. The
    triggerer sends it, since no task of the run may be able to."""
    hours = AirflowSettings.from_env(os.environ).late_after_hours
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
