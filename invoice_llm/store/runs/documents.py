"""Documents of all runs: found by what they say, listed newest first, and read one at a time. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, func, literal, not_, or_, select, tuple_, union_all

from invoice_llm.invoice.outcome import Outcome
from invoice_llm.invoice.record import Record
from invoice_llm.store.runs import listing
from invoice_llm.store.runs.found import content_key
from invoice_llm.store.runs.listing import LISTED_BY, MOST_COUNTED
from invoice_llm.store.runs.records import stored_record
from invoice_llm.store.runs.search_columns import micros, squeezed
from invoice_llm.store.runs.trials import of_trials
from invoice_llm.store.sql import pagination
from invoice_llm.store.sql.database import Database
from invoice_llm.store.sql.schema import found

_MANY = 500


class DocumentPlace(NamedTuple):
    """The name of a document: its run and its position there."""

    run_id: str
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """A document as lists show it. ``total_micros`` are millionths of the currency's unit, ``cost_micros`` micro-USD.

    ``version`` counts the decisions of people; ``settled_by`` is ``xml``, ``person`` or the LLM that read it.
    """

    run_id: str
    position: int
    name: str
    sha256: str
    version: int
    outcome: str | None
    supplier: str | None
    supplier_key: str | None
    number: str | None
    issue_date: date | None
    due_date: date | None
    currency: str | None
    total_micros: int | None
    confidence: float | None
    reason: str | None
    invoice_model: str | None
    llm_model: str | None
    settled_by: str | None
    calls: int | None
    cost_micros: int | None
    reviewed_by: str | None
    finished_at: datetime | None

    @property
    def place(self) -> DocumentPlace:
        return DocumentPlace(self.run_id, self.position)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A part of a list. ``total`` counts the whole list, at most ``MOST_COUNTED`` of it; ``next`` is given back as
    ``after``, ``None`` at the end."""

    rows: tuple[DocumentRow, ...]
    total: int
    next: str | None
    has_more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDocument:
    """One document with its record, ``None`` while it is being read. Pages count from 1 and are both its own.

    ``trial``: it was read from a single file, to see what comes out.
    """

    row: DocumentRow
    record: Record | None
    size: int
    chunk: int
    origin: int | None
    first_page: int | None
    last_page: int | None
    trial: bool

    @property
    def key(self) -> str:
        """Key of its content in the ledger and among the identities."""
        return content_key(self.row.sha256, self.first_page, self.last_page)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Criteria of a search for documents; ``None`` leaves one open. Bounds are both included.

    ``number`` is how an invoice number begins; ``text`` stands anywhere in number, supplier, VAT id or document name.
    Neither minds case, blanks, accents and punctuation. ``trials`` lists the runs over single files as well.
    ``seen_before`` false leaves out files that were not read, since the same file was read before.
    ``reason`` is the first one's code. What still waits is settled by nobody. ``finished_before`` is itself left out.
    """

    text: str | None = None
    number: str | None = None
    supplier_key: str | None = None
    amount_from: Decimal | None = None
    amount_to: Decimal | None = None
    issued_from: date | None = None
    issued_to: date | None = None
    outcome: str | None = None
    run_id: str | None = None
    trials: bool = False
    reason: str | None = None
    settled_by: str | None = None
    invoice_model: str | None = None
    finished_from: datetime | None = None
    finished_before: datetime | None = None
    seen_before: bool = True


ROW = [found.c[field.name] for field in fields(DocumentRow)]
COUNTED = not_(of_trials(found.c.run_id))
_DOCUMENT = [found.c[name] for name in ("record", "size", "chunk", "origin", "first_page", "last_page")]


class Documents:
    """Read-only search over decided documents."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def search(self, search: Search, *, after: str | None = None, limit: int = 50) -> SearchResult:
        """The documents that are so, newest first. Raises ``ValueError`` for an ``after`` that no page gave out."""
        wanted = _where(search)
        cursor = None if after is None else pagination.cursor_values(LISTED_BY, after)
        with self._database.read() as connection:
            read = listing.read_scarce if search.text else listing.read_common
            total, places = read(connection, wanted, cursor, limit + 1)
            shown = places[:limit]
            rows = rows_at(connection, [DocumentPlace(run_id, position) for _, run_id, position in shown])
        more = pagination.cursor_after(shown[-1]) if len(places) > limit else None
        return SearchResult(rows, min(total, MOST_COUNTED), more, has_more=total > MOST_COUNTED)

    def get(self, run_id: str, position: int) -> StoredDocument | None:
        """One document; ``None`` if there is none."""
        wanted = select(*ROW, *_DOCUMENT, (~COUNTED).label("trial"))
        with self._database.read() as connection:
            one = connection.execute(wanted.where(found.c.run_id == run_id, found.c.position == position)).first()
        if one is None:
            return None
        values = dict(one._mapping)
        row = DocumentRow(**{column.name: values.pop(column.name) for column in ROW})
        record = values.pop("record")
        return StoredDocument(row=row, record=None if record is None else stored_record(record), **values)

    def records(self, search: Search, *, most: int | None = None) -> Iterator[Record]:
        """The records of all that is found, newest first, read a few hundred at a time."""
        after: str | None = None
        left = most
        while left is None or left > 0:
            page, after = self._records(search, after, _MANY if left is None else min(left, _MANY))
            yield from page
            if after is None:
                return
            left = None if left is None else left - len(page)

    def _records(self, search: Search, after: str | None, limit: int) -> tuple[list[Record], str | None]:
        wanted = select(*LISTED_BY, found.c.record).where(_where(search))
        if after is not None:
            wanted = wanted.where(tuple_(*LISTED_BY) < pagination.cursor_values(LISTED_BY, after))
        with self._database.read() as connection:
            rows = connection.execute(wanted.order_by(*(column.desc() for column in LISTED_BY)).limit(limit)).all()
        full = len(rows) == limit
        cursor = pagination.cursor_after(rows[-1][: len(LISTED_BY)]) if full else None
        return [stored_record(row.record) for row in rows], cursor


