"""All that the pages and the command need: where decisions are made, what was found, and where its content is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from invoice_llm.label_reader.readings import LabelReadings
from invoice_llm.prompt_pack import prompts_in
from invoice_llm.review.decisions import ReviewDecisions
from invoice_llm.store import Overview, Store, SupplierPage, SupplierRow
from invoice_llm.store.blobs.files import FileStore
from invoice_llm.store.blobs.texts import TextStore

if TYPE_CHECKING:
    from invoice_llm.review.prompt_folders import PromptFolder


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewService:
    """``zone`` is where nights and due dates are counted; ``local_models`` run in process and cost nothing."""

    store: Store
    decisions: ReviewDecisions
    files: FileStore
    texts: TextStore
    prompts_dir: Path | None
    zone: tzinfo
    budget_micros: int
    alerts: tuple[float, ...]
    local_models: tuple[str, ...]
    label_readings: LabelReadings = field(default_factory=LabelReadings)

    def overview(self) -> Overview:
        """The last thirty nights."""
        budget = self.budget_micros + self.store.raises.of(datetime.now(self.zone).date())
        return self.store.overviews.read(
            self.zone, budget_micros=budget, alerts=self.alerts, local_models=self.local_models
        )

    def suppliers(self, *, invoice_model: str | None = None, after: str | None = None, limit: int = 50) -> SupplierPage:
        """This month's suppliers against the last one's."""
        month = datetime.now(self.zone).date()
        return self.store.suppliers.page(month, self.zone, invoice_model=invoice_model, after=after, limit=limit)

    def prompt_folder(self, supplier_key: str, *, name: str | None = None) -> PromptFolder:
        """A prompt folder from what people accepted of a supplier, as a zip. Raises ``NotDecidable`` without any."""
        from invoice_llm.review.prompt_folders import prompt_folder

        return prompt_folder(self.store, self.texts, supplier_key, name=name, prompts=self.prompts_dir)

    @property
    def own_names(self) -> tuple[str, ...]:
        """Names of all own fields that are declared."""
        return prompts_in(self.prompts_dir).own_names

    def invoice_models(self) -> tuple[SupplierRow, ...]:
        """This month's invoice models against the last one's."""
        return self.store.suppliers.models(datetime.now(self.zone).date(), self.zone)
