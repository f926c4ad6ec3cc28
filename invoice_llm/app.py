"""The only place where settings meet adapters."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from invoice_llm.documents.isolation import IsolatedReader
from invoice_llm.documents.reader import Limits
from invoice_llm.embedded.transport import EmbeddedTransport
from invoice_llm.errors import ConfigurationError, StoreUnavailable
from invoice_llm.llm.catalog import Catalog
from invoice_llm.llm.client import ResilientLLMClient
from invoice_llm.llm.selector import ModelSelector
from invoice_llm.llm.tokens import TokenCounter
from invoice_llm.llm.wire import connect
from invoice_llm.pipeline import Pipeline
from invoice_llm.pipeline.parts import Parts
from invoice_llm.prompt_pack import PromptPack
from invoice_llm.settings import Settings
from invoice_llm.store import Store, open_store
from invoice_llm.store.files import FileStore
from invoice_llm.store.texts import TextStore


@contextmanager
def open_pipeline(settings: Settings, *, ignore_xml: bool = False, dedupe: bool = True) -> Iterator[Pipeline]:
    """The pipeline with everything it needs. ``ignore_xml`` reads hybrid PDFs as pages; without ``dedupe`` no
    document is held against another."""
    with ready_store(settings) as store:
        yield Pipeline(_parts(settings, store, ignore_xml=ignore_xml, dedupe=dedupe))


@contextmanager
def ready_store(settings: Settings) -> Iterator[Store]:
    """The database, up to date: a file of our own is migrated on the way, a server's database never without being asked."""
    with open_store(settings.database_url) as store:
        status = store.status()
        if not status.up_to_date:
            if status.dialect != "sqlite":
                raise StoreUnavailable(
                    f"the database {status.url_safe} is not up to date; run 'invoice-llm doctor --migrate' once"
                )
            store.migrate()
        yield store


def today(settings: Settings) -> date:
    """The day on which money is spent now, in the configured time zone."""
    return datetime.now(settings.zone).date()


def _parts(settings: Settings, store: Store, *, ignore_xml: bool, dedupe: bool) -> Parts:
    catalog = Catalog.load(settings.models_file)
    return Parts(
        store=store,
        files=FileStore(f"{settings.storage}/files"),
        texts=TextStore(f"{settings.storage}/texts"),
        prompts=PromptPack.load(settings.prompts_dir),
        catalog=catalog,
        selector=ModelSelector(catalog),
        open_reader=lambda: IsolatedReader(_limits(settings)),
        open_client=lambda: _client(settings, catalog, store),
        inbox=settings.inbox,
        inbox_roots=(settings.inbox, *settings.inbox_roots),
        output=settings.output,
        has_endpoint=settings.has_endpoint,
        concurrency=settings.concurrency,
        chunk_size=settings.chunk_size,
        max_bytes=settings.max_file_mb * 1_000_000,
        today=lambda: today(settings),
        ignore_xml=ignore_xml,
        dedupe=dedupe,
    )


def _limits(settings: Settings) -> Limits:
    return Limits(
        max_pages=settings.max_pages,
        max_bytes=settings.max_file_mb * 1_000_000,
        timeout_s=settings.parse_timeout_s,
        memory_mb=settings.parse_memory_mb,
    )
