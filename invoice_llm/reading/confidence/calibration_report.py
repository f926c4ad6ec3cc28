"""Reliability of probabilities: by bins, in one figure, and as the threshold that keeps a promise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from math import sqrt
from typing import Any

BINS = 10
PROMISE = 0.99
_SURE = 1.96
"""Of a normal distribution, for an interval that holds 95 % of the time."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Values of about one confidence: the ``expected`` share that is right, and the share that ``is_right``."""

    count: int
    expected: float
    is_right: float


@dataclass(frozen=True, slots=True)
class Threshold:
    """From ``least`` on, the ``accepted`` share of all values is right with ``precision``, which lies between ``low``
    and ``high`` 95 % of the time if the values are independent; those of one supplier are not quite."""

    least: float
    accepted: float
    precision: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """Probabilities held against what turned out right. ``ece``: the mean distance between the two, over bins of as
    many values each; ``brier``: the mean squared distance; ``promise``: ``None`` where no threshold keeps it."""

    labels: int
    wrong: int
    ece: float
    brier: float
    bins: tuple[Bin, ...]
    promise: Threshold | None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def reliability(probabilities: Sequence[float], right: Sequence[bool]) -> Reliability:
    """Reliability figures of at least one value."""
    bins = _bins(sorted(zip(probabilities, right, strict=True), key=lambda pair: pair[0]))
    count = len(right)
    return Reliability(
        labels=count,
        wrong=sum(not is_right for is_right in right),
        ece=round(sum(b.count * abs(b.expected - b.is_right) for b in bins) / count, 4),
        brier=round(sum((p - is_right) ** 2 for p, is_right in zip(probabilities, right, strict=True)) / count, 4),
        bins=bins,
        promise=lowest_threshold(probabilities, right, PROMISE),
    )


def lowest_threshold(probabilities: Sequence[float], right: Sequence[bool], promise: float) -> Threshold | None:
    """The threshold that accepts most with ``promise`` of it right."""
    pairs = sorted(zip(probabilities, right, strict=True), key=lambda pair: -pair[0])
    best, good = None, 0
    for count, (probability, is_right) in enumerate(pairs, start=1):
        good += is_right
        last_of_step = count == len(pairs) or pairs[count][0] < probability
        if last_of_step and good / count >= promise:
            low, high = wilson(good, count)
            best = Threshold(probability, round(count / len(pairs), 4), round(good / count, 4), low, high)
    return best


def wilson(good: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a share; (0, 1) where nothing was counted."""
    if not count:
        return 0.0, 1.0
    share, spread = good / count, _SURE**2 / count
    middle = (share + spread / 2) / (1 + spread)
    half = _SURE * sqrt(share * (1 - share) / count + spread / (4 * count)) / (1 + spread)
    return round(max(middle - half, 0.0), 4), round(min(middle + half, 1.0), 4)


def _bins(pairs: Sequence[tuple[float, bool]]) -> tuple[Bin, ...]:
    edges = [round(index * len(pairs) / BINS) for index in range(BINS + 1)]
    parts = [pairs[first:last] for first, last in pairwise(edges) if last > first]
    return tuple(
        Bin(
            len(part),
            round(sum(p for p, _ in part) / len(part), 4),
            round(sum(is_right for _, is_right in part) / len(part), 4),
        )
        for part in parts
    )
