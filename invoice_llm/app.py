"""The only place where settings meet adapters.

The model's SDK takes seconds to import and is left to those who make calls: the pages and the review do without.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from upath import UPath

from invoice_llm.documents.containers.entries import ContainerLimits
from invoice_llm.documents.containers.opener import ContainerOpener
from invoice_llm.documents.isolation import IsolatedReader
from invoice_llm.documents.ocr.installed import HOW_TO_INSTALL, installed_engine
from invoice_llm.documents.read_document import EngineName, Limits
from invoice_llm.documents.scans import scan_reader
from invoice_llm.errors import ConfigurationError, StoreUnavailable
from invoice_llm.invoice.checks import OwnCompany
from invoice_llm.label_reader.endpoint.transport import EmbeddedTransport
from invoice_llm.label_reader.readings import LabelReadings
from invoice_llm.label_reader.revision import revision
from invoice_llm.llm.cost import DailyBudget, OnAlert, log_alert
from invoice_llm.llm.guard.breaker import BreakerPolicy
from invoice_llm.llm.guard.retry import RetryPolicy
from invoice_llm.llm.models.catalog import Catalog, ModelTier
from invoice_llm.llm.models.selector import ModelSelector, served_tiers
from invoice_llm.llm.models.tokens import TokenCounter
from invoice_llm.llm.telemetry.observing import CallObserver, Observers, no_observers
from invoice_llm.llm.telemetry.otel import observer_if_configured
from invoice_llm.pipeline.believing import SAMPLE
from invoice_llm.pipeline.exports import exporters_named
from invoice_llm.pipeline.exports.folder import Exports
from invoice_llm.pipeline.parts import DocumentReader, Parts
from invoice_llm.pipeline.records.delivering import Delivery, deliver_late, deliver_named, own_columns
from invoice_llm.prompt_pack import PromptPack, prompts_in
from invoice_llm.reading.confidence import Calibration
from invoice_llm.review import ReviewDecisions, ReviewService, shown_examples
from invoice_llm.review.short_names import run_named
from invoice_llm.settings import Settings
from invoice_llm.store import Store, open_store
from invoice_llm.store.blobs.company_lists import read_company_lists
from invoice_llm.store.blobs.files import FileStore
from invoice_llm.store.blobs.texts import TextStore
from invoice_llm.store.purging import Blobs, Purge

if TYPE_CHECKING:
    from invoice_llm.llm.client import ResilientLLMClient
    from invoice_llm.llm.wire import Endpoint
    from invoice_llm.pipeline import Pipeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuning:
    """Options besides the settings: who watches the calls, and the policies, which benchmarks and tests make faster."""

    retry: RetryPolicy | None = None
    breaker: BreakerPolicy | None = None
    observer: CallObserver = no_observers
    on_alert: OnAlert = log_alert


@contextmanager
def open_pipeline(
    settings: Settings,
    *,
    ignore_xml: bool = False,
    ocr_only: bool = False,
    dedupe: bool = True,
    tuning: Tuning | None = None,
) -> Iterator[Pipeline]:
    """The pipeline with everything it needs. ``ignore_xml`` reads hybrid PDFs as pages, ``ocr_only`` every page as a
    picture; without ``dedupe`` no document is held against another."""
    from invoice_llm.pipeline import Pipeline

    with ready_store(settings) as store:
        parts = _parts(settings, store, tuning or Tuning(), ignore_xml=ignore_xml, dedupe=dedupe)
        yield Pipeline(_as_pictures(parts, settings) if ocr_only else parts)


def _as_pictures(parts: Parts, settings: Settings) -> Parts:
    """The same, with no text but that of OCR, kept in a place of its own."""
    engine = installed_engine(settings.ocr)
    if engine is None:
        why = "OCR is off" if settings.ocr == "off" else f"none is installed; {' or '.join(HOW_TO_INSTALL.values())}"
        raise ConfigurationError(f"reading by OCR alone needs an engine: {why}")
    processes = settings.ocr_processes
    return replace(
        parts,
        ignore_xml=True,
        texts=TextStore(f"{settings.storage}/texts-{engine}-alone"),
        engine=engine,
        open_reader=lambda: scan_reader(_limits(settings), engine, processes=processes, every_page=True),
    )


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


def _parts(settings: Settings, store: Store, tuning: Tuning, *, ignore_xml: bool, dedupe: bool) -> Parts:
    catalog = Catalog.load(settings.models_file)
    prompts = prompts_in(settings.prompts_dir)
    check_budget_names(settings, prompts)
    engine = installed_engine(settings.ocr)
    readings = LabelReadings()
    texts = _texts(settings)
    return Parts(
        store=store,
        files=FileStore(f"{settings.storage}/files"),
        texts=texts,
        engine=engine,
        prompts=prompts,
        catalog=catalog,
        selector=ModelSelector(catalog, tiers=served_tiers(catalog, settings.openai_base_url)),
        open_reader=lambda: _reader(settings, engine),
        open_containers=lambda: ContainerOpener(_container_limits(settings)),
        open_client=lambda: _client(settings, catalog, store, tuning, readings),
        inbox=settings.inbox,
        inbox_roots=(settings.inbox, *settings.inbox_roots),
        output=settings.output,
        has_endpoint=settings.has_endpoint,
        concurrency=settings.concurrency,
        chunk_size=settings.chunk_size,
        settle_s=settings.settle_s,
        batch_poll=timedelta(seconds=settings.batch_poll_s),
        batch_lease=4 * settings.request_timeout,
        max_bytes=settings.max_file_mb * 1_000_000,
        today=lambda: today(settings),
        ignore_xml=ignore_xml,
        dedupe=dedupe,
        own=OwnCompany(names=settings.own_names, vat_ids=settings.own_vat_ids),
        samples=_sample_micros(settings) > 0,
        lists=read_company_lists(settings.suppliers_file, settings.orders_file),
        calibration=Calibration.load(settings.calibration_file),
        examples_of=lambda read, before: shown_examples(store, texts, read, before=before),
        exports=exports_of(settings),
        label_readings=readings,
    )


def exports_of(settings: Settings) -> Exports:
    """The exporters that the settings name. Raises ``ConfigurationError`` for one that is not installed."""
    return Exports(exporters_named(settings.exports), FileStore(f"{settings.storage}/files"))


def _texts(settings: Settings) -> TextStore:
    """Pages of every document, whatever read them. Earlier versions kept those of each OCR engine apart."""
    older = (f"{settings.storage}/texts-{engine}" for engine in HOW_TO_INSTALL)
    return TextStore(f"{settings.storage}/texts", older=tuple(older))


def _reader(settings: Settings, engine: EngineName | None) -> AbstractAsyncContextManager[DocumentReader]:
    if engine is None:
        return IsolatedReader(_limits(settings))
    return scan_reader(_limits(settings), engine, processes=settings.ocr_processes)


def open_reader(settings: Settings) -> AbstractAsyncContextManager[DocumentReader]:
    """A reader of documents with the engine, the limits and the processes of a run."""
    return _reader(settings, installed_engine(settings.ocr))


@asynccontextmanager
async def open_client(settings: Settings) -> AsyncIterator[ResilientLLMClient]:
    """A client as a run has it, on the same ledger, for calls that belong to no run; a failed attempt is the last."""
    catalog = Catalog.load(settings.models_file)
    with ready_store(settings) as store:
        async with _client(settings, catalog, store, Tuning(retry=RetryPolicy(attempts=1)), LabelReadings()) as client:
            yield client


def check_budget_names(settings: Settings, prompts: PromptPack) -> None:
    """Raise ``ConfigurationError`` for a budget of an invoice model that there is not: it would limit nothing."""
    for name, _ in settings.invoice_model_budgets_usd:
        if name not in prompts.models:
            raise ConfigurationError(
                f"INVOICE_LLM_INVOICE_MODEL_BUDGETS_USD names the invoice model {name!r}; it takes those that there "
                f"are: {', '.join(prompts.models)}"
            )


def _limits(settings: Settings) -> Limits:
    return Limits(
        max_pages=settings.max_pages,
        max_bytes=settings.max_file_mb * 1_000_000,
        timeout_s=settings.parse_timeout_s,
        memory_mb=settings.parse_memory_mb,
    )


def _container_limits(settings: Settings) -> ContainerLimits:
    """A container may take twice the time of a document: it is many of them."""
    return ContainerLimits(
        max_bytes=settings.max_file_mb * 1_000_000,
        max_unpacked=20 * settings.max_file_mb * 1_000_000,
        timeout_s=2 * settings.parse_timeout_s,
        memory_mb=settings.parse_memory_mb,
    )


@asynccontextmanager
async def _client(
    settings: Settings, catalog: Catalog, store: Store, tuning: Tuning, readings: LabelReadings
) -> AsyncIterator[ResilientLLMClient]:
    """One client over the embedded reader's endpoint and, with a key, the configured one; closed with its loop."""
    from invoice_llm.llm.client import ResilientLLMClient
    from invoice_llm.llm.wire import connect

    async with AsyncExitStack() as stack:
        endpoints = {"embedded": await stack.enter_async_context(_embedded(settings, readings))}
        if settings.openai_api_key is not None and settings.has_endpoint:
            endpoints["openai"] = await stack.enter_async_context(
                connect(
                    base_url=settings.openai_base_url,
                    api_key=settings.openai_api_key,
                    concurrency=settings.concurrency,
                    timeout_s=settings.request_timeout_s,
                )
            )
        yield ResilientLLMClient(
            endpoints,
            catalog=catalog,
            ledger=store.ledger,
            breakers=store.breakers,
            dialects=store.dialects,
            budget=_budget(settings, store, tuning),
            retry=tuning.retry,
            breaker_policy=tuning.breaker or _breaker(settings),
            observer=Observers(tuning.observer, observer_if_configured()),
            concurrency=settings.concurrency,
            deadline=settings.request_timeout,
            counter=TokenCounter(settings.tokenizer_dir),
            revisions={"embedded": revision()},
        )


