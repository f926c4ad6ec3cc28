from __future__ import annotations

import random

import pytest

from invoice_llm.evaluation.statistics import bootstrap, difference, mcnemar, significant


@pytest.mark.parametrize(
    ("worse", "better", "p"),
    [
        (0, 0, 1.0),
        (1, 0, 1.0),
        (3, 3, 1.0),
        (5, 0, 2 / 32),
        (6, 0, 2 / 64),
        (8, 1, 2 * (1 + 9) / 512),
        (2, 10, 2 * (1 + 12 + 66) / 4096),
    ],
)
def test_the_exact_p_is_that_of_a_fair_coin(worse: int, better: int, p: float) -> None:
    assert mcnemar(worse, better) == pytest.approx(p)
    assert mcnemar(better, worse) == mcnemar(worse, better)


def test_what_could_never_be_significant_takes_nothing_from_what_can() -> None:
    small = {f"field {n}": (1, 0) for n in range(30)}
    assert significant({"total": (6, 0)} | small) == {"total"}


def test_several_tests_that_could_be_significant_share_the_chance_of_a_false_alarm() -> None:
    assert significant({"total": (6, 0), "date": (3, 3)}) == set()
    assert significant({"total": (8, 0), "date": (3, 3)}) == {"total"}
    assert significant({}) == set()


def test_of_many_comparisons_of_chance_alone_at_most_one_in_twenty_raises_an_alarm() -> None:
    chance = random.Random(1)
    alarms = 0
    for _ in range(400):
        tests = {}
        for name in range(12):
            changed = chance.randint(0, 20)
            worse = sum(chance.random() < 0.5 for _ in range(changed))
            tests[str(name)] = (worse, changed - worse)
        alarms += bool(significant(tests))
    assert alarms <= 0.05 * 400


def test_a_difference_is_that_of_the_ratios_of_the_sums() -> None:
    assert difference([(1, 2, 2, 2), (0, 2, 1, 2)]) == pytest.approx(3 / 4 - 1 / 4)
    assert difference([(0, 0, 1, 1)]) is None
    assert difference([]) is None


def test_the_interval_of_two_clusters_has_their_ends() -> None:
    """Drawn twice the first, each once, twice the second: differences of 1, 1/2 and 0 at 1 : 2 : 1."""
    assert bootstrap([(0, 1, 1, 1), (1, 1, 1, 1)]) == (0.0, 1.0)


def test_nothing_is_said_of_one_cluster_and_nothing_found_where_nothing_changed() -> None:
    assert bootstrap([(0, 5, 5, 5)]) is None
    assert bootstrap([(1, 2, 1, 2)] * 9) == (0.0, 0.0)


def test_an_interval_of_independent_changes_is_that_of_the_normal_distribution() -> None:
    """Of 400 documents 40 got worse: the mean of a 0/-1 variable, 1.96 standard errors wide."""
    parts = [(1.0, 1.0, float(n >= 40), 1.0) for n in range(400)]
    low, high = bootstrap(parts) or (0, 0)
    spread = 1.96 * (0.1 * 0.9 / 400) ** 0.5
    assert low == pytest.approx(-0.1 - spread, abs=0.006)
    assert high == pytest.approx(-0.1 + spread, abs=0.006)
