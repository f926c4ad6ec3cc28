"""Decisions of people: kept for ever, and put in force in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, and_, bindparam, exists, func, insert, select, update

from invoice_llm.errors import AlreadyAccepted, DecidedMeanwhile, NotDecidable
from invoice_llm.invoice.identity import OF_ANY, is_accepted_again
from invoice_llm.invoice.outcome import Outcome
from invoice_llm.invoice.record import Record
from invoice_llm.invoice.schema import Invoice
from invoice_llm.store.runs import identities
from invoice_llm.store.runs.documents import DocumentPlace, StoredDocument
from invoice_llm.store.runs.history import DecisionRow, LastDecision, decisions_on, last_decision
from invoice_llm.store.runs.identities import Claim
from invoice_llm.store.runs.records import CHANGED, stored_record
from invoice_llm.store.runs.search_columns import searchable
from invoice_llm.store.runs.tallying import recount
from invoice_llm.store.sql.compiled import CompiledStatement
from invoice_llm.store.sql.database import Database
from invoice_llm.store.sql.schema import decisions, found

_MANY = 500
_LATER = decisions.alias("later")
LATEST = ~exists().where(
    _LATER.c.run_id == decisions.c.run_id,
    _LATER.c.position == decisions.c.position,
    _LATER.c.version > decisions.c.version,
)
"""The decision that holds: no other one on the document came after it."""

_ANY_OF = CompiledStatement(select(decisions.c.id).where(decisions.c.supplier_key == bindparam("supplier")).limit(1))
"""Most suppliers have none, which is told by the driver's own cursor in a fourth of the time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDecision:
    """A decision as it is to be kept. ``claims`` are the identities that the document shall have from now on,
    ``releases`` those that it may have until now; one that the document ``besides`` has is left to it, as are
    ``remembers``, which many documents may share."""

    action: str
    who: str
    record: Record
    note: str | None
    seconds: float | None
    shown: int
    corrected: int
    claims: Sequence[str]
    releases: Sequence[str]
    remembers: Sequence[str] = ()
    besides: DocumentPlace | None = None


@dataclass(frozen=True, slots=True)
class DayOfWork:
    """Count of a person's decisions; ``seconds`` each took on average, ``None`` where nobody measured."""

    decisions: int
    seconds: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """A document as the machine left it (``first``) and as people left it (``record``), with who did so last."""

    place: DocumentPlace
    sha256: str
    supplier_key: str | None
    invoice_model: str | None
    first: Record
    record: Record
    action: str
    at: datetime


