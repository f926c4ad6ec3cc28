"""How well a posterior holds: share accepted against share right, calibration error, area under the curve."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from benchmarks.posterior.examples import DocumentExample
from invoice_llm.reading.posterior.ballots import Ballot, Option
from invoice_llm.reading.posterior.estimating import estimate_records
from invoice_llm.reading.posterior.posterior import document_posterior
from invoice_llm.reading.posterior.weights import Weights

READER = "reader"


@dataclass(frozen=True, slots=True)
class Judged:
    """A document's confidence, and whether all five of its chosen values are right."""

    document: DocumentExample
    confidence: float
    right: bool
    faults: tuple[str, ...]


def ballots(document: DocumentExample, weights: Weights, *, wrong: float | None, seed: int) -> tuple[Ballot, ...]:
    """A document's ballots with a reader that errs with probability ``wrong`` a value; ``None``: nobody reads."""
    made = []
    for path, example in document.fields.items():
        chance = random.Random(f"{seed}/{document.name}/{path}/{wrong}/judged")
        claim = None if wrong is None else example.claim(chance, wrong)
        options = tuple(Option(key, weights.score(path, f), key) for key, f in example.candidates.items())
        nothing = weights.nothing(path, silent=example.silent)
        made.append(Ballot(path, options, nothing, len(options), {READER: claim} if claim else {}))
    return tuple(made)


def judged(documents: Sequence[DocumentExample], weights: Weights, *, wrong: float | None, seed: int) -> list[Judged]:
    """All documents of a night, the reader's record estimated from the night alone."""
    night = [ballots(document, weights, wrong=wrong, seed=seed) for document in documents]
    records = estimate_records(night, {}, weights)
    told = []
    for document, own in zip(documents, night, strict=True):
        posterior = document_posterior(own, records, weights)
        chosen = {path: field.best for path, field in posterior.fields.items()}
        faults = tuple(path for path, key in chosen.items() if key is None or key != document.fields[path].right)
        told.append(Judged(document, posterior.confidence(chosen), not faults, faults))
    return told


def line(name: str, judged: Sequence[Judged]) -> str:
    """One row of the table of figures."""
    accepted = [one.right for one in judged if one.confidence >= 0.75]
    sure = [one.right for one in judged if one.confidence >= 0.95]
    shares = (
        f"{title}: {_share(len(taken), len(judged))} right {_share(sum(taken), len(taken))}"
        for title, taken in (("0.75", accepted), ("0.95", sure))
    )
    return (
        f"{name:40} {len(judged):5} | {' | '.join(shares)}"
        f" | area {area(judged):.3f} | error {calibration_error(judged):.3f}"
    )


class Believed(Protocol):
    """A document's confidence, and whether its five values are right."""

    @property
    def confidence(self) -> float: ...

    @property
    def right(self) -> bool: ...


def area(judged: Sequence[Believed]) -> float:
    """The probability that a right document has more confidence than a wrong one."""
    good = [one.confidence for one in judged if one.right]
    bad = [one.confidence for one in judged if not one.right]
    if not good or not bad:
        return float("nan")
    return sum((g > b) + 0.5 * (g == b) for g in good for b in bad) / (len(good) * len(bad))


def calibration_error(judged: Sequence[Believed]) -> float:
    """The expected calibration error over ten bins of equal width."""
    bins: dict[int, list[Believed]] = {}
    for one in judged:
        bins.setdefault(min(9, int(one.confidence * 10)), []).append(one)
    off = (abs(sum(o.confidence - o.right for o in members)) for members in bins.values())
    return sum(off) / max(1, len(judged))


def _share(part: int, whole: int) -> str:
    return f"{part / whole:6.1%}" if whole else "     -"
