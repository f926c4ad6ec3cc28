"""The promises, each held against the evidence of a chaos run. Functions of values; nothing is measured here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from benchmarks.chaos.evidence import Evidence, Json


@dataclass(frozen=True, slots=True)
class Promise:
    """``broken`` says by what; empty when it was kept."""

    name: str
    broken: tuple[str, ...]


def hold_against(evidence: Evidence) -> list[Promise]:
    return [Promise(name, tuple(look(evidence))) for name, look in _PROMISES.items()]


def hold_across_runs(evidence: Evidence) -> list[Promise]:
    """Promises about documents and money that hold however often a run was stopped."""
    return [Promise(name, tuple(look(evidence))) for name, look in _ACROSS_RUNS.items()]


def _in_every_run(evidence: Evidence) -> Iterator[str]:
    wanted = sorted(f"{number}.pdf" for number in evidence.totals)
    for run in evidence.runs:
        if sorted(name for name, _, _ in run.rows) != wanted:
            yield f"{run.run_id} found {len(run.rows)} documents of {len(wanted)}"
        if undecided := [name for name, outcome, record in run.rows if outcome is None or record is None]:
            yield f"{run.run_id} has no outcome or no record for {_some(undecided)}"


def _written_once(evidence: Evidence) -> Iterator[str]:
    for run in evidence.runs:
        lines = Counter((line["document"], line["outcome"]) for line in run.written)
        rows = Counter((name, outcome) for name, outcome, _ in run.rows)
        if lines != rows:
            yield f"{run.run_id}: {_some(sorted(str(one) for one in (lines - rows) + (rows - lines)))}"


def _decided_once(evidence: Evidence) -> Iterator[str]:
    for name, records in evidence.final.items():
        if len(records) > 1:
            yield f"{name} was decided {len(records)} times"


def _nothing_left(evidence: Evidence) -> Iterator[str]:
    """Only a budget may leave documents for another day."""
    for name, outcome, record in evidence.runs[-1].rows:
        reasons = record["reasons"] if record else []
        if outcome in ("deferred", "failed") and not (evidence.is_limited and reasons == ["BUDGET_REACHED"]):
            yield f"{name} is {outcome}: {', '.join(reasons)} {record and record['detail']}"


def _all_are_invoices(evidence: Evidence) -> Iterator[str]:
    for name, records in evidence.final.items():
        for record in records:
            if record["outcome"] not in ("accepted", "review"):
                yield f"{name} ended {record['outcome']}: {', '.join(record['reasons'])}"


def _accepted_is_right(evidence: Evidence) -> Iterator[str]:
    for name, records in evidence.final.items():
        for record in records:
            if record["outcome"] == "accepted" and not _is_right(evidence, name, record):
                yield f"{name} was accepted as {record['invoice']['invoice_number']}"


def _is_right(evidence: Evidence, name: str, record: Json) -> bool:
    number = name.removesuffix(".pdf")
    invoice = record["invoice"]
    return bool(invoice["invoice_number"] == number and Decimal(invoice["total_gross"]) == evidence.totals[number])


def _costs_agree(evidence: Evidence) -> Iterator[str]:
    for call, entry in evidence.known:
        if entry is None:
            yield f"the ledger has {call.cost} for {call.request_id}, which the provider does not know"
        elif not entry.billed or call.cost != entry.cost_micros:
            yield f"{entry.request_id}: {call.cost} in the ledger, {entry.cost_micros} billed ({entry.fault})"
    if len(evidence.kept) != len(evidence.known):
        yield "an answer is in the ledger more than once"


def _never_paid_again(evidence: Evidence) -> Iterator[str]:
    if again := evidence.paid_again["kept"]:
        yield f"{again} answers were bought again though they were kept"


def _an_attempt_for_each_loss(evidence: Evidence) -> Iterator[str]:
    """A bill without a kept answer needs an attempt whose cost is not known: nothing is lost without a trace."""
    if len(evidence.lost) > len(evidence.guessed):
        yield f"{len(evidence.lost)} billed answers were not kept, only {len(evidence.guessed)} attempts know of it"


def _charged_covers_billed(evidence: Evidence) -> Iterator[str]:
    """Check that what the budget was charged and still holds is no less than the bill."""
    billed = sum(entry.cost_micros or 0 for entry in evidence.billed)
    covered = evidence.day.spent_micros + evidence.day.held_micros
    if billed > covered:
        yield f"{billed} were billed, {covered} are charged or held"


def _ledger_adds_up(evidence: Evidence) -> Iterator[str]:
    spent = sum(call.charged for call in evidence.calls)
    held = sum(call.estimate for call in evidence.calls if call.status == "held")
    if (spent, held) != (evidence.day.spent_micros, evidence.day.held_micros):
        day = evidence.day
        yield f"its calls are charged {spent} and hold {held}, its day {day.spent_micros} and {day.held_micros}"


def _budget_holds(evidence: Evidence) -> Iterator[str]:
    billed = sum(entry.cost_micros or 0 for entry in evidence.billed)
    if billed > evidence.limit:
        yield f"{billed} were billed with a limit of {evidence.limit}"
    if evidence.day.spent_micros + evidence.day.held_micros > evidence.limit:
        yield f"{evidence.day.spent_micros} are charged and {evidence.day.held_micros} held of {evidence.limit}"


def _some(names: list[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


_ACROSS_RUNS: dict[str, Callable[[Evidence], Iterator[str]]] = {
    "no document is decided twice": _decided_once,
    "no good invoice is rejected or taken for a copy": _all_are_invoices,
    "what is accepted is right": _accepted_is_right,
    "ledger and bill agree on every answer that arrived": _costs_agree,
    "no answer that was kept is bought again": _never_paid_again,
    "each bill for a lost answer has an attempt of unknown cost": _an_attempt_for_each_loss,
    "what was charged or is held covers the bill": _charged_covers_billed,
    "the ledger's day is the sum of its calls": _ledger_adds_up,
    "the bill stays within the budget": _budget_holds,
}
_PROMISES: dict[str, Callable[[Evidence], Iterator[str]]] = {
    "every run gives every document one outcome and one record": _in_every_run,
    "every document is written once a run, with that outcome": _written_once,
    "no document is left over": _nothing_left,
    **_ACROSS_RUNS,
}