class Decisions:
    """Decisions on documents. Of any number of people who decide on one version, exactly one succeeds."""

    def __init__(self, database: Database, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._now = now

    def of(self, place: DocumentPlace) -> tuple[DecisionRow, ...]:
        """The decisions on one document, the first one first."""
        with self._database.read() as connection:
            return decisions_on(connection, place)

    def last(self, place: DocumentPlace) -> LastDecision | None:
        """The latest decision on one document, read without its records."""
        with self._database.read() as connection:
            return last_decision(connection, place)

    def made_by(self, who: str, since: datetime) -> DayOfWork:
        """Decisions of one person from a moment on that still hold."""
        d = decisions.c
        wanted = select(func.count(), func.avg(d.seconds)).where(
            d.who == who, d.at >= since, d.action != "undo", LATEST
        )
        with self._database.read() as connection:
            count, seconds = connection.execute(wanted.where(LATEST)).one()
        return DayOfWork(int(count), None if seconds is None else float(seconds))

    def put(self, seen: StoredDocument, ruling: NewDecision) -> None:
        """Put the ruling in force on the document as it was seen: record, columns, history and identities, or none.

        Raises ``DecidedMeanwhile`` if it is no longer as it was seen, and ``AlreadyAccepted`` if another document than
        ``besides`` has one of the identities, or was accepted with the same number, day and total.
        """
        with self._database.write() as connection:
            self._change(connection, seen, ruling)
            self._keep(connection, seen, ruling)
            for key in sorted({*ruling.releases, *ruling.claims, *ruling.remembers}):  # all lock in one order
                if key in ruling.releases:
                    identities.release(connection, key, seen.key)
                    continue
                owner = self._claim(connection, key, seen)
                if (key in ruling.claims or key.startswith(OF_ANY)) and _is_another(connection, key, owner, ruling):
                    raise already_accepted(owner)

    def accepted_as(self, seen: StoredDocument, invoice: Invoice, keys: Sequence[str]) -> Claim | None:
        """The other document that was accepted as this invoice, which has these identities; ``None`` if there is
        none."""
        with self._database.read() as connection:
            others = {key: one for key, one in identities.owners(connection, keys).items() if one.sha256 != seen.key}
            return next((one for key, one in others.items() if _is_same(connection, key, one, invoice)), None)

    def reviewed(
        self,
        *,
        supplier_key: str | None = None,
        invoice_model: str | None = None,
        refused: bool = False,
        limit: int | None = None,
    ) -> Iterator[Reviewed]:
        """Documents that people accepted, as they were or corrected, the latest decision first; each once, as it stands
        now. ``refused`` are those as well that they said no to. What is still waiting is not among them."""
        if supplier_key is not None and not self._has_any_of(supplier_key):
            return
        d = decisions.c
        outcomes = [one for one in Outcome if one.is_decided] if refused else [Outcome.ACCEPTED]
        wanted = select(d.id).where(LATEST, d.outcome.in_([str(outcome) for outcome in outcomes]))
        if supplier_key is not None:
            wanted = wanted.where(d.supplier_key == supplier_key)
        if invoice_model is not None:
            wanted = wanted.where(d.invoice_model == invoice_model)
        with self._database.read() as connection:
            numbers = list(connection.execute(wanted.order_by(d.id.desc()).limit(limit)).scalars())
        for start in range(0, len(numbers), _MANY):
            yield from self._reviewed(numbers[start : start + _MANY])

    def _has_any_of(self, supplier_key: str) -> bool:
        with self._database.read() as connection:
            return bool(_ANY_OF.rows(connection, {"supplier": supplier_key}))

    def _reviewed(self, numbers: Sequence[int]) -> list[Reviewed]:
        c, d = found.c, decisions.c
        first = decisions.alias("first_decision")
        document = and_(c.run_id == d.run_id, c.position == d.position)
        begun = and_(first.c.run_id == d.run_id, first.c.position == d.position, first.c.version == 0)
        columns = (d.run_id, d.position, c.sha256, d.supplier_key, d.invoice_model, d.after, d.action, d.at)
        wanted = select(*columns, first.c.before.label("first")).select_from(decisions).join(found, document)
        wanted = wanted.join(first, begun).where(d.id.in_(numbers)).order_by(d.id.desc())
        with self._database.read() as connection:
            rows = connection.execute(wanted).all()
        return [
            Reviewed(
                place=DocumentPlace(row.run_id, row.position),
                sha256=row.sha256,
                supplier_key=row.supplier_key,
                invoice_model=row.invoice_model,
                first=stored_record(row.first),
                record=stored_record(row.after),
                action=row.action,
                at=row.at,
            )
            for row in rows
        ]

    def _change(self, connection: Connection, seen: StoredDocument, ruling: NewDecision) -> None:
        row = seen.row
        place = (found.c.run_id == row.run_id) & (found.c.position == row.position)
        as_seen = (found.c.version == row.version) & (found.c.finished_at == row.finished_at)
        record = ruling.record
        values = {"outcome": str(record.outcome), "record": record.to_json(), **searchable(record)}
        recount(connection, row.run_id)
        change = update(found).where(place, as_seen).values(**values, version=row.version + 1, **CHANGED)
        if connection.execute(change).rowcount != 1:
            raise overtaken(decisions_on(connection, row.place), row.place)

    def _keep(self, connection: Connection, seen: StoredDocument, ruling: NewDecision) -> None:
        record = ruling.record
        row = {
            "run_id": seen.row.run_id,
            "position": seen.row.position,
            "version": seen.row.version,
            "who": ruling.who,
            "at": self._now(),
            "action": ruling.action,
            "before": seen.record and seen.record.to_json(),
            "after": record.to_json(),
            "note": ruling.note,
            "seconds": ruling.seconds,
            "shown": ruling.shown,
            "corrected": ruling.corrected,
            "outcome": str(record.outcome) if record.reviewed_by else None,
            "supplier_key": searchable(record)["supplier_key"],
            "invoice_model": record.invoice_model,
        }
        connection.execute(insert(decisions).values(row))

    def _claim(self, connection: Connection, key: str, seen: StoredDocument) -> Claim:
        row = seen.row
        claim = {"key": key, "sha256": seen.key, "run_id": row.run_id, "position": row.position, "name": row.name}
        return identities.claim(connection, {**claim, "claimed_at": self._now()})


def _is_another(connection: Connection, key: str, owner: Claim, ruling: NewDecision) -> bool:
    """Check for another document with this identity than the one that the person knows of."""
    if owner.mine or (owner.run_id, owner.position) == ruling.besides:
        return False
    return _is_same(connection, key, owner, ruling.record.invoice)


def _is_same(connection: Connection, key: str, owner: Claim, invoice: Invoice | None) -> bool:
    """False for another company of the same name, and for another invoice of the same number, day and total."""
    place = (found.c.run_id == owner.run_id) & (found.c.position == owner.position)
    stored = connection.execute(select(found.c.record).where(place)).scalar_one_or_none()
    first = stored_record(stored).invoice if stored else None
    if first is None or invoice is None:
        return True
    return is_accepted_again(key, invoice, first)


def already_accepted(owner: Claim) -> AlreadyAccepted:
    """The error that names the document which was accepted first."""
    return AlreadyAccepted(run_id=owner.run_id, position=owner.position, name=owner.name)


def overtaken(made: Sequence[DecisionRow], place: DocumentPlace) -> DecidedMeanwhile | NotDecidable:
    """The error for one who saw an earlier version, with the decision that came between."""
    if not made:
        return NotDecidable(f"document {place.position} of run {place.run_id} was read again; look at it again")
    last = made[-1]
    return DecidedMeanwhile(by=last.who, at=last.at, action=last.action, version=last.version + 1)