def _breaker(settings: Settings) -> BreakerPolicy:
    """A probe that is lost with its worker is replaced once it can no longer be on its way."""
    return BreakerPolicy(
        failures_to_open=settings.breaker_failures,
        open_for=timedelta(seconds=settings.breaker_open_s),
        probe_lease=3 * settings.request_timeout,
        slow_after=max(2 * settings.request_timeout, timedelta(seconds=60)),
    )


def _budget(settings: Settings, store: Store, tuning: Tuning) -> DailyBudget:
    """Daily budget including raises made before this task started; a later raise starts a run for what was deferred."""
    return DailyBudget(
        limit_micros=settings.daily_budget_micros,
        run_limit_micros=settings.run_budget_micros,
        invoice_model_limits=settings.invoice_model_budgets_micros | {SAMPLE: _sample_micros(settings)},
        raised=store.raises.since(today(settings)),
        alert_fractions=settings.budget_alert_fraction,
        zone=settings.zone,
        on_alert=tuning.on_alert,
    )


def _sample_micros(settings: Settings) -> int:
    """Most that a day's reading of pages whose data are known may cost."""
    return int(settings.daily_budget_micros * settings.hybrid_sample_fraction)


def _embedded(settings: Settings, readings: LabelReadings) -> Endpoint:
    from invoice_llm.llm.wire import connect

    return connect(
        base_url="http://embedded.invalid/v1",
        api_key="none",
        concurrency=settings.concurrency,
        timeout_s=settings.request_timeout_s,
        transport=EmbeddedTransport(readings.of),
    )


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
        yield store.purge(Blobs(files=files, texts=_texts(settings), pictures=pictures))


@contextmanager
def open_review(settings: Settings) -> Iterator[ReviewService]:
    """Open the review service; safe to keep open, and to use from several threads."""
    catalog = Catalog.load(settings.models_file)
    with ready_store(settings) as store:
        own = OwnCompany(names=settings.own_names, vat_ids=settings.own_vat_ids)
        texts = _texts(settings)
        yield ReviewService(
            store=store,
            decisions=ReviewDecisions(
                store,
                today=lambda: today(settings),
                own=own,
                texts=texts,
                own_fields=lambda model: prompts_in(settings.prompts_dir).own_fields(model),
                exports=exports_of(settings),
            ),
            files=FileStore(f"{settings.storage}/files"),
            texts=texts,
            prompts_dir=settings.prompts_dir,
            zone=settings.zone,
            budget_micros=settings.daily_budget_micros,
            alerts=settings.budget_alert_fraction,
            local_models=tuple(name for name in catalog if catalog[name].tier is ModelTier.EMBEDDED),
        )
