"""The review service as the settings place it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from invoice_llm.app.storage import exports_of, ready_store, text_store_of, today
from invoice_llm.invoice.checks import OwnCompany
from invoice_llm.llm.models.catalog import Catalog, ModelTier
from invoice_llm.prompt_pack import prompts_in
from invoice_llm.review import ReviewDecisions, ReviewService
from invoice_llm.settings import Settings
from invoice_llm.store.blobs.files import FileStore


@contextmanager
def open_review(settings: Settings) -> Iterator[ReviewService]:
    """Open the review service; safe to keep open, and to use from several threads."""
    catalog = Catalog.load(settings.models_file)
    with ready_store(settings) as store:
        own = OwnCompany(names=settings.own_names, vat_ids=settings.own_vat_ids)
        texts = text_store_of(settings)
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
