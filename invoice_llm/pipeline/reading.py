"""Values read of one document, as they are kept between the steps."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.schema import DocType, Invoice
from invoice_llm.pipeline.parts import Parts
from invoice_llm.reading.posterior import Ballot

STEP = "extracted"


class Reading(BaseModel):
    """``confidence`` is the probability that number, date, currency, supplier and total are all right; ``field_count``
    are header values present and located. ``ballots`` are the candidates of these five, empty for e-invoice data.
    ``printed_rows`` is how many lines the page shows, whatever was read; ``None`` where that is not certain.
    ``set_aside`` are pages of the file that were left out, with their kinds, ``in_doubt`` those on which another
    invoice may begin. ``refusals`` say which models would not read it, and why. ``said_kind`` is what the model says
    that the document is, ``titled`` what the title of the page says."""

    model_config = ConfigDict(frozen=True)

    invoice: Invoice
    evidence: dict[str, Evidence]
    confidence: float | None
    field_count: int
    printed_rows: int | None = None
    from_xml: bool = False
    invoice_model: str | None = None
    llm_model: str | None = None
    prompt_version: str | None = None
    set_aside: dict[int, str] = Field(default_factory=dict)
    in_doubt: tuple[int, ...] = ()
    refusals: tuple[str, ...] = ()
    ballots: dict[str, dict[str, Any]] = Field(default_factory=dict)
    said_kind: DocType | None = None
    titled: DocType | None = None

    def own_ballots(self) -> tuple[Ballot, ...]:
        """The candidates of each of the five, with who claims which."""
        return tuple(Ballot.from_json(path, kept) for path, kept in self.ballots.items())

    def with_ballots(self, ballots: Iterable[Ballot]) -> Self:
        """The same reading with other scores of its candidates."""
        return self.model_copy(update={"ballots": {ballot.path: ballot.to_json() for ballot in ballots}})

    @property
    def claims(self) -> set[str]:
        """The models whose values stand on the ballots."""
        return {reader for kept in self.ballots.values() for reader in kept["claims"]}


@dataclass(frozen=True, slots=True)
class Strength:
    """What the gates ask of a reading, as in :class:`Reading`."""

    confidence: float | None
    field_count: int


def strengths(parts: Parts, run_id: str, chunk: int) -> dict[int, Strength]:
    """The same of every reading of a chunk, without its values: a gate needs none."""
    kept = parts.store.runs.steps(run_id, STEP, chunk)
    return {position: Strength(told["confidence"], told["field_count"]) for position, told in kept.items()}


def readings(parts: Parts, run_id: str, chunk: int, *, but: Container[int] = ()) -> dict[int, Reading]:
    """Every reading of a chunk by the document's position, ``but`` those at some positions."""
    kept = parts.store.runs.steps(run_id, STEP, chunk)
    return {position: Reading.model_validate(payload) for position, payload in kept.items() if position not in but}
