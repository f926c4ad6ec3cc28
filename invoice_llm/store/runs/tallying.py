"""Documents of the runs that have ended, counted once and kept: lists over a million documents read the counts.

Whatever changes a document of such a run says so (:func:`recount`), in its own transaction; the next reader counts the
run again. A reader that meets a run which goes on, or which cannot be counted now, counts its documents as they are.
"""

from __future__ import annotations

import logging

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, func, insert, or_, select, update

from invoice_llm.errors import StoreUnavailable
from invoice_llm.invoice.outcome import PAYABLE, Outcome
from invoice_llm.store.runs.search_columns import PERSON
from invoice_llm.store.sql.compiled import CompiledStatement
from invoice_llm.store.sql.database import Database
from invoice_llm.store.sql.schema import found, run_tallies, runs, supplier_tallies

log = logging.getLogger(__name__)
_C = found.c
_UNCOUNTED = CompiledStatement(
    update(runs).where(runs.c.run_id == bindparam("run"), runs.c.tallied != 0).values(tallied=0)
)
INVOICES = or_(_C.outcome.in_(PAYABLE), _C.settled_by == PERSON)
SUPPLIER_SUMS = (
    func.count().label("documents"),
    func.count().filter(and_(_C.outcome == str(Outcome.ACCEPTED), _C.settled_by != PERSON)).label("alone"),
    func.count().filter(_C.settled_by == PERSON).label("reviewed"),
    func.coalesce(func.sum(_C.cost_micros), 0).label("cost_micros"),
)


def count_ended_runs(database: Database, which: ColumnElement[bool]) -> None:
    """Count those of the runs that have ended and whose counts do not hold; what cannot be written stays uncounted."""
    wanted = select(runs.c.run_id).where(which, runs.c.ended_at.is_not(None), runs.c.tallied == 0)
    with database.read() as connection:
        run_ids = connection.execute(wanted).scalars().all()
    for run_id in run_ids:
        try:
            with database.write() as connection:
                _count(connection, run_id)
        except StoreUnavailable as error:
            log.info("the documents of the run %s are counted as they are: %s", run_id, type(error).__name__)


def recount(connection: Connection, run_id: str) -> None:
    """Note, before a person's decision changes a document of the run, that its counts no longer hold. The run's row
    stays locked until the decision stands, so that nobody counts meanwhile."""
    connection.execute(update(runs).where(runs.c.run_id == run_id).values(tallied=0))


def recount_if_counted(connection: Connection, run_id: str) -> None:
    """The same for what a run does itself: as long as it goes on it has no counts, and nothing is locked."""
    _UNCOUNTED.run(connection, {"run": run_id})


def _count(connection: Connection, run_id: str) -> None:
    place = runs.c.run_id == run_id
    row = connection.execute(select(runs.c.ended_at, runs.c.tallied).where(place).with_for_update()).first()
    if row is None or row.ended_at is None or row.tallied:
        return
    for table in (run_tallies, supplier_tallies):
        connection.execute(delete(table).where(table.c.run_id == run_id))
    ends = (_C.run_id, _C.outcome, _C.settled_by, _C.llm_model)
    sums = (func.count(), func.coalesce(func.sum(_C.cost_micros), 0))
    by_end = select(*ends, *sums).where(_C.run_id == run_id).group_by(*ends)
    connection.execute(insert(run_tallies).from_select([column.name for column in run_tallies.c], by_end))
    groups = (_C.run_id, _C.supplier_key, _C.invoice_model)
    by_supplier = select(*groups, *SUPPLIER_SUMS).where(_C.run_id == run_id, INVOICES, _C.finished_at.is_not(None))
    names = [column.name for column in supplier_tallies.c]
    connection.execute(insert(supplier_tallies).from_select(names, by_supplier.group_by(*groups)))
    first, last = connection.execute(
        select(func.min(_C.finished_at), func.max(_C.finished_at)).where(_C.run_id == run_id)
    ).one()
    connection.execute(update(runs).where(place).values(tallied=1, first_finished_at=first, last_finished_at=last))
