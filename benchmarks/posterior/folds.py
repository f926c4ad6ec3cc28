"""Weights by supplier, each from a fit in which that supplier had no part."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from benchmarks.posterior.examples import DocumentExample, examples
from benchmarks.posterior.fitting import fit
from invoice_llm.reading.posterior.weights import Weights

FOLDS = 6


def fold_of(documents: Iterable[DocumentExample], seed: int) -> dict[str, int]:
    """The fold of each supplier, by chance."""
    suppliers = sorted({document.supplier for document in documents})
    random.Random(seed).shuffle(suppliers)
    return {supplier: index % FOLDS for index, supplier in enumerate(suppliers)}


def without_supplier(folders: Sequence[Path], seed: int) -> Mapping[str, Weights]:
    """By supplier, the weights of a fit on all labelled documents of the folders but those of its fold."""
    documents = [document for folder in folders for document in examples(folder)]
    fold = fold_of(documents, seed)
    fits = [fit([one for one in documents if fold[one.supplier] != index], seed=seed) for index in range(FOLDS)]
    return {supplier: fits[index] for supplier, index in fold.items()}
