"""Many calls at once: failures come back at once, successes after a second. A flaky service is not taken for one that
is down, and one that is down is found out within a few calls.

All works well for the first seconds. A fleet that starts with failures before anything has succeeded cannot know which
of the two it has met, and opens the circuit.
"""

from __future__ import annotations

import heapq
import random
from datetime import UTC, datetime, timedelta

import pytest

from invoice_llm.calls import BreakerState
from invoice_llm.llm.guard.breaker import Admitted, BreakerPolicy, admit, after_call

T0 = datetime(2026, 1, 1, tzinfo=UTC)
POLICY = BreakerPolicy()
WELL_S = 3.0
WAIT_S = 5.0
"""Before a failed call is made again."""


def play(*, at_once: int, share: float, down_from: float, seconds: float, seed: int) -> tuple[int, int, float | None]:
    """Calls that ended, calls that failed since ``down_from``, and when the circuit first opened."""
    chance = random.Random(seed)
    state = BreakerState()
    events: list[tuple[float, int, str, Admitted | None]] = []
    made = failed = 0
    for place in range(at_once):
        heapq.heappush(events, (chance.random(), place, "start", None))
    while events:
        now, place, what, call = heapq.heappop(events)
        if now > seconds:
            break
        moment = T0 + timedelta(seconds=now)
        if what == "start":
            admission = admit(state, POLICY, now=moment)
            if admission.verdict != "call":
                return made, failed, now
            call = Admitted(state.epoch, moment)
            fails = now >= down_from or (now > WELL_S and chance.random() < share)
            takes = 0.02 if fails else 0.7 + 0.6 * chance.random()
            heapq.heappush(events, (now + takes, place, "failure" if fails else "success", call))
            continue
        assert call is not None
        made += 1
        failed += what == "failure" and now >= down_from
        effect = "failure" if what == "failure" else "success"
        state = after_call(state, POLICY, call, effect, now=moment, chance=0.0)  # type: ignore[arg-type]
        heapq.heappush(events, (now + (WAIT_S if what == "failure" else 0.0), place, "start", None))
    return made, failed, None


@pytest.mark.parametrize("at_once", [1, 16, 96])
@pytest.mark.parametrize("share", [0.05, 0.1])
def test_a_flaky_service_is_used_for_five_minutes(at_once: int, share: float) -> None:
    runs = [play(at_once=at_once, share=share, down_from=1e9, seconds=300, seed=seed) for seed in range(2)]
    assert [opened for _, _, opened in runs] == [None, None]


@pytest.mark.parametrize("at_once", [1, 16, 96, 400])
@pytest.mark.parametrize("share", [0.0, 0.05])
def test_a_service_that_goes_down_is_found_out_within_forty_calls(at_once: int, share: float) -> None:
    for seed in range(5):
        _, failed, opened = play(at_once=at_once, share=share, down_from=30, seconds=120, seed=seed)
        assert opened is not None
        assert failed <= 40
