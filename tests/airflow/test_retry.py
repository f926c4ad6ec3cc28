from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from airflow.sdk import RetryAction

from invoice_llm.errors import (
    CircuitOpen,
    ConfigurationError,
    CredentialsRejected,
    PermanentError,
    ProviderUnavailable,
    QuotaExhausted,
    RateLimited,
    StoreUnavailable,
)
from invoice_llm_airflow.retry import ChunkRetry, retry_decision

NOW = datetime(2026, 3, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize("kind", [PermanentError, CredentialsRejected, QuotaExhausted, ConfigurationError])
def test_what_a_retry_cannot_cure_fails_at_once(kind: type[PermanentError]) -> None:
    decision = retry_decision(kind("no"), now=NOW)
    assert decision.action is RetryAction.FAIL
    assert decision.reason == f"a retry cannot cure {kind.__name__}"


def test_a_database_that_is_away_for_a_moment_costs_no_night() -> None:
    decision = retry_decision(StoreUnavailable("the database cannot be reached"), now=NOW)
    assert (decision.action, decision.retry_delay) == (RetryAction.DEFAULT, None)


def test_the_next_try_waits_as_long_as_the_provider_asked() -> None:
    decision = retry_decision(RateLimited("slow down", retry_after=timedelta(seconds=90)), now=NOW)
    assert (decision.action, decision.retry_delay) == (RetryAction.RETRY, timedelta(seconds=90))


def test_an_absurd_wait_is_cut_to_an_hour() -> None:
    decision = retry_decision(RateLimited("slow down", retry_after=timedelta(days=3)), now=NOW)
    assert decision.retry_delay == timedelta(hours=1)


@pytest.mark.parametrize(("open_for", "wait"), [(45, 45), (-10, 1)])
def test_the_next_try_starts_when_the_breaker_lets_a_call_through(open_for: int, wait: int) -> None:
    decision = retry_decision(CircuitOpen("open", retry_at=NOW + timedelta(seconds=open_for)), now=NOW)
    assert decision.retry_delay == timedelta(seconds=wait)


@pytest.mark.parametrize("error", [ProviderUnavailable("gone"), MemoryError(), ValueError("odd")])
def test_anything_else_waits_as_the_task_says(error: Exception) -> None:
    assert retry_decision(error, now=NOW).action is RetryAction.DEFAULT


def test_airflow_gets_the_decision_through_the_policy() -> None:
    decision = ChunkRetry().evaluate(PermanentError("no"), try_number=1, max_tries=2)
    assert decision.action is RetryAction.FAIL
