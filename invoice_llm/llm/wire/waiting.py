"""``Retry-After`` in every legal form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from invoice_llm.llm.guard.provider_limits import read_limits

LONGEST = timedelta(days=1)
"""A longer wait is as good as this one: the night is over before."""
_SECONDS = re.compile(r"\d{1,9}(\.\d{0,9})?")


def asked_wait(headers: Mapping[str, str], *, now: datetime | None = None) -> timedelta | None:
    """The wait that the provider asks for: ``retry-after-ms``, or ``retry-after`` in seconds or as a date, else what
    its rate limits say. What has none of the legal forms is as if it were not there. Header names in lower case."""
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        text = (headers.get(name) or "").strip()
        if _SECONDS.fullmatch(text):
            return min(timedelta(seconds=float(text) / unit), LONGEST)
    until = _moment(headers.get("retry-after"))
    if until is None:
        return read_limits(headers).wait
    start = _moment(headers.get("date")) or now or datetime.now(UTC)
    return min(max(until - start, timedelta(0)), LONGEST)


def _moment(text: str | None) -> datetime | None:
    """An HTTP date; one without a zone is UTC, as all of them are."""
    try:
        moment = parsedate_to_datetime(text or "")
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
