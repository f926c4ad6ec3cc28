"""Significance of a difference between two evaluations of the same documents. Plain exact statistics."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from math import comb
from operator import mul

ALPHA = 0.05
RESAMPLES = 2000

Part = tuple[float, float, float, float]
"""Counts of one cluster: numerator and denominator before, numerator and denominator after."""


def mcnemar(worse: int, better: int) -> float:
    """The exact two-sided p of so many paired changes for the worse and for the better if both were equally likely."""
    changed = worse + better
    tail: int = sum(comb(changed, k) for k in range(min(worse, better) + 1))
    return min(1.0, float(2 * tail / 2**changed))


def significant(tests: Mapping[str, tuple[int, int]], alpha: float = ALPHA) -> set[str]:
    """Names of those paired tests (worse, better) that hold together: the chance that any of them is a false alarm
    stays below ``alpha``.

    Bonferroni as Tarone (1990) refined it for discrete tests: what could not be significant even if all its changes
    went one way is not counted among the tests.
    """
    least = {name: mcnemar(worse + better, 0) for name, (worse, better) in tests.items()}
    for divisor in range(1, len(tests) + 1):
        testable = [name for name in tests if least[name] <= alpha / divisor]
        if len(testable) <= divisor:
            return {name for name in testable if mcnemar(*tests[name]) <= alpha / divisor}
    return set()


def difference(parts: Sequence[Part]) -> float | None:
    """The ratio after less the ratio before; ``None`` where one of them has nothing to count."""
    if not parts:
        return None
    before_top, before_all, after_top, after_all = (sum(column) for column in zip(*parts, strict=True))
    return after_top / after_all - before_top / before_all if before_all and after_all else None


def bootstrap(parts: Sequence[Part], *, resamples: int = RESAMPLES, seed: int = 0) -> tuple[float, float] | None:
    """The 95 % percentile interval of :func:`difference` when whole clusters are drawn again with replacement.

    The same in every call with the same values. ``None`` below two clusters, of which nothing can be said.
    """
    if len(parts) < 2:
        return None
    columns = list(zip(*parts, strict=True))
    drawn = sorted(_drawn(columns, resamples, random.Random(seed)))  # noqa: S311
    if not drawn:
        return None
    return drawn[int(0.025 * len(drawn))], drawn[min(int(0.975 * len(drawn)), len(drawn) - 1)]


def _drawn(columns: Sequence[Sequence[float]], resamples: int, chance: random.Random) -> list[float]:
    """The difference in each resample that has something to count on both sides."""
    count, found = len(columns[0]), []
    for _ in range(resamples):
        weights = [0] * count
        for chosen in chance.choices(range(count), k=count):
            weights[chosen] += 1
        before_top, before_all, after_top, after_all = (sum(map(mul, weights, column)) for column in columns)
        if before_all and after_all:
            found.append(after_top / after_all - before_top / before_all)
    return found
