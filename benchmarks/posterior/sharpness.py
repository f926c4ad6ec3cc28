"""The one number that makes documents' confidences true, from documents whose suppliers were not in the fit."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log

from benchmarks.posterior.figures import Judged

_STRENGTH = 5.0
"""How strong the belief is that the fields' product is true as it is, in documents."""
_GENERATED = 0.35
"""What a generated document counts beside a real one, as in the fit of the weights."""
_LEAST = 1e-4
_STEPS = 40


def fit_sharpness(judged: Sequence[Judged]) -> float:
    """The likeliest factor of the log-odds, by bisection of the likelihood's slope, which falls. ``judged`` have the
    confidences of weights whose own sharpness is 1."""
    low, high = 0.2, 5.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _slope(judged, middle) > 0 else (low, middle)
    return (low + high) / 2


def _slope(judged: Sequence[Judged], factor: float) -> float:
    gain = sum(_counts(one) * _odds(one) * (one.right - 1 / (1 + exp(-factor * _odds(one)))) for one in judged)
    return gain - _STRENGTH * (factor - 1)


def _odds(one: Judged) -> float:
    sure = min(1 - _LEAST, max(_LEAST, one.confidence))
    return log(sure / (1 - sure))


def _counts(one: Judged) -> float:
    return _GENERATED if one.document.folder == "generated" else 1.0
