"""One database with everything that is kept in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from invoice_llm.errors import StoreUnavailable
from invoice_llm.store.ledger.batch_files import SqlBatchStore
from invoice_llm.store.ledger.breakers import LoadState, SqlBreakerStore
from invoice_llm.store.ledger.dialects import SqlDialectStore
from invoice_llm.store.ledger.ledger import SqlLedger
from invoice_llm.store.ledger.raises import Raises
from invoice_llm.store.purging import Blobs, Purge
from invoice_llm.store.queries.costs import Costs
from invoice_llm.store.queries.overview import Overviews
from invoice_llm.store.queries.review_queue import WaitingDocuments
from invoice_llm.store.queries.run_list import RunList
from invoice_llm.store.queries.spending import Spending
from invoice_llm.store.queries.suppliers import Suppliers
from invoice_llm.store.runs.decisions import Decisions
from invoice_llm.store.runs.deliveries import Deliveries
from invoice_llm.store.runs.documents import Documents
from invoice_llm.store.runs.history import Histories
from invoice_llm.store.runs.lessons import Lessons
from invoice_llm.store.runs.reader_counts import ReaderCounts
from invoice_llm.store.runs.runs import Runs
from invoice_llm.store.sql import migrate
from invoice_llm.store.sql.database import Database
from invoice_llm.store.sql.group_commit import GroupCommit
from invoice_llm.store.sql.migrate import SchemaStatus


class Store:
    """May be opened by any number of processes at once, and be carried over a fork."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        handlers = {**SqlLedger.handlers(now), **SqlBreakerStore.handlers(now)}
        self._group = GroupCommit(database, handlers, reads=(LoadState,))
        self.ledger = SqlLedger(self._group, now)
        self.batches = SqlBatchStore(self._group, now)
        self.breakers = SqlBreakerStore(database, self._group)
        self.dialects = SqlDialectStore(database, self._group, now)
        self.runs = Runs(database, now)
        self.spending = Spending(database, now)
        self.raises = Raises(database)
        self.documents = Documents(database)
        self.histories = Histories(database)
        self.waiting = WaitingDocuments(database)
        self.nights = RunList(database)
        self.overviews = Overviews(database, now)
        self.suppliers = Suppliers(database)
        self.costs = Costs(database)
        self.decisions = Decisions(database, now)
        self.deliveries = Deliveries(database, now)
        self.lessons = Lessons(database, now)
        self.reader_counts = ReaderCounts(database, now)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def purge(self, blobs: Blobs) -> Purge:
        """Removal of old runs, with the files of theirs that these folders hold."""
        return Purge(self._database, blobs, self._now)

    def migrate(self) -> None:
        """Bring the schema up to date; safe while others do the same."""
        migrate.migrate(self._database)

    def try_writing(self) -> None:
        """Take the right to write and change nothing; raises ``StoreUnavailable`` where there is none."""
        migrate.try_writing(self._database)

    def status(self) -> SchemaStatus:
        """The database's address and the state of its schema; raises ``StoreUnavailable`` if it cannot be reached."""
        return migrate.schema_status(self._database)

    def close(self) -> None:
        """Finish what was begun and close this process's connections."""
        self._group.close()
        self._database.close()


def open_store(url: str, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Store:
    """The store at ``url`` (``sqlite:////path/file.db`` or ``postgresql://user:password@host/name``).

    Makes the folder of an SQLite file, connects on first use and never migrates. Raises ``ConfigurationError`` for an
    address that is not supported; all other methods raise ``StoreUnavailable`` when the database is away or outdated.
    """
    database = Database(url)
    if database.dialect == "sqlite":
        _make_folder(database)
    return Store(database, now)


def _make_folder(database: Database) -> None:
    folder = Path(database.url.database or ".").parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(f"the folder {folder} for the database cannot be made: {error.strerror}") from None
