"""One approval a run, where the operator wants it: nothing that starts from the accepted invoices starts before it.

Off unless the run's param ``ask_before_release`` is on; ``INVOICE_LLM_ASK_BEFORE_RELEASE=true`` turns it on for every
night. An approval that nobody gives within ``PATIENCE`` is a rejection: the batch is not announced, and the next night
is not held up. The records are written in either case, and a rejected batch can be released by clearing the task.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk.exceptions import AirflowSkipException

from invoice_llm_airflow.assets import has_accepted

PATIENCE = timedelta(hours=20)
PARAM = "ask_before_release"
SUBJECT = "Release {{ ti.xcom_pull(task_ids='summarize').outcomes.get('accepted', 0) }} accepted invoices?"
BODY = """{% set night = ti.xcom_pull(task_ids='summarize') -%}
**{{ night.outcomes.get('accepted', 0) }} accepted** of {{ night.documents }} documents; \
{{ night.outcomes.get('review', 0) }} wait for review. The calls cost ${{ night.cost_usd }}.

Approve: DAGs that start from `accepted_invoices` start now. Reject, or no answer within 20 hours: they don't. The \
records stay as they are either way."""


def release_batch() -> ApprovalOperator:
    """The task; it is skipped unless it was asked for and something was accepted."""
    return ApprovalOperator(
        task_id="release_batch",
        subject=SUBJECT,
        body=BODY,
        defaults=ApprovalOperator.REJECT,
        response_timeout=PATIENCE,
        pre_execute=unless_asked,
        retries=0,
    )


def unless_asked(context: Mapping[str, Any]) -> None:
    """Skip the task where nobody wants to be asked."""
    if not context["params"].get(PARAM):
        raise AirflowSkipException(f"param {PARAM} is off")
    accepted, told = has_accepted(context)
    if not accepted:
        raise AirflowSkipException(told)
