"""Counts and times of calls, by operation and model, under the names of OpenTelemetry's gen_ai conventions.

Never any content: no prompt, no answer, no document.
"""

from __future__ import annotations

import functools
import inspect
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, TypeVar

from invoice_llm.calls import Usage

F = TypeVar("F", bound=Callable[..., Any])
UNKNOWN_MODEL = "unknown"


@dataclass(slots=True)
class CallFigures:
    """Counts of one operation and model. Durations in seconds, costs in micro-USD."""

    calls: int = 0
    errors: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    slowest: float = 0.0
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    cost_micros: int = 0

    def attributes(self) -> dict[str, int | float | dict[str, int]]:
        return {
            "calls": self.calls,
            "error.type": dict(self.errors),
            "gen_ai.client.operation.duration": round(self.seconds, 6),
            "gen_ai.client.operation.duration.max": round(self.slowest, 6),
            "gen_ai.usage.input_tokens": self.input_tokens,
            "gen_ai.usage.cache_read.input_tokens": self.cached_tokens,
            "gen_ai.usage.output_tokens": self.output_tokens,
            "cost_micros": self.cost_micros,
        }


class LLMMetrics:
    """Collects the figures of one process."""

    def __init__(self, *, timer: Callable[[], float] = time.perf_counter) -> None:
        self._figures: dict[tuple[str, str], CallFigures] = {}
        self._timer = timer

    def track_api_call(self, operation: str) -> TrackedCall:
        """Time one call: as a decorator of a plain or async function, or as a context manager::

        with metrics.track_api_call("extract") as call:
            answer = await ask(...)
            call.answered("gpt-6-luna", answer.usage, answer.cost_micros)
        """
        return TrackedCall(self, operation)

    def snapshot(self) -> dict[str, dict[str, dict[str, int | float | dict[str, int]]]]:
        """Everything counted so far: operation, model, figure."""
        out: dict[str, dict[str, dict[str, int | float | dict[str, int]]]] = {}
        for (operation, model), figures in sorted(self._figures.items()):
            out.setdefault(operation, {})[model] = figures.attributes()
        return out

    def now(self) -> float:
        return self._timer()

    def figures(self, operation: str, model: str) -> CallFigures:
        return self._figures.setdefault((operation, model), CallFigures())


class TrackedCall:
    """One call under way, or, as a decorator, every call of a function."""

    def __init__(self, metrics: LLMMetrics, operation: str) -> None:
        self._metrics = metrics
        self._operation = operation
        self._started = 0.0
        self._model = UNKNOWN_MODEL
        self._usage: Usage | None = None
        self._cost = 0

    def answered(self, model: str, usage: Usage | None = None, cost_micros: int = 0) -> None:
        """Say which model answered, and what it used."""
        self._model, self._usage, self._cost = model, usage, cost_micros

    def __enter__(self) -> Self:
        self._started = self._metrics.now()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        figures = self._metrics.figures(self._operation, self._model)
        seconds = self._metrics.now() - self._started
        figures.calls += 1
        figures.seconds += seconds
        figures.slowest = max(figures.slowest, seconds)
        figures.cost_micros += self._cost
        if self._usage is not None:
            figures.input_tokens += self._usage.input
            figures.cached_tokens += self._usage.cached
            figures.output_tokens += self._usage.output
        if kind is not None:
            figures.errors[kind.__name__] = figures.errors.get(kind.__name__, 0) + 1

    def __call__(self, function: F) -> F:
        wrapper = self._async(function) if inspect.iscoroutinefunction(function) else self._plain(function)
        return functools.wraps(function)(wrapper)  # type: ignore[return-value]

    def _async(self, function: Callable[..., Any]) -> Callable[..., Any]:
        async def tracked(*args: Any, **kwargs: Any) -> Any:
            with self._metrics.track_api_call(self._operation):
                return await function(*args, **kwargs)

        return tracked

    def _plain(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def tracked(*args: Any, **kwargs: Any) -> Any:
            with self._metrics.track_api_call(self._operation):
                return function(*args, **kwargs)

        return tracked
