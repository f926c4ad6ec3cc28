"""The provider's rate limits, and the headers that tell them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tests.faults.windows import SlidingWindow


@dataclass(slots=True)
class RateLimits:
    """Requests and tokens in any sliding minute. A request that is refused uses nothing up."""

    requests: SlidingWindow | None = None
    tokens: SlidingWindow | None = None

    @classmethod
    def of(cls, requests_per_minute: int | None, tokens_per_minute: int | None) -> RateLimits:
        return cls(
            None if requests_per_minute is None else SlidingWindow(requests_per_minute),
            None if tokens_per_minute is None else SlidingWindow(tokens_per_minute),
        )

    def admit(self, prompt_tokens: int, now: float) -> float:
        """Let a request in and return 0, or the seconds after which it may come again."""
        wait = max(
            self.requests.wait_for(1, now) if self.requests else 0.0,
            self.tokens.wait_for(prompt_tokens, now) if self.tokens else 0.0,
        )
        if wait:
            return wait
        if self.requests:
            self.requests.add(1, now)
        self.used(prompt_tokens, now)
        return 0.0

    def used(self, tokens: int, now: float) -> None:
        """Tokens that an answer took beyond its prompt."""
        if self.tokens:
            self.tokens.add(tokens, now)

    def headers(self, now: float) -> dict[str, str]:
        """Limit, remaining and reset of each limit there is."""
        headers = {}
        for name, window in (("requests", self.requests), ("tokens", self.tokens)):
            if window is not None:
                headers[f"x-ratelimit-limit-{name}"] = str(window.limit)
                headers[f"x-ratelimit-remaining-{name}"] = str(window.remaining(now))
                headers[f"x-ratelimit-reset-{name}"] = go_duration(window.reset_after(now))
        return headers


def go_duration(seconds: float) -> str:
    """A duration as Go prints it: ``6m0s``, ``1.5s``, ``120ms``; rounded up to a millisecond."""
    millis = math.ceil(round(seconds * 1000, 6))
    if millis < 1000:
        return f"{millis}ms" if millis else "0s"
    minutes, rest = divmod(millis, 60_000)
    hours, minutes = divmod(minutes, 60)
    shown = f"{rest / 1000:.3f}".rstrip("0").rstrip(".") + "s"
    if hours:
        return f"{hours}h{minutes}m{shown}"
    return f"{minutes}m{shown}" if minutes else shown
