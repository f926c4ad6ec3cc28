"""When Airflow runs a failed task again: not for what a retry cannot cure, and not before the provider said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.sdk import RetryDecision, RetryPolicy

from invoice_llm.errors import CircuitOpen, PermanentError, StoreUnavailable, TransientError

LONGEST_WAIT = timedelta(hours=1)


class ChunkRetry(RetryPolicy):
    """Chunks are idempotent, so a retry only does what is left; the number of tries is the task's ``retries``."""

    def evaluate(self, exception: BaseException, try_number: int, max_tries: int, context: Any = None) -> RetryDecision:
        del try_number, max_tries, context
        return retry_decision(exception, now=datetime.now(UTC))

    def serialize(self) -> dict[str, Any]:
        return {"__type": f"{type(self).__module__}.{type(self).__qualname__}"}


def retry_decision(error: BaseException, *, now: datetime) -> RetryDecision:
    """Fail, wait as long as the error says (an hour at most), or leave it to the task's own delay. A call to a model
    gains nothing by a second look at a database that is away; a task that comes back a minute later does."""
    if isinstance(error, PermanentError) and not isinstance(error, StoreUnavailable):
        return RetryDecision.fail(reason=f"a retry cannot cure {type(error).__name__}")
    if isinstance(error, CircuitOpen):
        return RetryDecision.retry(_bounded(error.retry_at - now), reason="the breaker is open until then")
    if isinstance(error, TransientError) and error.retry_after is not None:
        return RetryDecision.retry(_bounded(error.retry_after), reason="the provider asked to wait")
    return RetryDecision.default()


def _bounded(wait: timedelta) -> timedelta:
    return min(max(wait, timedelta(seconds=1)), LONGEST_WAIT)
