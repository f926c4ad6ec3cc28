"""Logistic regression that starts from what is believed of its weights, for rows that are mostly empty. Plain Python,
no randomness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, log1p

Row = Mapping[str, float]
Matrix = list[list[float]]
Sparse = Sequence[tuple[tuple[tuple[int, float], ...], bool, float]]
"""Rows by the place of each weight, whether right, and how often each counts. No two rows are the same."""
_STEPS = 40
_CLOSE = 1e-6
_FAR = 30.0
"""A score that no probability in floating point can be told from."""


def sigmoid(score: float) -> float:
    return 1 / (1 + exp(-min(max(score, -_FAR), _FAR)))


def logit(probability: float) -> float:
    inside = min(max(probability, 1e-9), 1 - 1e-9)
    return log(inside / (1 - inside))


def score(weights: Row, row: Row, start: float = 0.0) -> float:
    """The sum of ``start`` and what each entry of the row weighs; an entry without a weight weighs nothing."""
    return sum([weights.get(name, 0.0) * value for name, value in row.items()], start)


@dataclass(frozen=True, slots=True)
class Belief:
    """Prior of a weight, before any row is seen: its ``mean``, and how ``strong`` that is, as the inverse of its
    variance. With a ``side`` (1 or -1) the weight may not come out on the other one: it is 0 then."""

    mean: float
    strong: float
    side: int = 0


def fit(
    rows: Sequence[Row], right: Sequence[bool], beliefs: Mapping[str, Belief], counts: Sequence[float] | None = None
) -> dict[str, float]:
    """The likeliest weights after the rows, by name, for every name in ``beliefs``; one that no row has is as believed.
    ``counts`` says how often each row counts: once unless it is given."""
    counts = counts or [1.0] * len(rows)
    seen = {name for row in rows for name in row}
    weights = {name: belief.mean for name, belief in beliefs.items() if name not in seen}
    names = [name for name in beliefs if name in seen]
    while True:
        fitted = _newton(names, list(zip(rows, right, counts, strict=True)), beliefs)
        wrong = {name for name in names if fitted[name] * beliefs[name].side < 0}
        if not wrong:
            return {**weights, **fitted}
        weights |= dict.fromkeys(wrong, 0.0)
        names = [name for name in names if name not in wrong]


def _newton(
    names: Sequence[str], labelled: Sequence[tuple[Row, bool, float]], beliefs: Mapping[str, Belief]
) -> dict[str, float]:
    place = {name: index for index, name in enumerate(names)}
    sparse = _merged(place, labelled)
    held = [beliefs[name] for name in names]
    weights = [belief.mean for belief in held]
    for _ in range(_STEPS):
        slope, curve = _derivatives(sparse, weights, held)
        step = solve(curve, slope)
        weights = _uphill(sparse, weights, step, held)
        if max(map(abs, step), default=0.0) < _CLOSE:
            break
    return dict(zip(names, weights, strict=True))


def _merged(place: Mapping[str, int], labelled: Sequence[tuple[Row, bool, float]]) -> Sparse:
    """Each different row once, with the sum of its counts: most rows are one of a few hundred."""
    counts: dict[tuple[tuple[tuple[int, float], ...], bool], float] = {}
    for row, is_right, count in labelled:
        key = tuple(sorted((place[name], value) for name, value in row.items() if name in place)), is_right
        counts[key] = counts.get(key, 0.0) + count
    return [(row, is_right, count) for (row, is_right), count in counts.items()]


def _uphill(sparse: Sparse, weights: list[float], step: Sequence[float], held: Sequence[Belief]) -> list[float]:
    """The step, or as small a part of it as it takes not to lose: far from the top a whole one overshoots."""
    before, part = _likelihood(sparse, weights, held), 1.0
    while part > _CLOSE:
        tried = [weight + part * change for weight, change in zip(weights, step, strict=True)]
        if _likelihood(sparse, tried, held) >= before - _CLOSE:
            return tried
        part /= 2
    return weights


def _likelihood(sparse: Sparse, weights: Sequence[float], held: Sequence[Belief]) -> float:
    """Its logarithm, with what is believed."""
    total = -sum(one.strong * (weight - one.mean) ** 2 / 2 for one, weight in zip(held, weights, strict=True))
    for row, is_right, count in sparse:
        score = sum(weights[i] * value for i, value in row)
        total -= count * log1p(exp(-min(abs(score), _FAR))) + count * max(-score if is_right else score, 0.0)
    return total


def _derivatives(sparse: Sparse, weights: Sequence[float], held: Sequence[Belief]) -> tuple[list[float], Matrix]:
    """The slope of the likelihood with what is believed, and the negative of its curvature."""
    slope = [-one.strong * (weight - one.mean) for one, weight in zip(held, weights, strict=True)]
    curve = [[one.strong if i == j else 0.0 for j in range(len(held))] for i, one in enumerate(held)]
    for row, is_right, count in sparse:
        expected = sigmoid(sum(weights[i] * value for i, value in row))
        spread = count * max(expected * (1 - expected), 1e-6)
        for i, value in row:
            slope[i] += count * (is_right - expected) * value
            line = curve[i]
            for j, other in row:
                line[j] += spread * value * other
    return slope, curve


def solve(matrix: Matrix, right: Sequence[float]) -> list[float]:
    """The solution of a linear system whose matrix is positive definite, by elimination."""
    size = len(right)
    rows = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    for i in range(size):
        for j in range(i + 1, size):
            if factor := rows[j][i] / rows[i][i]:
                rows[j] = [a - factor * b for a, b in zip(rows[j], rows[i], strict=True)]
    solution = [0.0] * size
    for i in reversed(range(size)):
        known = sum(rows[i][j] * solution[j] for j in range(i + 1, size))
        solution[i] = (rows[i][size] - known) / rows[i][i]
    return solution
