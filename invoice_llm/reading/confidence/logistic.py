"""Logistic regression with a penalty on its weights, for rows that are mostly empty. Plain Python, no randomness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, log

Row = Mapping[str, float]
Matrix = list[list[float]]
_STEPS = 40
_CLOSE = 1e-6
_FAR = 30.0
"""A score that no probability in floating point can be told from."""


def sigmoid(score: float) -> float:
    return 1 / (1 + exp(-min(max(score, -_FAR), _FAR)))


def logit(probability: float) -> float:
    inside = min(max(probability, 1e-9), 1 - 1e-9)
    return log(inside / (1 - inside))


def score(weights: Row, row: Row) -> float:
    """The sum of what each entry of the row weighs; an entry without a weight weighs nothing."""
    return sum(weights.get(name, 0.0) * value for name, value in row.items())


def fit(
    rows: Sequence[Row], right: Sequence[bool], *, penalty: Mapping[str, float], signs: Mapping[str, int]
) -> dict[str, float]:
    """Weights by name, of the names in ``penalty``: half of it times the square of the weight is what one costs.

    A name whose weight comes out on the other side than its sign (1 or -1) is left out, and the rest fitted again.
    """
    names = [name for name in penalty if any(name in row for row in rows)]
    while True:
        weights = _newton(names, rows, right, penalty)
        wrong = {name for name in names if weights[name] * signs.get(name, 0) < 0}
        if not wrong:
            return weights
        names = [name for name in names if name not in wrong]


def _newton(
    names: Sequence[str], rows: Sequence[Row], right: Sequence[bool], penalty: Mapping[str, float]
) -> dict[str, float]:
    place = {name: index for index, name in enumerate(names)}
    sparse = [[(place[name], value) for name, value in row.items() if name in place] for row in rows]
    costs = [penalty[name] for name in names]
    weights = [0.0] * len(names)
    for _ in range(_STEPS):
        slope, curve = _derivatives(sparse, right, weights, costs)
        step = solve(curve, slope)
        weights = [weight + part for weight, part in zip(weights, step, strict=True)]
        if max(map(abs, step), default=0.0) < _CLOSE:
            break
    return dict(zip(names, weights, strict=True))


def _derivatives(
    sparse: Sequence[Sequence[tuple[int, float]]],
    right: Sequence[bool],
    weights: Sequence[float],
    costs: Sequence[float],
) -> tuple[list[float], Matrix]:
    """The slope of the likelihood less the penalty, and the negative of its curvature."""
    slope = [-cost * weight for cost, weight in zip(costs, weights, strict=True)]
    curve = [[costs[i] if i == j else 0.0 for j in range(len(costs))] for i in range(len(costs))]
    for row, is_right in zip(sparse, right, strict=True):
        expected = sigmoid(sum(weights[i] * value for i, value in row))
        spread = max(expected * (1 - expected), 1e-6)
        for i, value in row:
            slope[i] += (is_right - expected) * value
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
