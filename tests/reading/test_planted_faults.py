"""Errors of every kind, put into right readings of the samples, are caught: a person sees them, or they are put right,
or left out with a remark. The right ones pass."""

from __future__ import annotations

import pytest

from benchmarks.faults.__main__ import SAMPLES, Counts, Report, Way, run

KINDS = (
    "currency",
    "date order",
    "digit swapped",
    "invented",
    "line dropped",
    "lines merged",
    "missing",
    "other number from the page",
    "other text from the page",
    "seller and buyer swapped",
    "tax rate changed",
)
LEAST_CAUGHT = 0.97
MOST_SENT_BACK = 0.05


@pytest.fixture(scope="module")
def report() -> Report:
    return run(SAMPLES, Way(every=4))


@pytest.fixture(scope="module")
def counts(report: Report) -> Counts:
    return report.folders["all"]


def test_right_readings_are_accepted_as_they_are(counts: Counts, report: Report) -> None:
    judged = counts.accepted + counts.sent_back
    assert counts.accepted >= 10
    assert counts.sent_back <= MOST_SENT_BACK * judged, report.sent_back


def test_planted_errors_are_caught(counts: Counts, report: Report) -> None:
    assert counts.planted.total() > 250
    assert counts.caught.total() >= LEAST_CAUGHT * counts.planted.total(), report.missed


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_of_error_slips_through(kind: str, counts: Counts, report: Report) -> None:
    assert counts.planted[kind] >= 1
    assert counts.caught[kind] >= LEAST_CAUGHT * counts.planted[kind], [m for m in report.missed if kind in m]
