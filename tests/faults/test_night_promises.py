"""What two nights may not leave behind breaks a promise: each by evidence that is wrong in one point."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.chaos.evidence import RunLeft
from benchmarks.nights.holding import hold_evidence
from tests.faults.test_promises import GOOD, SEEN, record, run

KILLED = RunLeft("disturbed", (("CH-1.pdf", None, None),), ())
LATE = RunLeft("disturbed", (("CH-1.pdf", "accepted", record()),), (record(),))


def broken(*runs: RunLeft) -> list[str]:
    return [promise.name for promise in hold_evidence(replace(GOOD, runs=runs)) if promise.broken]


def test_a_night_that_was_killed_and_one_that_was_delivered_late_keep_every_promise() -> None:
    assert broken(KILLED, run("quiet", record())) == []
    assert broken(LATE, run("quiet", SEEN)) == []
    assert broken(run("disturbed", record("deferred")), run("quiet", record())) == []


def test_a_document_that_was_decided_and_never_written_breaks_two() -> None:
    undelivered = replace(LATE, written=())
    assert broken(undelivered, run("quiet", SEEN)) == [
        "every accepted document stands in exactly one written record",
        "records hold what was decided, run by run",
    ]


def test_a_document_that_is_accepted_by_both_nights_breaks_one() -> None:
    assert broken(LATE, run("quiet", record())) == ["every accepted document stands in exactly one written record"]


def test_a_line_about_nothing_that_was_decided_breaks_one() -> None:
    assert "records hold what was decided, run by run" in broken(
        replace(KILLED, written=(record("review"),)), run("quiet", record())
    )


def test_a_document_that_the_undisturbed_night_leaves_over_breaks_one() -> None:
    assert "the undisturbed night leaves nothing over" in broken(KILLED, run("quiet", record("failed")))


def test_a_document_that_no_night_has_decided_breaks_one() -> None:
    assert "every document has a decision" in broken(KILLED, RunLeft("quiet", (), ()))
