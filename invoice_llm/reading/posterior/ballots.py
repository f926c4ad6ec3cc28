"""The candidates of a field with their scores before any model is believed, and who claims which. Small, to be kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import exp, log
from typing import Any, Self

from invoice_llm.invoice.schema import Invoice
from invoice_llm.reading.posterior.companies import same_company
from invoice_llm.reading.posterior.kinds import KINDS, Kind
from invoice_llm.reading.posterior.page_facts import Candidate, Candidates, PageFacts
from invoice_llm.reading.posterior.weights import Weights, shipped
from invoice_llm.vocabulary.company_spelling import is_same_company

LABEL_READER = "label_reader"
"""The feature of what the label reader says. Its record is a weight: it reads a page the same way on every machine."""
_MOST_KEPT = 4
REMEMBERED = 5.0
"""Logarithm of how much likelier a value is that stands where a person's decision had it for this supplier, with the
words that were its label then and in the same layout. Every further decision adds to it."""
LISTED = 3.0
"""The same of a company that is on the company's own list of suppliers and whose VAT id or account the page prints: it
may still be named for another reason, as a carrier is."""
OURSELVES = -8.0
"""The same of the company that receives the invoices: it sells nothing to itself."""


@dataclass(frozen=True, slots=True)
class Option:
    """One candidate: its key, its score (the logarithm of its weight), and its text on the page."""

    key: str
    score: float
    printed: str


@dataclass(frozen=True, slots=True)
class Ballot:
    """One field of one document.

    ``options`` are the claimed candidates and the best others; ``rest`` is the joint score of all that are not kept,
    "none of them" included. ``claims`` are by reader, without that of the ``label_reader``; ``size`` counts all
    candidates.
    """

    path: str
    options: tuple[Option, ...]
    rest: float
    size: int
    claims: Mapping[str, str]
    label_reader: str | None = None

    def folded(self, chosen: str | None) -> Self:
        """With no options but those that a reader claims and the ``chosen`` one: what else the page says is no
        value of the invoice, and stays with the page."""
        named = {*self.claims.values(), self.label_reader, chosen}
        others = [option.score for option in self.options if option.key not in named]
        options = tuple(option for option in self.options if option.key in named)
        return replace(self, options=options, rest=log_sum([self.rest, *others]))

    def to_json(self) -> dict[str, Any]:
        options = [[one.key, round(one.score, 4), one.printed] for one in self.options]
        return {
            "options": options,
            "rest": round(self.rest, 4),
            "size": self.size,
            "claims": dict(self.claims),
            "label_reader": self.label_reader,
        }

    @classmethod
    def from_json(cls, path: str, kept: Mapping[str, Any]) -> Self:
        options = tuple(Option(key, float(score), printed) for key, score, printed in kept["options"])
        claims = dict(kept["claims"])
        return cls(path, options, float(kept["rest"]), int(kept["size"]), claims, kept.get("label_reader"))


def ballots_of(
    facts: PageFacts, labels: Invoice, readings: Mapping[str, Invoice], weights: Weights | None = None
) -> tuple[Ballot, ...]:
    """One ballot a field. ``readings`` are by reader, e.g. a model's name; ``labels`` is the label reader's."""
    weights = weights or shipped()
    return tuple(_ballot(kind, facts, labels, readings, weights) for kind in KINDS)


def candidates_of(
    kind: Kind, facts: PageFacts, labels: Invoice, readings: Mapping[str, Invoice]
) -> tuple[Candidates, dict[str, str]]:
    """All candidates of a field, claimed ones that the page does not offer included, and the claims by reader."""
    if kind.path not in facts.offered:
        facts.offered[kind.path] = kind.offered(facts)
    offered = dict(facts.offered[kind.path])
    said = {reader: kind.claimed(invoice) for reader, invoice in readings.items()}
    claims = {reader: kind.same(key, offered) for reader, key in said.items() if key is not None}
    read = kind.claimed(labels)
    own = None if read is None else kind.same(read, [*claims.values(), *offered])
    for key in {*claims.values(), *([own] if own else [])} - offered.keys():
        offered[key] = Candidate(key, kind.features(facts, key))
    if own is not None:
        offered[own] = replace(offered[own], features={**offered[own].features, LABEL_READER: 1.0})
    return offered, claims


def _ballot(kind: Kind, facts: PageFacts, labels: Invoice, readings: Mapping[str, Invoice], weights: Weights) -> Ballot:
    offered, claims = candidates_of(kind, facts, labels, readings)
    scores = {key: weights.score(kind.path, candidate.features) for key, candidate in offered.items()}
    read = [key for key, candidate in offered.items() if LABEL_READER in candidate.features]
    if kind.path in facts.read.remembered.spots:
        for key in read:
            scores[key] += REMEMBERED + log(facts.read.remembered.lessons)
    if kind.path == "seller.name":
        for key in scores:
            scores[key] += _known(key, facts)
    ranked = sorted(scores, key=lambda key: -scores[key])
    kept = list(dict.fromkeys([*claims.values(), *read, *ranked[:_MOST_KEPT]]))
    nothing = weights.nothing(kind.path, silent=kind.claimed(labels) is None)
    rest = log_sum([nothing, *(scores[key] for key in ranked if key not in kept)])
    options = tuple(Option(key, scores[key], offered[key].printed) for key in kept)
    return Ballot(kind.path, options, rest, len(offered), claims, next(iter(read), None))


def _known(key: str, facts: PageFacts) -> float:
    """Score of what the company itself knows of one that is named on a page. Where a label says who the buyer is, the
    page may be an invoice of our own, which is none of a supplier's."""
    if any(is_same_company(key, name) for name in facts.own):
        return 0.0 if facts.has_labelled_buyer else OURSELVES
    return LISTED if any(same_company(name, [key]) == key for name in facts.expected) else 0.0


def log_sum(scores: list[float]) -> float:
    """The logarithm of the sum of weights that are given as logarithms."""
    most = max(scores)
    return most + log(sum(exp(score - most) for score in scores))
