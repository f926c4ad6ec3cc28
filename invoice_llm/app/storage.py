"""The database, the files and texts beside it, and the exporters, as the settings place them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from invoice_llm.documents.ocr.installed import HOW_TO_INSTALL
from invoice_llm.errors import StoreUnavailable
from invoice_llm.pipeline.exports import exporters_named
from invoice_llm.pipeline.exports.folder import Exports
from invoice_llm.settings import Settings
from invoice_llm.store import Store, open_store
from invoice_llm.store.blobs.files import FileStore
from invoice_llm.store.blobs.texts import TextStore


@contextmanager
def ready_store(settings: Settings) -> Iterator[Store]:
    """The database, up to date. A file of our own is migrated on the way, a server's only when that is asked for."""
    with open_store(settings.database_url) as store:
        status = store.status()
        if not status.up_to_date:
            status.require_known()
            if status.dialect != "sqlite":
                raise StoreUnavailable(
                    f"the database {status.url_safe} is not up to date; run 'invoice-llm doctor --migrate' once"
                )
            store.migrate()
        yield store


def today(settings: Settings) -> date:
    """The day on which money is spent now, in the configured time zone."""
    return datetime.now(settings.zone).date()


def text_store_of(settings: Settings) -> TextStore:
    """Pages of every document, whatever read them. Earlier versions kept those of each OCR engine apart."""
    older = (f"{settings.storage}/texts-{engine}" for engine in HOW_TO_INSTALL)
    return TextStore(f"{settings.storage}/texts", older=tuple(older))


def exports_of(settings: Settings) -> Exports:
    """The exporters that the settings name. Raises ``ConfigurationError`` for one that is not installed."""
    return Exports(exporters_named(settings.exports), FileStore(f"{settings.storage}/files"))
