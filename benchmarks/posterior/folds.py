"""Weights by supplier, each from a fit in which that supplier had no part."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from benchmarks.posterior.examples import DocumentExample, examples
from benchmarks.posterior.figures import Judged, judged
from benchmarks.posterior.fitting import fit
from benchmarks.posterior.sharpness import fit_sharpness
from invoice_llm.reading.posterior.weights import Weights

FOLDS = 6
NIGHTS: tuple[tuple[str, float | None], ...] = (
    ("no model", None),
    ("perfect", 0.0),
    ("a tenth wrong", 0.1),
    ("a quarter wrong", 0.25),
    ("half wrong", 0.5),
)


def fold_of(documents: Iterable[DocumentExample], seed: int) -> dict[str, int]:
    """The fold of each supplier, by chance."""
    suppliers = sorted({document.supplier for document in documents})
    random.Random(seed).shuffle(suppliers)
    return {supplier: index % FOLDS for index, supplier in enumerate(suppliers)}


@dataclass(frozen=True, slots=True)
class Folds:
    """Fits on all documents but those of one fold each, with their judgements on the fold that they have not seen."""

    of: Mapping[str, int]
    fits: Sequence[Weights]
    judged: Sequence[Sequence[Judged]]

    @classmethod
    def fitted(cls, documents: Sequence[DocumentExample], seed: int) -> Self:
        fold = fold_of(documents, seed)
        fits = [fit([one for one in documents if fold[one.supplier] != index], seed=seed) for index in range(FOLDS)]
        told = [
            [one for one in _nights(documents, weights, seed) if fold[one.document.supplier] == index]
            for index, weights in enumerate(fits)
        ]
        return cls(fold, fits, told)

    def sharpness(self, without: int | None = None) -> float:
        """The sharpness that the judgements ask for, those of one fold left out."""
        return fit_sharpness([one for index, some in enumerate(self.judged) if index != without for one in some])

    def sharp(self) -> list[Weights]:
        """The fits with the sharpness that the other folds ask for."""
        return [replace(weights, sharpness=self.sharpness(index)) for index, weights in enumerate(self.fits)]


def _nights(documents: Sequence[DocumentExample], weights: Weights, seed: int) -> Iterator[Judged]:
    """The judgements of every night. Records are of a night's real documents and of its generated ones, apart."""
    for _, wrong in NIGHTS:
        for generated in (False, True):
            night = [one for one in documents if (one.folder == "generated") is generated]
            yield from judged(night, weights, wrong=wrong, seed=seed)


def without_supplier(folders: Sequence[Path], seed: int) -> Mapping[str, Weights]:
    """By supplier, the weights of a fit on all labelled documents of the folders but those of its fold."""
    folds = Folds.fitted([document for folder in folders for document in examples(folder)], seed)
    sharp = folds.sharp()
    return {supplier: sharp[index] for supplier, index in folds.of.items()}
