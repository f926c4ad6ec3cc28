"""Intents of attempts: what each may cost at worst, how long it is held, and what limits it falls under."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from invoice_llm.calls import CallIntent
from invoice_llm.llm.cost import DailyBudget
from invoice_llm.llm.dialects.dialect import cap_name
from invoice_llm.llm.dialects.known import Turn
from invoice_llm.llm.guard.endpoints import Endpoints
from invoice_llm.llm.guard.pace import Pace
from invoice_llm.llm.models.prices import BATCH, worst_case_micros
from invoice_llm.llm.questions import Question

LEASE_MARGIN = timedelta(seconds=15)
"""How much longer than the call itself an attempt may take until it is settled."""


class Intents:
    """Makes the intents of calls and of requests in batch files. ``deadline`` is the longest that a call may take."""

    def __init__(
        self,
        endpoints: Endpoints,
        *,
        budget: DailyBudget,
        pace: Pace,
        deadline: timedelta,
        now: Callable[[], datetime],
    ) -> None:
        self._endpoints = endpoints
        self._budget = budget
        self._pace = pace
        self._deadline = deadline
        self._now = now

    def standing(self, question: Question) -> str:
        """See :class:`invoice_llm.calls.CallIntent`."""
        run_id = question.context.run_id
        asked_by = run_id if question.context.force else "any run"
        return f"{asked_by} {self._endpoints.standing(question.spec)}" if run_id else ""

    def day_limit(self, intent: CallIntent) -> int:
        """Limit in micro-USD of the day that an intent falls on."""
        return self._budget.limit(intent.day)

    def of_batch(self, question: Question, *, until: datetime) -> CallIntent:
        """Intent of a request in a batch file: at the price of a batch, held ``until``, outside of rate limits."""
        turn = Turn(question.spec.name, "", question.spec.name)
        day = self._budget.day(self._now())
        worst = worst_case_micros(
            question.spec, input_tokens=question.input_tokens, output_cap=question.cap, day=day, tier=BATCH
        )
        return replace(self.of_call(question, turn), estimate_micros=worst, expires_at=until, rate=None)

    def of_call(self, question: Question, turn: Turn) -> CallIntent:
        """Intent of one attempt. Without an output limit in the dialect, only the model's own one bounds the cost."""
        now, spec = self._now(), question.spec
        day = self._budget.day(now)
        is_capped = cap_name(question.request, turn.dialect) is not None
        return CallIntent(
            key=question.key,
            model=spec.name,
            endpoint=self._endpoints.address(spec),
            context=question.context,
            estimate_micros=worst_case_micros(
                spec,
                input_tokens=question.input_tokens,
                output_cap=question.cap if is_capped else spec.max_output,
                day=day,
            ),
            day=day,
            started_at=now,
            expires_at=now + spec.deadline(self._deadline) + LEASE_MARGIN,
            limits=self._budget.narrower(question.context, day),
            rate=self._pace.use(self._endpoints.rate_key(spec), question),
            standing=self.standing(question),
        )
