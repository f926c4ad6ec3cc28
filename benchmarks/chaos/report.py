"""Report of a chaos run, for people and for machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from benchmarks.chaos.evidence import Evidence
from benchmarks.chaos.promises import Promise
from tests.faults import account
from tests.faults.account import Entry


def figures(evidence: Evidence, seconds: float) -> dict[str, Any]:
    """Counts and sums; money in micro-USD."""
    totals = account.totals(evidence.entries)
    billed_known = [entry for _, entry in evidence.known if entry is not None]
    guessed = [call for call in evidence.guessed if call.status != "held"]
    held = [call for call in evidence.guessed if call.status == "held"]
    return {
        "documents": len(evidence.totals),
        "outcomes": dict(Counter(record["outcome"] for records in evidence.final.values() for record in records)),
        "left_over": _left_over(evidence),
        "calls": totals["requests"],
        "calls_per_second": round(totals["requests"] / seconds, 1),
        "most_under_way": most_under_way(evidence.entries),
        "faults": totals["faults"],
        "ledger_statuses": dict(Counter(call.status for call in evidence.calls)),
        "answers_known": len(evidence.known),
        "answers_known_micros": {
            "ledger": sum(call.cost or 0 for call, _ in evidence.known),
            "bill": _sum(billed_known),
        },
        "billed_never_kept": {"answers": len(evidence.lost), "micros": _sum(evidence.lost)},
        "charged_by_estimate": {"calls": len(guessed), "micros": sum(call.charged for call in guessed)},
        "still_held": {"calls": len(held), "micros": sum(call.estimate for call in held)},
        "paid_again": dict(evidence.paid_again),
        "billed_micros": totals["billed_micros"],
        "charged_micros": evidence.day.spent_micros,
        "budget_micros": evidence.limit if evidence.is_limited else None,
        "most_requests_in_a_minute": totals["most_requests_in_a_minute"],
        "most_tokens_in_a_minute": totals["most_tokens_in_a_minute"],
    }


def most_under_way(entries: Iterable[Entry]) -> int:
    """The most requests that the endpoint had at the same time."""
    changes = sorted(
        change for entry in entries for change in ((entry.arrived, 1), (max(entry.ended, entry.arrived), -1))
    )
    most = under_way = 0
    for _, change in changes:
        under_way += change
        most = max(most, under_way)
    return most


def show(told: Mapping[str, Any], promises: Sequence[Promise]) -> None:
    """A table on standard output."""
    for name, value in told.items():
        if name not in ("options", "broken", "chunk_errors"):
            print(f"{name.replace('_', ' '):<28}{_shown(name, value)}")
    for error, times in Counter(told["chunk_errors"]).items():
        print(f"{'chunk error':<28}{times} x {error[:160]}")
    print()
    for promise in promises:
        print(f"{'BROKEN' if promise.broken else 'kept':<8}{promise.name}")
        for one in promise.broken[:5]:
            print(f"{'':<8}- {one}")
        if len(promise.broken) > 5:
            print(f"{'':<8}- and {len(promise.broken) - 5} more")


def _shown(name: str, value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_shown(f'{name}_{key}', one)}" for key, one in sorted(value.items())) or "none"
    if isinstance(value, int) and "micros" in name:
        return f"${value / 1e6:.6f}"
    return "none" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


def _left_over(evidence: Evidence) -> dict[str, int]:
    last = evidence.runs[-1].rows
    return dict(Counter(str(outcome) for _, outcome, _ in last if outcome in ("deferred", "failed")))


def _sum(entries: Iterable[Entry]) -> int:
    return sum(entry.cost_micros or 0 for entry in entries)
