from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

import pytest

from invoice_llm.calls import CallContext, CallEnd, CallIntent
from invoice_llm.llm.telemetry.observing import EVENTS, CallObserver, Ended, Observers, no_observers

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
INTENT = CallIntent(
    key="k",
    model="gpt-6-luna",
    endpoint="api.openai.com",
    context=CallContext(operation="extract"),
    estimate_micros=900,
    day=date(2026, 11, 23),
    started_at=NOW,
    expires_at=NOW,
)
OK = CallEnd(status="ok", cost_micros=5)


class Fault(Exception):
    """What an observer of these tests raises."""


@dataclass(slots=True)
class Notes:
    """Writes down what it is told, and raises where it is asked to."""

    raises_at: str = ""
    lines: list[str] = field(default_factory=list)

    def note(self, moment: str, *told: object) -> None:
        if moment == self.raises_at:
            raise Fault(moment)
        self.lines.append(" ".join([moment, *map(str, told)]))

    @contextmanager
    def attempt(self, intent: CallIntent) -> Iterator[Ended]:
        self.note("begin", intent.model)
        try:
            yield lambda end: self.note("end", end.status)
        except Exception as error:
            self.note("error", type(error).__name__)
            raise
        finally:
            self.note("leave")

    def event(self, name: str, value: float = 1.0, **tags: str) -> None:
        self.note("event", name, value, tags)


class Swallower(Notes):
    """An observer that would end the call's exception."""

    @contextmanager
    def attempt(self, intent: CallIntent) -> Iterator[Ended]:
        try:
            yield lambda end: None
        except ValueError:
            self.note("swallowed")


def one_call(observers: CallObserver, end: CallEnd = OK) -> str:
    with observers.attempt(INTENT) as ended:
        ended(end)
        return "the answer"


def test_every_observer_sees_the_attempt_its_end_and_the_events() -> None:
    first, second = Notes(), Notes()
    observers = Observers(first, None, second)
    assert one_call(observers) == "the answer"
    observers.event("retry", reason="RateLimited")
    assert first.lines == ["begin gpt-6-luna", "end ok", "leave", "event retry 1.0 {'reason': 'RateLimited'}"]
    assert second.lines == first.lines


@pytest.mark.parametrize("moment", ["begin", "end", "leave"])
def test_an_observer_that_raises_is_logged_once_switched_off_and_the_call_goes_on(
    moment: str, caplog: pytest.LogCaptureFixture
) -> None:
    broken, sound = Notes(raises_at=moment), Notes()
    observers = Observers(broken, sound)
    answers = [one_call(observers), one_call(observers)]
    observers.event("retry", reason="x")
    assert answers == ["the answer", "the answer"]
    assert [record.message for record in caplog.records] == ["Notes failed and is not told of calls any more"]
    assert len([line for line in sound.lines if line == "end ok"]) == 2
    assert broken.lines.count("begin gpt-6-luna") <= 1
    assert not [line for line in broken.lines if line.startswith("event")]


def test_an_observer_that_raises_at_an_event_is_switched_off_too(caplog: pytest.LogCaptureFixture) -> None:
    broken, sound = Notes(raises_at="event"), Notes()
    observers = Observers(broken, sound)
    for _ in range(3):
        observers.event("breaker", to="open")
    assert len(caplog.records) == 1
    assert len(sound.lines) == 3
    one_call(observers)
    assert broken.lines == []


def test_the_calls_own_exception_passes_through_and_is_no_fault_of_an_observer(
    caplog: pytest.LogCaptureFixture,
) -> None:
    notes = Notes()
    with pytest.raises(KeyError, match="of the call"), Observers(notes).attempt(INTENT):
        raise KeyError("of the call")
    assert notes.lines == ["begin gpt-6-luna", "error KeyError", "leave"]
    assert caplog.records == []


def test_no_observer_can_swallow_an_exception_of_the_call() -> None:
    swallower, notes = Swallower(), Notes()
    with pytest.raises(ValueError, match="of the call"), Observers(swallower, notes).attempt(INTENT):
        raise ValueError("of the call")
    assert swallower.lines == ["swallowed"]
    assert "error ValueError" in notes.lines


def test_an_observer_broken_on_the_way_out_does_not_replace_the_calls_exception() -> None:
    with pytest.raises(ValueError, match="of the call"), Observers(Notes(raises_at="leave")).attempt(INTENT):
        raise ValueError("of the call")


def test_a_cancelled_call_stays_cancelled_and_every_observer_is_left() -> None:
    notes = Notes()

    async def call() -> None:
        with Observers(notes).attempt(INTENT):
            await asyncio.Event().wait()

    async def cancelled() -> bool:
        task = asyncio.create_task(call())
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        return task.cancelled()

    assert asyncio.run(cancelled())
    assert notes.lines == ["begin gpt-6-luna", "leave"]


def test_names_and_tags_that_are_not_declared_are_not_passed_on() -> None:
    notes = Notes()
    observers = Observers(notes)
    observers.event("document", text="ACME GmbH")
    observers.event("retry", reason="RateLimited", prompt="ACME GmbH")
    assert notes.lines == ["event retry 1.0 {'reason': 'RateLimited'}"]


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_each_declared_event_arrives_with_its_tags(name: str) -> None:
    notes = Notes()
    tags = dict.fromkeys(sorted(EVENTS[name]), "x")
    Observers(notes).event(name, 0.5, **tags)
    assert notes.lines == [f"event {name} 0.5 {tags}"]


def test_without_observers_a_call_is_just_made(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    no_observers.event("retry", reason="x")
    assert one_call(no_observers, replace(OK, status="odd")) == "the answer"
    assert caplog.records == []


def test_attempts_that_overlap_each_keep_their_own_end() -> None:
    notes = Notes()
    observers = Observers(notes)
    tell: Callable[[CallEnd], None]
    with observers.attempt(INTENT) as tell, observers.attempt(replace(INTENT, model="other")) as tell_other:
        tell(replace(OK, status="failed"))
        tell_other(OK)
    assert notes.lines == ["begin gpt-6-luna", "begin other", "end failed", "end ok", "leave", "leave"]
