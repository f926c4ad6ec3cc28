"""Names of runs for people: how one began and when, read off its id."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from invoice_llm_airflow.pages.text.language import t
from invoice_llm_airflow.pages.text.notation import Notation

_KINDS = {"scheduled": "Night of", "manual": "By hand,", "run": "Command line,", "asset_triggered": "By an asset,"}
_ID = re.compile(
    r"(?P<kind>[a-z_]+?)__(?P<day>\d{4}-\d\d-\d\d)T(?P<clock>\d\d[-:]\d\d[-:]\d\d)(?:\.\d+)?(?P<zone>\+00:00)?"
)


def run_name(run_id: str, notation: Notation) -> str:
    """``Night of 22 Nov 2026, 02:00``; of what people start there may be two in a minute, so theirs has the second.

    An id that people made up stays as it is.
    """
    match = _ID.match(run_id)
    if match is None or match["kind"] not in _KINDS:
        return run_id
    try:
        begun = datetime.fromisoformat(f"{match['day']}T{match['clock'].replace('-', ':')}").replace(tzinfo=UTC)
    except ValueError:
        return run_id
    kind = match["kind"]
    return f"{t(_KINDS[kind])} {notation.moment(begun, seconds=kind != 'scheduled')}"
