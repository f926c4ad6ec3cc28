"""Ballots and records made into probabilities: of each field, and that all of them are right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp, prod

from invoice_llm.reading.posterior.ballots import Ballot, log_sum
from invoice_llm.reading.posterior.records import ReaderRecord, Records, claim_score
from invoice_llm.reading.posterior.weights import Weights, shipped

_UNKNOWN = ReaderRecord()


@dataclass(frozen=True, slots=True)
class FieldPosterior:
    """Probabilities of the candidates that are kept; what is missing to 1 is that of all others and of none."""

    path: str
    probabilities: Mapping[str, float]

    @property
    def best(self) -> str | None:
        """The likeliest candidate; ``None`` if the page offers none."""
        return max(self.probabilities, key=lambda key: self.probabilities[key], default=None)

    def of(self, key: str | None) -> float:
        return 0.0 if key is None else self.probabilities.get(key, 0.0)


@dataclass(frozen=True, slots=True)
class DocumentPosterior:
    """The posterior of each field by its path."""

    fields: Mapping[str, FieldPosterior]

    def confidence(self, chosen: Mapping[str, str | None]) -> float:
        """The probability that all ``chosen`` candidates are right; 0 where one is missing."""
        return prod(posterior.of(chosen.get(path)) for path, posterior in self.fields.items())


def document_posterior(
    ballots: Iterable[Ballot], records: Records, weights: Weights | None = None
) -> DocumentPosterior:
    """Every field's posterior after what the readers said, each by its record."""
    return DocumentPosterior({ballot.path: field_posterior(ballot, records, weights) for ballot in ballots})


def field_posterior(ballot: Ballot, records: Records, weights: Weights | None = None) -> FieldPosterior:
    """The candidates' scores with each reader's claim added, as probabilities."""
    trust = (weights or shipped()).trust(ballot.path)
    said = {
        reader: trust * claim_score(records.get((reader, ballot.path), _UNKNOWN).share, ballot.size)
        for reader in ballot.claims
    }
    scores = {
        option.key: option.score + sum(said[reader] for reader, key in ballot.claims.items() if key == option.key)
        for option in ballot.options
    }
    total = log_sum([ballot.rest, *scores.values()])
    return FieldPosterior(ballot.path, {key: exp(score - total) for key, score in scores.items()})
