"""The pipeline with everything it needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from invoice_llm.app.clients import Tuning, client_of, sample_micros
from invoice_llm.app.readers import container_limits, document_limits, reader_of
from invoice_llm.app.storage import exports_of, ready_store, text_store_of, today
from invoice_llm.documents.containers.opener import ContainerOpener
from invoice_llm.documents.ocr.installed import HOW_TO_INSTALL, installed_engine
from invoice_llm.documents.scans import scan_reader
from invoice_llm.errors import ConfigurationError
from invoice_llm.invoice.checks import OwnCompany
from invoice_llm.label_reader.readings import LabelReadings
from invoice_llm.llm.models.catalog import Catalog
from invoice_llm.llm.models.selector import ModelSelector, served_tiers
from invoice_llm.pipeline.parts import Parts
from invoice_llm.prompt_pack import PromptPack, prompts_in
from invoice_llm.reading.confidence import Calibration
from invoice_llm.review import shown_examples
from invoice_llm.settings import Settings
from invoice_llm.store import Store
from invoice_llm.store.blobs.company_lists import read_company_lists
from invoice_llm.store.blobs.files import FileStore
from invoice_llm.store.blobs.texts import TextStore

if TYPE_CHECKING:
    from invoice_llm.pipeline import Pipeline


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
        open_reader=lambda: scan_reader(document_limits(settings), engine, processes=processes, every_page=True),
    )


def _parts(settings: Settings, store: Store, tuning: Tuning, *, ignore_xml: bool, dedupe: bool) -> Parts:
    catalog = Catalog.load(settings.models_file)
    prompts = prompts_in(settings.prompts_dir)
    check_budget_names(settings, prompts)
    engine = installed_engine(settings.ocr)
    readings = LabelReadings()
    texts = text_store_of(settings)
    return Parts(
        store=store,
        files=FileStore(f"{settings.storage}/files"),
        texts=texts,
        engine=engine,
        prompts=prompts,
        catalog=catalog,
        selector=ModelSelector(catalog, tiers=served_tiers(catalog, settings.openai_base_url)),
        open_reader=lambda: reader_of(settings, engine),
        open_containers=lambda: ContainerOpener(container_limits(settings)),
        open_client=lambda: client_of(settings, catalog, store, tuning, readings),
        inbox=settings.inbox,
        inbox_roots=(settings.inbox, *settings.inbox_roots),
        output=settings.output,
        own_folders=(settings.output, settings.storage),
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
        samples=sample_micros(settings) > 0,
        lists=read_company_lists(settings.suppliers_file, settings.orders_file),
        calibration=Calibration.load(settings.calibration_file),
        examples_of=lambda read, before: shown_examples(store, texts, read, before=before),
        exports=exports_of(settings),
        label_readings=readings,
    )


def check_budget_names(settings: Settings, prompts: PromptPack) -> None:
    """Raise ``ConfigurationError`` for a budget of an invoice model that there is not: it would limit nothing."""
    for name, _ in settings.invoice_model_budgets_usd:
        if name not in prompts.models:
            raise ConfigurationError(
                f"INVOICE_LLM_INVOICE_MODEL_BUDGETS_USD names the invoice model {name!r}; it takes those that there "
                f"are: {', '.join(prompts.models)}"
            )
