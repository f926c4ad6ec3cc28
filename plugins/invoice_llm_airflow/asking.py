"""Questions of a run to a person, where the operator wants them: to release the batch, and to raise today's budget.

Both are off unless the run's param is on; ``INVOICE_LLM_ASK_BEFORE_RELEASE=true`` and
``INVOICE_LLM_ASK_FOR_BUDGET=true`` turn them on for every night. A question that nobody answers within ``PATIENCE`` is
answered with no, so that the next night is not held up: the batch is not announced, the budget stays. The records are
written in either case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any, NoReturn

from airflow.providers.standard.operators.hitl import ApprovalOperator, HITLEntryOperator
from airflow.sdk import Param
from airflow.sdk.exceptions import AirflowSkipException, DagRunTriggerException

from invoice_llm.airflow_settings import AirflowSettings

PATIENCE = timedelta(hours=20)
RELEASE = "ask_before_release"
BUDGET = "ask_for_budget"
USD = "usd"
_NIGHT = "{% set night = ti.xcom_pull(task_ids='summarize') -%}"
_ACCEPTED = "{{ night.outcomes.get('accepted', 0) }}"
RELEASE_SUBJECT = f"{_NIGHT}Release {_ACCEPTED} accepted invoices?"
RELEASE_BODY = f"""{_NIGHT}**{_ACCEPTED} accepted** of {{{{ night.documents }}}} documents; \
{{{{ night.outcomes.get('review', 0) }}}} wait for review. The calls cost ${{{{ night.cost_usd }}}}.

Approve: DAGs that start from `accepted_invoices` start now. Reject, or no answer within 20 hours: they don't. The \
records stay as they are either way."""
BUDGET_SUBJECT = f"{_NIGHT}{{{{ night.waiting_for_budget }}}} invoices wait for budget"
BUDGET_BODY = f"""{_NIGHT}The budget is used up; this run's calls cost ${{{{ night.cost_usd }}}}. Raise today's budget \
by an amount in USD, and a run that reads them starts at once. With 0, or no answer within 20 hours, they are read in \
the next night."""


def is_default(param: str, env: Mapping[str, str]) -> bool:
    """True where every night asks this."""
    return bool(getattr(AirflowSettings.from_env(env), param))


def release_batch() -> ApprovalOperator:
    """Asks whether the accepted invoices may be announced."""
    return ApprovalOperator(
        task_id="release_batch",
        subject=RELEASE_SUBJECT,
        body=RELEASE_BODY,
        defaults=ApprovalOperator.REJECT,
        response_timeout=PATIENCE,
        pre_execute=_unless(RELEASE, lambda night: int(night["outcomes"].get("accepted", 0))),
        retries=0,
    )


def ask_for_budget() -> HITLEntryOperator:
    """Asks by how much to raise today's budget."""
    return HITLEntryOperator(
        task_id="ask_for_budget",
        subject=BUDGET_SUBJECT,
        body=BUDGET_BODY,
        params={USD: Param(0, type="number", minimum=0, maximum=100_000, title="Raise today's budget by, in USD")},
        response_timeout=PATIENCE,
        pre_execute=_unless(BUDGET, lambda night: int(night["waiting_for_budget"])),
        retries=0,
    )


def raise_today(run_id: str, answer: Mapping[str, Any]) -> dict[str, str]:
    """Raise today's budget by what the answer to ``ask_for_budget`` says; skips the task if that is nothing."""
    from invoice_llm.app import raise_budget
    from invoice_llm_airflow.settings import airflow_settings

    usd = Decimal(str((answer.get("params_input") or {}).get(USD) or 0))
    if not usd:
        raise AirflowSkipException("the budget stays as it is")
    return {"raised_by_usd": str(usd), "budget_usd": str(raise_budget(airflow_settings(), usd, by=run_id))}


def start_again(context: Mapping[str, Any]) -> NoReturn:
    """End the task by starting a run with the same params, once. It begins when this one has ended.

    As ``TriggerDagRunOperator`` does, whose import costs every parsing of the DAG a third of a second.
    """
    run: Any = context["dag_run"]
    raise DagRunTriggerException(
        trigger_dag_id=context["dag"].dag_id,
        dag_run_id=f"{run.run_id}__raised",
        conf=run.conf,
        reset_dag_run=False,
        skip_when_already_exists=True,
        wait_for_completion=False,
        allowed_states=[],
        failed_states=[],
        poke_interval=60,
        deferrable=False,
    )


def _unless(param: str, count: Callable[[Mapping[str, Any]], int]) -> Callable[[Mapping[str, Any]], None]:
    """Skips the task where nobody wants to be asked, or there is nothing to ask about."""

    def skip(context: Mapping[str, Any]) -> None:
        if not context["params"].get(param):
            raise AirflowSkipException(f"param {param} is off")
        if not count(context["ti"].xcom_pull(task_ids="summarize")):
            raise AirflowSkipException("there is nothing to ask about")

    return skip
