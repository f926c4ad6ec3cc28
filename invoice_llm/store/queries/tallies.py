"""Outcomes of many documents: counts, shares and costs, added up by the database in one pass over an index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from invoice_llm.invoice.outcome import PAYABLE, Outcome
from invoice_llm.store.runs.search_columns import PERSON, XML
from invoice_llm.store.sql.schema import found, run_tallies

_C = found.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Documents of a run that ended alike. ``llm_model`` read them, whoever settled them."""

    run_id: str
    outcome: str | None
    settled_by: str | None
    llm_model: str | None
    documents: int
    cost_micros: int

    @property
    def is_seen_before(self) -> bool:
        """A file that was not read, since the same file was read before."""
        return self.outcome == Outcome.DUPLICATE and self.settled_by is None

    @property
    def is_invoice(self) -> bool:
        """Accepted, waiting for a person, or decided by one; a copy or a letter is no invoice to be read."""
        return self.settled_by == PERSON or self.outcome in PAYABLE

    @property
    def is_alone(self) -> bool:
        """Accepted with nobody's help."""
        return self.outcome == Outcome.ACCEPTED and self.settled_by != PERSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Documents that were settled in one place: ``xml``, an LLM, or ``person``. Seconds are those spent on one."""

    by: str
    documents: int
    cost_micros: int
    median_seconds: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """``outcomes`` count all documents. ``invoices`` are those that were read and not known before; ``alone`` and
    ``without_call`` (no paid model was asked) are parts of them."""

    documents: int
    outcomes: Mapping[str, int]
    invoices: int
    alone: int
    without_call: int
    cost_micros: int
    settled: tuple[Settled, ...]

    @property
    def share_alone(self) -> float | None:
        return self.alone / self.invoices if self.invoices else None

    @property
    def share_without_call(self) -> float | None:
        return self.without_call / self.invoices if self.invoices else None

    @property
    def cost_per_invoice_micros(self) -> float | None:
        return self.cost_micros / self.invoices if self.invoices else None


def tallies(connection: Connection, which: ColumnElement[bool]) -> list[Tally]:
    """The documents in question, by run and how they ended."""
    groups = (_C.run_id, _C.outcome, _C.settled_by, _C.llm_model)
    sums = (func.count().label("documents"), func.coalesce(func.sum(_C.cost_micros), 0).label("cost"))
    rows: Iterable[Any] = connection.execute(select(*groups, *sums).where(which).group_by(*groups))
    return [
        Tally(
            run_id=row.run_id,
            outcome=row.outcome,
            settled_by=row.settled_by,
            llm_model=row.llm_model,
            documents=row.documents,
            cost_micros=int(row.cost),
        )
        for row in rows
    ]


def tallies_of(connection: Connection, rows: Sequence[Any]) -> list[Tally]:
    """The documents of these rows of ``runs``: as they were counted once where that holds, else counted now."""
    counted = [row.run_id for row in rows if row.tallied]
    going_on = [row.run_id for row in rows if not row.tallied]
    kept: list[Tally] = []
    if counted:
        wanted = select(run_tallies).where(run_tallies.c.run_id.in_(counted))
        kept = [Tally(**row._mapping) for row in connection.execute(wanted)]
    return kept + (tallies(connection, _C.run_id.in_(going_on)) if going_on else [])


def figures(
    rows: Iterable[Tally], *, local_models: Collection[str] = (), seconds: Mapping[str, float] | None = None
) -> Figures:
    """Add them up. ``local_models`` run in process and cost nothing; ``seconds`` are medians by who settled."""
    rows = list(rows)
    outcomes: Counter[str] = Counter()
    for row in rows:
        if row.outcome is not None:
            outcomes[row.outcome] += row.documents
    invoices = [row for row in rows if row.is_invoice]
    free = (None, *local_models)
    return Figures(
        documents=sum(row.documents for row in rows),
        outcomes=dict(outcomes),
        invoices=sum(row.documents for row in invoices),
        alone=sum(row.documents for row in invoices if row.is_alone),
        without_call=sum(row.documents for row in invoices if row.llm_model in free),
        cost_micros=sum(row.cost_micros for row in rows),
        settled=_settled(invoices, seconds or {}),
    )


def _settled(rows: Iterable[Tally], seconds: Mapping[str, float]) -> tuple[Settled, ...]:
    """XML first, a person last, the LLMs between by how many they settled. What waits is settled by nobody."""
    documents: Counter[str] = Counter()
    cost: Counter[str] = Counter()
    for row in rows:
        if row.settled_by is not None and row.outcome != Outcome.REVIEW:
            documents[row.settled_by] += row.documents
            cost[row.settled_by] += row.cost_micros
    order = sorted(documents, key=lambda by: (by != XML, by == PERSON, -documents[by], by))
    return tuple(
        Settled(by=by, documents=documents[by], cost_micros=cost[by], median_seconds=seconds.get(by)) for by in order
    )
