"""From a score to a probability: Platt's logistic curve for few labels, Venn-Abers for many.

Never bare isotonic regression: with few labels it says 1.0 of what has not gone wrong yet. Sources: Platt 1999 (with
his targets that stay off 0 and 1); Vovk, Petej and Fedorova 2015, inductive Venn-Abers predictors.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from invoice_llm.reading.confidence.logistic import Belief, fit, sigmoid

MANY_LABELS = 300
MOST_STEPS = 200
"""Scores are kept this finely at most: a finer step has no labels of its own."""


@dataclass(frozen=True, slots=True)
class Platt:
    """``sigmoid(slope * score + shift)``; the slope is never negative."""

    slope: float
    shift: float
    kind: Literal["platt"] = "platt"

    def probability(self, score: float) -> float:
        return sigmoid(self.slope * score + self.shift)


@dataclass(frozen=True, slots=True)
class VennAbers:
    """A step for each score that was calibrated on: of the two probabilities that isotonic regression gives if the new
    value is right and if it is wrong, the one between. Few labels near a score keep the two apart, and so the result
    off 0 and 1."""

    scores: tuple[float, ...]
    probabilities: tuple[float, ...]
    kind: Literal["venn-abers"] = "venn-abers"

    def probability(self, score: float) -> float:
        """At the nearest calibrated score."""
        at = min(max(bisect_left(self.scores, score), 1), len(self.scores) - 1)
        left = score - self.scores[at - 1] < self.scores[at] - score
        return self.probabilities[at - 1 if left else at]


def calibrator(
    scores: Sequence[float], right: Sequence[bool], counts: Sequence[float] | None = None
) -> Platt | VennAbers:
    """The one that fits the number of labels; ``counts`` says how often each counts."""
    how = platt if len(scores) < MANY_LABELS else venn_abers
    return how(scores, right, counts or [1.0] * len(scores))


def platt(scores: Sequence[float], right: Sequence[bool], counts: Sequence[float]) -> Platt:
    """Each label counts as seen once more on the other side, so that clean data give no certainty."""
    rows = [{"score": score, "one": 1.0} for score in scores]
    middle = sum(scores) / len(scores)
    doubt = [{"score": middle, "one": 1.0}] * 2
    beliefs = {"score": Belief(1, 0.1, side=1), "one": Belief(0, 0.1)}
    weights = fit([*rows, *doubt], [*right, True, False], beliefs, [*counts, 1.0, 1.0])
    return Platt(weights["score"], weights["one"])


def venn_abers(scores: Sequence[float], right: Sequence[bool], counts: Sequence[float]) -> VennAbers:
    """The steps of an inductive Venn-Abers predictor. Needs two different scores."""
    groups = _grouped(scores, right, counts)
    steps = [group[0] for group in groups]
    low = [_isotonic(groups, at, 0.0) for at in range(len(groups))]
    high = [_isotonic(groups, at, 1.0) for at in range(len(groups))]
    between = [p1 / (1 - p0 + p1) for p0, p1 in zip(low, high, strict=True)]
    return VennAbers(tuple(steps), tuple(round(p, 4) for p in between))


def _grouped(
    scores: Sequence[float], right: Sequence[bool], counts: Sequence[float]
) -> list[tuple[float, float, float]]:
    """Score, how many are right, how many there are; neighbours put together while there are too many steps."""
    size = max(sum(counts) / MOST_STEPS, 1.0)
    groups: list[list[float]] = []
    for score, is_right, count in sorted(zip(scores, right, counts, strict=True)):
        if groups and (score == groups[-1][0] or groups[-1][2] < size):
            groups[-1] = [score, groups[-1][1] + is_right * count, groups[-1][2] + count]
        else:
            groups.append([score, is_right * count, count])
    return [(score, good, count) for score, good, count in groups]


def _isotonic(groups: Sequence[tuple[float, float, float]], at: int, added: float) -> float:
    """The value at group ``at`` of the rising curve nearest to the groups, with one label added there."""
    blocks: list[list[float]] = []
    for index, (_, good, count) in enumerate(groups):
        blocks.append([good + added, count + 1, index] if index == at else [good, count, index])
        while len(blocks) > 1 and blocks[-2][0] * blocks[-1][1] >= blocks[-1][0] * blocks[-2][1]:
            good_above, count_above, last = blocks.pop()
            blocks[-1] = [blocks[-1][0] + good_above, blocks[-1][1] + count_above, last]
    return next(good / count for good, count, last in blocks if last >= at)
