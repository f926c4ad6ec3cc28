"""Provider limits from the headers of answers, and the share of them that a call is expected to use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from invoice_llm.calls import Usage

_DURATION = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?P<unit>ms|h|m|s)")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_LONGEST_TEXT = 32
"""Signs of a duration; a longer one is none."""
LONGEST_RESET = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderLimits:
    """``x-ratelimit-*`` of one answer; ``None`` for what it does not say."""

    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None
    wait: timedelta | None = None
    """Until the limit that has nothing left is full again; a minute at most."""


def read_limits(headers: Mapping[str, str]) -> ProviderLimits:
    """Header names in lower case."""
    if not any(name.startswith("x-ratelimit-") for name in headers):
        return ProviderLimits()
    waits = [_wait(headers, kind) for kind in ("requests", "tokens")]
    return ProviderLimits(
        requests_per_minute=_count(headers.get("x-ratelimit-limit-requests")) or None,
        tokens_per_minute=_count(headers.get("x-ratelimit-limit-tokens")) or None,
        wait=max((wait for wait in waits if wait), default=None),
    )


def _wait(headers: Mapping[str, str], kind: str) -> timedelta | None:
    if _count(headers.get(f"x-ratelimit-remaining-{kind}")) != 0:
        return None
    reset = duration(headers.get(f"x-ratelimit-reset-{kind}", ""))
    return None if reset is None else min(reset, LONGEST_RESET)


def _count(text: str | None) -> int | None:
    is_number = text is not None and len(text) <= 15 and text.isascii() and text.isdigit()
    return int(text) if text is not None and is_number else None


def duration(text: str) -> timedelta | None:
    """``6m0s``, ``120ms``, ``1.5s``, or plain seconds; ``None`` for anything else."""
    if len(text) > _LONGEST_TEXT:
        return None
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return timedelta(seconds=float(text))
    parts = list(_DURATION.finditer(text))
    if not parts or "".join(part.group() for part in parts) != text:
        return None
    return timedelta(seconds=sum(float(part["number"]) * _UNITS[part["unit"]] for part in parts))


class ExpectedTokens:
    """Moving averages of the tokens that calls of a kind used, relative to the most they could use."""

    _FIRST_INPUT, _FIRST_OUTPUT, _NEWEST = 1.0, 0.25, 0.1

    def __init__(self) -> None:
        self._shares: dict[str, tuple[float, float]] = {}

    def expect(self, kind: str, *, input_tokens: int, output_cap: int) -> int:
        """Tokens that a call will use, by what such calls have used."""
        of_input, of_output = self._shares.get(kind, (self._FIRST_INPUT, self._FIRST_OUTPUT))
        return max(round(of_input * input_tokens + of_output * output_cap), 1)

    def learn(self, kind: str, usage: Usage, *, input_tokens: int, output_cap: int) -> None:
        """One call has used so much."""
        seen = usage.input / max(input_tokens, 1), usage.output / max(output_cap, 1)
        before = self._shares.get(kind)
        if before is None:
            self._shares[kind] = seen
            return
        old_input, old_output = before
        self._shares[kind] = (
            old_input + self._NEWEST * (seen[0] - old_input),
            old_output + self._NEWEST * (seen[1] - old_output),
        )
