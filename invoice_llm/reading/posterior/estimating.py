"""Readers' records from their agreements with the page and with each other, without any label."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from invoice_llm.reading.posterior.ballots import Ballot
from invoice_llm.reading.posterior.posterior import field_posterior
from invoice_llm.reading.posterior.records import ReaderRecord, Records
from invoice_llm.reading.posterior.weights import Weights

_ROUNDS = 8


def estimate_records(
    documents: Sequence[Iterable[Ballot]], known: Records, weights: Weights | None = None
) -> dict[tuple[str, str], ReaderRecord]:
    """The readers' records after these documents, by expectation and maximization from what is ``known``. Only the
    page and the readers' agreements are used, no label."""
    ballots = [ballot for document in documents for ballot in document]
    found = dict(known)
    for _ in range(_ROUNDS):
        counted: dict[tuple[str, str], tuple[float, float]] = {}
        for ballot in ballots:
            posterior = field_posterior(ballot, found, weights)
            for reader, key in ballot.claims.items():
                right, said = counted.get((reader, ballot.path), (0.0, 0.0))
                counted[reader, ballot.path] = right + posterior.probabilities.get(key, 0.0), said + 1
        found = {**known, **{name: known.get(name, ReaderRecord()).plus(*count) for name, count in counted.items()}}
    return found
