"""Assets that other DAGs can start from: accepted records that are released, and new work in the review queue.

    @dag(schedule=[ACCEPTED_INVOICES])
    def book(): ...

An event carries ``{"run_id", "documents", "jsonl"}``: the run that brought it, how many documents, and the written
records. A night that brings nothing makes no event.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from airflow.sdk import Asset

ACCEPTED_INVOICES = Asset("accepted_invoices", uri="x-invoice-llm://accepted", group="invoices")
REVIEW_QUEUE = Asset("invoice_review_queue", uri="x-invoice-llm://review", group="invoices")


def has_accepted(context: Mapping[str, Any]) -> tuple[bool, str]:
    """True where the run accepted a document. As every condition of a gate it never raises."""
    return _has(context, "accepted")


def has_review(context: Mapping[str, Any]) -> tuple[bool, str]:
    """True where the run left a document to a person."""
    return _has(context, "review")


def announce(context: Mapping[str, Any], asset: Asset, outcome: str, summary: Mapping[str, Any]) -> dict[str, Any]:
    """Make the event of this run; ``summary`` is what ``summarize`` returned."""
    told = {"run_id": context["run_id"], "documents": _count(summary, outcome), "jsonl": summary["jsonl"]}
    context["outlet_events"][asset].extra = told
    return told


def _has(context: Mapping[str, Any], outcome: str) -> tuple[bool, str]:
    try:
        count = _count(context["ti"].xcom_pull(task_ids="summarize"), outcome)
    except Exception as error:  # whatever it is, a gate must not fail
        return False, f"{type(error).__name__}: {error}"
    return count > 0, f"{count} documents: {outcome}"


def _count(summary: Mapping[str, Any], outcome: str) -> int:
    return int(summary["outcomes"].get(outcome, 0))