def rows_at(connection: Connection, places: Sequence[DocumentPlace]) -> tuple[DocumentRow, ...]:
    """The rows at these places, in this order."""
    if not places:
        return ()
    by_run: dict[str, list[int]] = defaultdict(list)
    for place in places:
        by_run[place.run_id].append(place.position)
    of_run = (and_(found.c.run_id == run_id, found.c.position.in_(some)) for run_id, some in by_run.items())
    wanted: Select[Any] = select(*ROW).where(or_(*of_run))
    rows = {(row.run_id, row.position): DocumentRow(**row._mapping) for row in connection.execute(wanted)}
    return tuple(rows[place] for place in places if place in rows)


def supplier_names(connection: Connection, keys: Sequence[str]) -> dict[str, str]:
    """Names of the suppliers in their latest documents, by supplier key."""
    if not keys:
        return {}
    wanted = union_all(*(select(literal(key, found.c.supplier_key.type).label("key")) for key in keys)).subquery()
    latest = select(found.c.supplier).where(found.c.supplier_key == wanted.c.key, found.c.supplier.is_not(None))
    latest = latest.order_by(found.c.finished_at.desc()).limit(1)
    rows = connection.execute(select(wanted.c.key, latest.scalar_subquery().label("supplier")))
    return {row.key: row.supplier for row in rows if row.supplier is not None}


def contains(column: ColumnElement[Any], text: str | None) -> ColumnElement[bool] | None:
    """Every word of the text stands in the column of squeezed text; ``None`` for a text without letters."""
    words = [word for word in map(squeezed, (text or "").split()) if word]
    return and_(*(column.contains(word, autoescape=True) for word in words)) if words else None


def _where(search: Search) -> ColumnElement[bool]:
    """A supplier is compared through a function, so that the index of lists is used: the one by supplier does not have
    the other columns, and a large supplier's rows would be read one by one."""
    c = found.c
    number = squeezed(search.number)
    conditions: list[ColumnElement[bool] | None] = [
        c.finished_at.is_not(None),
        None if search.trials else COUNTED,
        None if search.seen_before else or_(c.outcome != str(Outcome.DUPLICATE), c.supplier_key.is_not(None)),
        contains(c.search_key, search.text),
        None if number is None else and_(c.number_key >= number, c.number_key < number + "\U0010fffd"),
        None if search.supplier_key is None else func.coalesce(c.supplier_key, "") == search.supplier_key,
        None if search.amount_from is None else c.total_micros >= micros(str(search.amount_from)),
        None if search.amount_to is None else c.total_micros <= micros(str(search.amount_to)),
        None if search.issued_from is None else c.issue_date >= search.issued_from,
        None if search.issued_to is None else c.issue_date <= search.issued_to,
        None if search.outcome is None else c.outcome == search.outcome,
        None if search.run_id is None else c.run_id == search.run_id,
        None if search.reason is None else c.reason == search.reason,
        None if search.settled_by is None else and_(c.settled_by == search.settled_by, c.outcome != Outcome.REVIEW),
        None if search.invoice_model is None else c.invoice_model == search.invoice_model,
        None if search.finished_from is None else c.finished_at >= search.finished_from,
        None if search.finished_before is None else c.finished_at < search.finished_before,
    ]
    return and_(*(condition for condition in conditions if condition is not None))
