"""Fitting the confidence model to labelled values, and saying how well it holds on suppliers it has not seen.

The weights are fitted to all values, the shipped ones among them; the step from score to probability to those that are
asked about, at scores from fits that have not seen the supplier. Nothing here reads a file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from invoice_llm.reading.confidence import SIGNALS, Calibration, Signals
from invoice_llm.reading.confidence.calibrators import calibrator
from invoice_llm.reading.confidence.logistic import Belief, fit, score
from invoice_llm.reading.confidence.model import as_row

LEAST_LABELS = 60
LEAST_WRONG = 5
"""With fewer labels, or fewer mistakes among them, a curve fits to nothing."""
FOLDS = 8
_OF_A_KIND = Belief(0.5, 0.3)
"""Of a kind of field, before anything is looked at."""
_FEW = 15
"""Values of one supplier, about two invoices, that count in full; of more the root of their number does."""
KINDS = ("number", "day", "currency", "seller", "buyer", "id", "amount")


@dataclass(frozen=True, slots=True)
class LabelledValue:
    """One value that stands on a page, without the value. ``group`` is its supplier, under whatever name: values of
    one supplier are wrong together, so they are never on both sides of a test."""

    group: str
    kind: str
    signals: Signals
    right: bool


def is_enough(values: Sequence[LabelledValue]) -> bool:
    """True where anything can be learned from them."""
    wrong = sum(not value.right for value in values)
    return len(values) >= LEAST_LABELS and wrong >= LEAST_WRONG and len({value.group for value in values}) > 1


def calibrate(
    values: Sequence[LabelledValue], more: Sequence[LabelledValue] = (), *, about: Mapping[str, Any] | None = None
) -> Calibration:
    """A model whose probabilities are right for ``values``; ``more`` are others that its weights may learn from."""
    scores, right = _unseen_scores(values, more), [value.right for value in values]
    return Calibration(_weights([*values, *more]), calibrator(scores, right, _counts(values)), about or {})


def cross_validated(values: Sequence[LabelledValue], more: Sequence[LabelledValue] = ()) -> list[float]:
    """The probability of each value from a model that has not seen its supplier, in their order."""
    found: dict[int, float] = {}
    for inside, outside in folds([value.group for value in values]):
        held = {values[index].group for index in outside}
        model = calibrate([values[index] for index in inside], [value for value in more if value.group not in held])
        found |= {index: model.probability(values[index].kind, values[index].signals) for index in outside}
    return [found[index] for index in range(len(values))]


def folds(groups: Sequence[str], count: int = FOLDS) -> Iterable[tuple[list[int], list[int]]]:
    """Indices to learn from and to test on, no group on both sides; the largest groups are spread first."""
    sizes = {group: groups.count(group) for group in sorted(set(groups))}
    parts: list[set[str]] = [set() for _ in range(min(count, len(sizes)))]
    for group in sorted(sizes, key=lambda name: -sizes[name]):
        min(parts, key=lambda part: sum(sizes[name] for name in part)).add(group)
    for part in parts:
        inside = [index for index, group in enumerate(groups) if group not in part]
        yield inside, [index for index, group in enumerate(groups) if group in part]


def _unseen_scores(values: Sequence[LabelledValue], more: Sequence[LabelledValue]) -> list[float]:
    found: dict[int, float] = {}
    for inside, outside in folds([value.group for value in values]):
        held = {values[index].group for index in outside}
        weights = _weights([*(values[index] for index in inside), *(v for v in more if v.group not in held)])
        found |= {index: score(weights, as_row(values[index].kind, values[index].signals)) for index in outside}
    return [found[index] for index in range(len(values))]


def _weights(values: Sequence[LabelledValue]) -> dict[str, float]:
    beliefs = {**SIGNALS, **{f"is_{kind}": _OF_A_KIND for kind in KINDS}}
    rows = [as_row(value.kind, value.signals) for value in values]
    return fit(rows, [value.right for value in values], beliefs, _counts(values))


def _counts(values: Sequence[LabelledValue]) -> list[float]:
    """The hundredth value of a supplier tells less of other suppliers than its first one."""
    sizes = Counter(value.group for value in values)
    return [min(sqrt(_FEW / sizes[value.group]), 1.0) for value in values]
