"""What a person asks for outside a run: more money, records delivered or exported, old runs taken away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from upath import UPath

from invoice_llm.app.storage import exports_of, ready_store, text_store_of, today
from invoice_llm.errors import ConfigurationError
from invoice_llm.pipeline.exports import exporters_named
from invoice_llm.pipeline.exports.folder import Exports
from invoice_llm.pipeline.records.delivering import Delivery, deliver_late, deliver_named, own_columns
from invoice_llm.review.short_names import run_named
from invoice_llm.settings import Settings
from invoice_llm.store.blobs.files import FileStore
from invoice_llm.store.purging import Blobs, Purge


def raise_budget(settings: Settings, usd: Decimal, *, by: str) -> Decimal:
    """Add to today's budget and return what it is then, both in USD. By the same one (a run's id) it is raised once.
    Raises ``ConfigurationError`` for an amount that is none."""
    if not usd.is_finite() or usd < 0:
        raise ConfigurationError(f"a budget is raised by an amount in USD, 0 or more, not by {usd}")
    with ready_store(settings) as store:
        day = today(settings)
        store.raises.put(day, int(usd * 1_000_000), by=by)
        return Decimal(settings.daily_budget_micros + store.raises.of(day)) / 1_000_000


def deliver_records(settings: Settings, run_id: str | None) -> list[Delivery]:
    """Deliver what one run lacks, or every run that lacks something, to the records of that run."""
    with ready_store(settings) as store:
        if run_id is None:
            return deliver_late(store, settings.output, exports=exports_of(settings))
        try:
            return [deliver_named(store, run_id, settings.output, exports_of(settings))]
        except LookupError as error:
            raise ConfigurationError(str(error)) from None


def export_run(settings: Settings, run: str, form: str, folder: str) -> list[UPath]:
    """Write the documents of a run, the latest one if none is named, in a form; returns the files. Raises
    ``ConfigurationError`` for a run or a form that is not there."""
    exports = Exports(exporters_named([form]), FileStore(f"{settings.storage}/files"))
    with ready_store(settings) as store:
        run_id = run_named(store, run)
        return exports.write_whole(UPath(folder), store.deliveries.stored(run_id), own_columns(store, run_id))


@contextmanager
def open_purge(settings: Settings) -> Iterator[Purge]:
    """Open what takes away old runs with the files, texts and pictures beside the database."""
    with ready_store(settings) as store:
        files, pictures = (FileStore(f"{settings.storage}/{name}") for name in ("files", "pictures"))
        yield store.purge(Blobs(files=files, texts=text_store_of(settings), pictures=pictures))
