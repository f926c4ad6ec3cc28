"""``Retry-After`` in every legal form, and what providers say of it in the body instead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from invoice_llm.llm.guard.provider_limits import read_limits

LONGEST = timedelta(days=1)
"""A longer wait is as good as this one: the night is over before."""
_SECONDS = re.compile(r"\d{1,9}(\.\d{0,9})?")
_NUMBER = r"\d{1,9}(?:\.\d{1,9})?"
_UNIT = r"ms|milliseconds?|hours?|h|minutes?|mins?|m|seconds?|secs?|s"
_KEY = re.compile(
    rf"\"retry[-_]?(?:after|delay|in)(?:[-_]?(?P<key>ms|milliseconds|s|seconds))?\"\s*:\s*\"?"
    rf"(?P<number>{_NUMBER})(?P<unit>{_UNIT})?(?=[\",\s}}\]])",
    re.IGNORECASE,
)
_WORDS = re.compile(
    rf"\b(?:try|retry|wait)\b[a-z ]{{0,20}}? (?P<told>(?:{_NUMBER} ?(?:{_UNIT})[, ]*)+)\b", re.IGNORECASE
)
_PART = re.compile(rf"(?P<number>{_NUMBER}) ?(?P<unit>{_UNIT})", re.IGNORECASE)
_LOOKED_AT = 4_000
"""Signs of a body in which a wait is looked for."""


def asked_wait(headers: Mapping[str, str], *, body: str = "", now: datetime | None = None) -> timedelta | None:
    """The wait that the provider asks for: ``retry-after-ms``, or ``retry-after`` in seconds or as a date, else what
    its rate limits say, else what the body does. What has none of the legal forms is as if it were not there. Header
    names in lower case."""
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        text = (headers.get(name) or "").strip()
        if _SECONDS.fullmatch(text):
            return min(timedelta(seconds=float(text) / unit), LONGEST)
    until = _moment(headers.get("retry-after"))
    if until is None:
        return read_limits(headers).wait or _wait_in(body[:_LOOKED_AT])
    start = _moment(headers.get("date")) or now or datetime.now(UTC)
    return min(max(until - start, timedelta(0)), LONGEST)


def _wait_in(body: str) -> timedelta | None:
    """The wait under a key such as ``retry_after`` or ``retryDelay``, or in words: "try again in 1m2.5s"."""
    if found := _KEY.search(body):
        return _bounded(float(found["number"]) * _seconds_of(found["unit"] or found["key"] or "s"))
    if found := _WORDS.search(body):
        parts = _PART.finditer(found["told"])
        return _bounded(sum(float(part["number"]) * _seconds_of(part["unit"]) for part in parts))
    return None


def _seconds_of(unit: str) -> float:
    unit = unit.lower()
    if unit.startswith(("ms", "mil")):
        return 0.001
    return {"h": 3600.0, "m": 60.0, "s": 1.0}[unit[0]]


def _bounded(seconds: float) -> timedelta:
    return min(timedelta(seconds=seconds), LONGEST)


def _moment(text: str | None) -> datetime | None:
    """An HTTP date; one without a zone is UTC, as all of them are."""
    try:
        moment = parsedate_to_datetime(text or "")
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
