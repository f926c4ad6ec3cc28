"""Rate limits of a fleet: requests and tokens a minute, as functions of values with ``now`` passed in.

The rule is GCRA (a leaky bucket kept as one time): each call moves a "theoretical arrival time" on by its share of a
minute, and a call may start while that time is at most ``BURST`` ahead of now. A bucket that drains at the full rate
would let a minute hold the limit and the burst on top; so it drains slower by just that much, and no sliding minute
holds more than the limit.

What a call will use is not known beforehand. It is charged at what is expected of it and corrected when it has ended.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

BURST = timedelta(seconds=1.5)
"""So much of a minute's calls may start at once; and one call, however large, where no other is under way."""
MINUTE = timedelta(minutes=1)
_ON_THE_WAY = timedelta(seconds=1.5)
"""Allowance for calls that come closer together on their way to the provider: the first ones have to connect."""
_DRAIN = (MINUTE + BURST + _ON_THE_WAY) / MINUTE
_LONGEST_WAIT = timedelta(days=1, hours=1)
"""Longer than a provider's wait is ever kept for."""
LOOK_AGAIN = timedelta(seconds=0.25)
"""After this, a call that found too many under way asks again."""
START_OF_TIME = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class RateUse:
    """Amount that one call takes from the limits of ``key`` (endpoint and model); a limit of ``None`` is none.
    ``under_way`` bounds the calls that are held at once."""

    key: str
    tokens: int
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None
    under_way: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RateState:
    """Shared state of one key's limits. ``blocked_until`` is what the provider asked for."""

    requests_at: datetime = START_OF_TIME
    tokens_at: datetime = START_OF_TIME
    blocked_until: datetime = START_OF_TIME


def admit_call(state: RateState, use: RateUse, *, now: datetime) -> RateState | datetime:
    """The state with this call in it, or the time before which it may not start."""
    state = _since_set_right(state, now)
    request, tokens = share(1, use.requests_per_minute), share(use.tokens, use.tokens_per_minute)
    requests_at, tokens_at = max(state.requests_at, now) + request, max(state.tokens_at, now) + tokens
    late = max(
        requests_at - now - max(BURST, request),
        tokens_at - now - max(BURST, tokens),
        state.blocked_until - now,
    )
    if late > timedelta(0):
        return now + late
    return replace(state, requests_at=requests_at, tokens_at=tokens_at)


def _since_set_right(state: RateState, now: datetime) -> RateState:
    """The state without times that only a clock can have put down which was far ahead, and was set right since."""
    farthest = now + _LONGEST_WAIT
    return RateState(
        requests_at=_unless_after(state.requests_at, farthest),
        tokens_at=_unless_after(state.tokens_at, farthest),
        blocked_until=_unless_after(state.blocked_until, farthest),
    )


def _unless_after(moment: datetime, farthest: datetime) -> datetime:
    return START_OF_TIME if moment > farthest else moment


def corrected(state: RateState, use: RateUse, *, tokens: int) -> RateState:
    """The state once it is known how many tokens the call took."""
    off = tokens - use.tokens
    change = share(abs(off), use.tokens_per_minute)
    return replace(state, tokens_at=state.tokens_at + (change if off > 0 else -change))


def blocked(state: RateState, until: datetime) -> RateState:
    """The state once the provider asked to wait. A wait that was asked for before is not made shorter."""
    return replace(state, blocked_until=max(state.blocked_until, until))


def share(amount: int, per_minute: int | None) -> timedelta:
    """Time that ``amount`` moves the state on."""
    return timedelta(0) if per_minute is None else MINUTE * _DRAIN * amount / per_minute
