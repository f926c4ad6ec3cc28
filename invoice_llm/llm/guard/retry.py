"""When a failed attempt is made again, and after how long. The loop itself is tenacity's."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, wait_exponential

from invoice_llm.errors import AnswerNotJson, CredentialsRejected, OddAnswer, RequestForbidden, TransientError

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """``attempts`` in all; the wait doubles from ``shortest`` to ``longest`` and is never less than the provider asks.

    A wait that the provider asks for is taken up to ``longest_asked``; beyond that the attempt is not made again.
    """

    attempts: int = 3
    shortest: timedelta = timedelta(seconds=4)
    longest: timedelta = timedelta(seconds=10)
    jitter: timedelta = timedelta(seconds=1)
    longest_asked: timedelta = timedelta(seconds=120)

    def loop(self, sleep: Sleep, noted: Callable[[BaseException], None] | None = None) -> AsyncRetrying:
        """One loop for one call; an error that is not retried, or the last one, comes out as it is. ``noted`` is told
        each error that is retried."""

        def note(state: RetryCallState) -> None:
            if noted and state.outcome and (error := state.outcome.exception()):
                noted(error)

        return AsyncRetrying(
            retry=retry_if_exception(self.is_retried),
            wait=self.wait,
            stop=stop_after_attempt(self.attempts),
            sleep=sleep,
            before_sleep=note,
            reraise=True,
        )

    def is_retried(self, error: BaseException) -> bool:
        """True when the very same request may do better: not for an answer that was odd in itself."""
        if isinstance(error, OddAnswer):
            return isinstance(error, AnswerNotJson)
        if isinstance(error, CredentialsRejected):
            return error.was_accepted
        if isinstance(error, RequestForbidden):
            return True
        if not isinstance(error, TransientError):
            return False
        return error.retry_after is None or error.retry_after <= self.longest_asked

    def wait(self, state: RetryCallState) -> float:
        """Seconds until the next attempt."""
        low, high = self.shortest.total_seconds(), self.longest.total_seconds()
        own = wait_exponential(multiplier=low, min=low, max=high)(state)
        error = state.outcome.exception() if state.outcome else None
        asked = error.retry_after.total_seconds() if isinstance(error, TransientError) and error.retry_after else 0.0
        return max(own, asked) + random.uniform(0, self.jitter.total_seconds())  # noqa: S311
