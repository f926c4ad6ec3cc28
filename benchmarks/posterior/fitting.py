"""A conditional logit over candidates, by Newton's method with numpy; the problem is convex."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.posterior.examples import DocumentExample, FieldExample
from invoice_llm.reading.posterior.kinds import KINDS
from invoice_llm.reading.posterior.records import claim_score
from invoice_llm.reading.posterior.weights import NOTHING, READER, SILENT, Weights

Array = NDArray[np.float64]
SHARES_WRONG: tuple[float | None, ...] = (None, 0.01, 0.1, 0.25, 0.5)
"""The readers that are trained with: none, and some whose values are wrong this often."""
_GENERATED = 0.35
"""What a generated document counts beside a real one."""
_STEPS, _CLOSE = 30, 1e-5
_STRENGTH = 1.0
"""How strong the belief is that a feature weighs nothing, as an inverse variance."""
_TRUST = 0.7


@dataclass(frozen=True, slots=True)
class _Rows:
    """Candidates of all ballots under one another: ``starts`` of each ballot, the row that is right, its weight."""

    features: Array
    starts: NDArray[np.int64]
    right: NDArray[np.int64]
    counts: Array


def fit(documents: Sequence[DocumentExample], *, seed: int = 1) -> Weights:
    """Weights for all fields. The same documents and seed give the same weights."""
    return Weights({kind.path: _fit_field(kind.path, documents, seed) for kind in KINDS})


def _fit_field(path: str, documents: Sequence[DocumentExample], seed: int) -> dict[str, float]:
    seen = {name for d in documents for features in d.fields[path].candidates.values() for name in features}
    names = [*sorted(seen), NOTHING, SILENT, READER]
    rows = _rows(path, documents, names, seed)
    believed = np.zeros(len(names))
    believed[-1] = _TRUST
    weights = believed.copy()
    for _ in range(_STEPS):
        slope, curve = _derivatives(rows, weights, believed)
        step = np.linalg.solve(curve, slope)
        weights = weights - step * min(1.0, 4 / max(1e-9, float(np.abs(step).max())))
        if float(np.abs(step).max()) < _CLOSE:
            break
    return dict(zip(names, map(float, weights), strict=True))


def _rows(path: str, documents: Sequence[DocumentExample], names: Sequence[str], seed: int) -> _Rows:
    place = {name: index for index, name in enumerate(names)}
    blocks: list[Array] = []
    right: list[int] = []
    counts: list[float] = []
    for document in documents:
        example = document.fields[path]
        for wrong in SHARES_WRONG:
            chance = random.Random(f"{seed}/{document.name}/{path}/{wrong}")
            claim = None if wrong is None else example.claim(chance, wrong)
            block, at = _block(example, place, claim, wrong)
            blocks.append(block)
            right.append(at)
            counts.append(_GENERATED if document.folder == "generated" else 1.0)
    sizes = np.array([len(block) for block in blocks])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    return _Rows(np.vstack(blocks), starts, starts + np.array(right), np.array(counts))


def _block(example: FieldExample, place: dict[str, int], claim: str | None, wrong: float | None) -> tuple[Array, int]:
    """The rows of one ballot, "none of them" last, and which is right."""
    keys = list(example.candidates)
    block = np.zeros((len(keys) + 1, len(place)))
    for row, key in enumerate(keys):
        for name, value in example.candidates[key].items():
            block[row, place[name]] = value
        if claim == key and wrong is not None:
            block[row, place[READER]] = claim_score(1 - wrong, len(keys))
    block[-1, place[NOTHING]] = 1.0
    block[-1, place[SILENT]] = float(example.silent)
    return block, len(keys) if example.right is None else keys.index(example.right)


def _derivatives(rows: _Rows, weights: Array, believed: Array) -> tuple[Array, Array]:
    """Slope and curvature of the negative log-likelihood with its belief."""
    scores = rows.features @ weights
    sizes = np.diff(np.append(rows.starts, len(scores)))
    ballot = np.repeat(np.arange(len(sizes)), sizes)
    odds = np.exp(scores - np.maximum.reduceat(scores, rows.starts)[ballot])
    share = odds / np.add.reduceat(odds, rows.starts)[ballot]
    weighed = share * rows.counts[ballot]
    mean = np.add.reduceat(rows.features * share[:, None], rows.starts)
    slope = rows.features.T @ weighed - (rows.features[rows.right] * rows.counts[:, None]).sum(0)
    curve = rows.features.T @ (rows.features * weighed[:, None]) - mean.T @ (mean * rows.counts[:, None])
    size = len(weights)
    return slope + _STRENGTH * (weights - believed), curve + _STRENGTH * np.eye(size)
