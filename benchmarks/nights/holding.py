"""Promises about documents and their written records, held against what two nights have left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from benchmarks.chaos.evidence import Evidence
from benchmarks.chaos.promises import Promise
from invoice_llm.store import open_store


def hold_after_nights(evidence: Evidence, url: str) -> list[Promise]:
    """Every promise, with what breaks it; the store at ``url`` is asked besides."""
    with open_store(url) as store:
        late = tuple(f"{run_id} lacks documents" for run_id in store.deliveries.runs_lacking())
    return [*hold_evidence(evidence), Promise("nothing that is decided waits for its delivery", late)]


def hold_evidence(evidence: Evidence) -> list[Promise]:
    """Promises about decisions and written records; the last run is the undisturbed one."""
    return [Promise(name, tuple(look(evidence))) for name, look in _PROMISES.items()]


def _decided(evidence: Evidence) -> Iterator[str]:
    for number in evidence.totals:
        if not evidence.final.get(f"{number}.pdf"):
            yield f"{number} has no decision"


def _quiet_is_whole(evidence: Evidence) -> Iterator[str]:
    rows = evidence.runs[-1].rows
    if len(rows) != len(evidence.totals):
        yield f"the undisturbed night found {len(rows)} documents of {len(evidence.totals)}"
    for name, outcome, record in rows:
        if outcome in (None, "deferred", "failed"):
            yield f"{name} is {outcome}: {record and record['reasons']} {record and record['detail']}"


def _accepted_written_once(evidence: Evidence) -> Iterator[str]:
    written = Counter(
        line["document"] for run in evidence.runs for line in run.written if line["outcome"] == "accepted"
    )
    accepted = {name for name, records in evidence.final.items() if any(r["outcome"] == "accepted" for r in records)}
    for name in sorted(accepted | set(written)):
        if written[name] != (name in accepted):
            yield f"{name} stands in {written[name]} records, accepted: {name in accepted}"


def _records_are_rows(evidence: Evidence) -> Iterator[str]:
    """Check that each run's records hold what was decided in it, and nothing else."""
    for run in evidence.runs:
        lines = Counter((line["document"], line["outcome"]) for line in run.written)
        rows = Counter((name, outcome) for name, outcome, _ in run.rows if outcome)
        if lines != rows:
            yield f"{run.run_id}: {sorted(map(str, (lines - rows) + (rows - lines)))[:4]}"


_PROMISES: dict[str, Callable[[Evidence], Iterator[str]]] = {
    "every document has a decision": _decided,
    "the undisturbed night leaves nothing over": _quiet_is_whole,
    "every accepted document stands in exactly one written record": _accepted_written_once,
    "records hold what was decided, run by run": _records_are_rows,
}
