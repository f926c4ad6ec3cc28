"""Files that hold several documents: each part is a document of its own, at a position of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import ColumnElement, Connection, func, or_, select, update

from invoice_llm.invoice.outcome import Outcome
from invoice_llm.store.runs.found import EarlierOutcome, FoundDocument
from invoice_llm.store.sql.dialect import insert_missing
from invoice_llm.store.sql.schema import found, runs

Span = tuple[int, int]
DECIDED = tuple(str(outcome) for outcome in Outcome if outcome.is_final)


def cut(connection: Connection, run_id: str, whole: FoundDocument, spans: Sequence[Span]) -> None:
    """Turn the document into the first of its parts and add the others behind the last position of the run.

    What is cut already stays as it is. The run's row is locked, so that two who cut at once take turns.
    """
    connection.execute(select(runs.c.run_id).where(runs.c.run_id == run_id).with_for_update())
    place = (found.c.run_id == run_id) & (found.c.position == whole.position)
    if connection.execute(select(found.c.origin).where(place)).scalar_one() is not None:
        return
    last = connection.execute(select(func.max(found.c.position)).where(found.c.run_id == run_id)).scalar_one()
    first, *others = parts_of(whole, spans, behind=last)
    values = {"name": first.name, "origin": first.origin, "first_page": first.first_page, "last_page": first.last_page}
    connection.execute(update(found).where(place).values(values))
    insert_missing(connection, found, [{"run_id": run_id, **asdict(other)} for other in others])


def parts_of(whole: FoundDocument, spans: Sequence[Span], *, behind: int) -> list[FoundDocument]:
    """The parts of a file: the first one at its own position, the others behind the position ``behind``."""
    positions = [whole.position, *range(behind + 1, behind + len(spans))]
    return [
        FoundDocument(
            position=position,
            name=f"{whole.name}#pages={first}-{last}",
            sha256=whole.sha256,
            size=whole.size,
            chunk=whole.chunk,
            origin=whole.position,
            first_page=first,
            last_page=last,
        )
        for position, (first, last) in zip(positions, spans, strict=True)
    ]


def all_parts_decided() -> ColumnElement[bool]:
    """SQL condition on a row of ``found``: it is a file of its own, or every part of its file is decided for good."""
    part = found.alias()
    siblings = (part.c.run_id == found.c.run_id) & (part.c.sha256 == found.c.sha256) & part.c.origin.is_not(None)
    is_open = or_(part.c.outcome.is_(None), part.c.outcome.not_in(DECIDED))
    return or_(found.c.origin.is_(None), ~select(part.c.position).where(siblings, is_open).exists())


def seen_parts(connection: Connection, run_id: str, sha256: str) -> dict[Span, EarlierOutcome]:
    """The parts of a file that another run has decided for good, with its latest decision, by their pages."""
    rows = connection.execute(
        select(found.c.first_page, found.c.last_page, found.c.run_id, found.c.name, found.c.outcome)
        .where(found.c.sha256 == sha256, found.c.run_id != run_id, found.c.origin.is_not(None))
        .where(found.c.outcome.in_(DECIDED))
        .order_by(found.c.outcome != Outcome.DUPLICATE, found.c.finished_at)
    )
    return {(row.first_page, row.last_page): EarlierOutcome(row.run_id, row.name, row.outcome) for row in rows}
