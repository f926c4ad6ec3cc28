"""The posterior over a field's candidates: readers count by their records, and what is left over is found."""

from __future__ import annotations

from collections.abc import Mapping
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoice_llm.reading.posterior.ballots import Ballot, Option, log_sum
from invoice_llm.reading.posterior.companies import same_company
from invoice_llm.reading.posterior.estimating import estimate_records
from invoice_llm.reading.posterior.posterior import document_posterior, field_posterior
from invoice_llm.reading.posterior.records import LEAST, MOST, ReaderRecord, claim_score, is_strong, is_weak

PATH = "issue_date"
SCORES = st.lists(st.floats(-8, 8), min_size=1, max_size=6)


def ballot(scores: Mapping[str, float], *, rest: float = 0.0, path: str = PATH, **claims: str) -> Ballot:
    options = tuple(Option(key, score, key) for key, score in scores.items())
    return Ballot(path, options, rest, len(options) + 2, claims)


@given(SCORES, st.floats(-8, 8))
def test_probabilities_of_a_field_are_never_more_than_one_together(scores: list[float], rest: float) -> None:
    told = field_posterior(ballot({str(i): score for i, score in enumerate(scores)}, rest=rest), {}).probabilities
    assert 0 < sum(told.values()) < 1 + 1e-9
    assert all(probability >= 0 for probability in told.values())


@given(SCORES, st.integers(0, 5))
def test_a_claim_of_a_good_reader_makes_its_candidate_likelier(scores: list[float], which: int) -> None:
    keys = [str(i) for i in range(len(scores))]
    said = keys[which % len(keys)]
    silent = field_posterior(ballot(dict(zip(keys, scores, strict=True))), {}).of(said)
    heard = field_posterior(ballot(dict(zip(keys, scores, strict=True)), model=said), {}).of(said)
    assert heard >= silent or isclose(heard, silent)


def test_a_reader_that_is_as_good_as_chance_says_nothing() -> None:
    size = 8
    assert claim_score(1 / size, size) == pytest.approx(0)
    assert claim_score(0.05, size) < 0 < claim_score(0.9, size)


def test_a_reader_is_believed_by_its_record() -> None:
    own = ballot({"a": 1.0, "b": 0.0}, model="b")
    good = {("model", PATH): ReaderRecord(right=990, said=1000)}
    bad = {("model", PATH): ReaderRecord(right=50, said=1000)}
    assert field_posterior(own, good).best == "b"
    assert field_posterior(own, bad).best == "a"


def test_a_night_of_disagreement_with_the_page_lowers_a_record() -> None:
    agreeing = [[ballot({"a": 4.0, "b": 0.0}, model="a")] for _ in range(40)]
    opposing = [[ballot({"a": 4.0, "b": 0.0}, model="b")] for _ in range(40)]
    good, bad = (estimate_records(night, {})["model", PATH].share for night in (agreeing, opposing))
    assert good > 0.95
    assert bad < 0.6


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_record_stays_within_its_bounds(right: int, wrong: int) -> None:
    assert LEAST <= ReaderRecord(right, right + wrong).share <= MOST


def test_nothing_is_known_of_a_reader_that_said_nothing() -> None:
    known = {("model", PATH): ReaderRecord(3, 4)}
    assert estimate_records([[ballot({"a": 0.0})]], known) == known


def test_confidence_is_that_all_chosen_values_are_right() -> None:
    posterior = document_posterior([ballot({"a": 2.0}), ballot({"b": 1.0}, path="currency")], {})
    both = posterior.confidence({"issue_date": "a", "currency": "b"})
    assert both == pytest.approx(posterior.fields["issue_date"].of("a") * posterior.fields["currency"].of("b"))
    assert posterior.confidence({"issue_date": "a", "currency": None}) == 0.0


def test_a_ballot_survives_being_kept() -> None:
    own = ballot({"a": 1.25, "b": -3.5}, rest=0.75, model="b")
    assert Ballot.from_json(PATH, own.to_json()) == own


def test_the_sum_of_logarithms_does_not_overflow() -> None:
    assert log_sum([1000.0, 1000.0]) == pytest.approx(1000.6931, abs=1e-3)


@pytest.mark.parametrize(
    ("read", "offered", "meant"),
    [
        ("kestrel couriers", ["kestrel couriers ltd", "ashfen tools ltd"], "kestrel couriers ltd"),
        ("kestrel couriers ltd", ["kestrel"], "kestrel"),
        ("oravel stays", ["oyo hotels"], "oravel stays"),
        ("ltd", ["kestrel ltd"], "ltd"),
        (
            "kestrel mutual insurance of ashfen ltd",
            ["kestrel mutual", "insurance of ashfen ltd"],
            "insurance of ashfen ltd",
        ),
        ("kestrel", ["kestrel mutual", "kestrel"], "kestrel"),
    ],
)
def test_spellings_of_one_company_are_one_candidate(read: str, offered: list[str], meant: str) -> None:
    assert same_company(read, offered) == meant


@pytest.mark.parametrize(
    ("said", "right", "strong", "weak"),
    [
        (0, 1.0, False, False),
        (5, 1.0, False, False),
        (5, 0.2, False, False),
        (20, 1.0, True, False),
        (200, 0.9, False, False),
        (200, 0.95, True, False),
        (200, 0.8, False, True),
    ],
)
def test_a_reader_is_strong_or_weak_by_a_record_of_every_field(
    said: int, right: float, strong: bool, weak: bool
) -> None:
    paths = ("invoice_number", "issue_date")
    records = {("model", path): ReaderRecord(right * said, said) for path in paths}
    assert is_strong(records, "model", paths) is strong
    assert is_weak(records, "model", paths) is is_weak(records, "model", (*paths, "total_gross")) is weak
    assert not is_weak(records, "model", (*paths, "total_gross", "currency"))
    assert not is_strong(records, "model", (*paths, "total_gross"))
    assert not is_strong(records, "another", paths)
