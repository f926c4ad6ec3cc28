"""Nights through the product: runs over a folder, and a review of what waits by its truth."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from invoice_llm import app
from invoice_llm.errors import BadValues, ChecksFail
from invoice_llm.invoice import paths
from invoice_llm.invoice.record import Record
from invoice_llm.invoice.schema import Invoice
from invoice_llm.pipeline.params import RunParams
from invoice_llm.review import Change, Edits, Person, ReviewService
from invoice_llm.settings import Settings
from invoice_llm.store import DocumentPlace, QueueFilters, QueueOrder

Json = dict[str, Any]
FIVE = ("invoice_number", "issue_date", "currency", "seller_name", "total_gross")
_PATHS = {
    "doc_type": "doc_type",
    "invoice_number": "invoice_number",
    "issue_date": "issue_date",
    "due_date": "due_date",
    "currency": "currency",
    "seller_name": "seller.name",
    "seller_vat_id": "seller.vat_id",
    "buyer_name": "buyer.name",
    "total_net": "total_net",
    "total_tax": "total_tax",
    "total_gross": "total_gross",
    "amount_due": "amount_due",
}
"""What a clerk compares and corrects, by key of the truth."""
_CLERK = Person(who="clerk", note="as the page shows it")


@dataclass(frozen=True, slots=True)
class Place:
    """A database with its files: what was learned stands there."""

    home: Path
    roots: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    tier: str = "auto"

    @property
    def settings(self) -> Settings:
        own = {
            "INVOICE_LLM_DATABASE_URL": f"sqlite:///{self.home}/night.db",
            "INVOICE_LLM_STORAGE": f"{self.home}/storage",
            "INVOICE_LLM_OUTPUT": f"{self.home}/output",
            "INVOICE_LLM_INBOX_ROOTS": str(self.roots),
            "INVOICE_LLM_SETTLE_S": "0",
            "INVOICE_LLM_DAILY_BUDGET_USD": "10000",
        }
        return Settings.from_env({**own, **self.environment})


def run(place: Place, folder: Path, run_id: str) -> dict[str, Record]:
    """One night over a folder; records by the stem of the file."""
    with app.open_pipeline(place.settings) as pipeline:
        chunks = pipeline.discover(run_id, RunParams(inbox=str(folder), model_tier=place.tier))  # type: ignore[arg-type]
        asyncio.run(pipeline.process_all(run_id, chunks, _silent))
        pipeline.summarize(run_id)
        return {Path(record.document).stem: record for record in pipeline.records(run_id)}


def _silent(done: int, whole: int) -> None:
    """Tell nobody how far a night is."""


def review(place: Place, truths: Mapping[str, Json]) -> int:
    """Decide on every document that waits by its truth; returns how many."""
    done = 0
    with app.open_review(place.settings) as service:
        for row in service.store.waiting.page(QueueOrder.AGE, QueueFilters(), limit=1000).rows:
            decide(service, DocumentPlace(row.run_id, row.position), truths[Path(row.name).stem])
            done += 1
    return done


def decide(service: ReviewService, place: DocumentPlace, truth: Json) -> None:
    """Correct what is not as the truth has it and accept, also where a check still fails."""
    seen = service.store.documents.get(*place)
    assert seen is not None
    assert seen.record is not None
    edits = Edits(fields=dict(_changes(seen.record.invoice or Invoice(), truth)))
    try:
        service.decisions.correct(place, seen.row.version, _CLERK, edits)
    except (ChecksFail, BadValues):
        service.decisions.correct(place, seen.row.version, _CLERK, edits, despite=True)


def _changes(invoice: Invoice, truth: Json) -> Any:
    for key, path in _PATHS.items():
        wanted, read = truth.get(key), paths.get(invoice, path)
        if wanted is None and read is not None and key == "due_date":
            yield path, Change(None)
        if wanted is not None and not same(read, wanted):
            yield path, Change(str(wanted))
    printed = [account.iban for account in invoice.payment_accounts]
    if truth.get("iban") and not printed:
        yield "payment_accounts[0].iban", Change(str(truth["iban"]))


def same(read: object, wanted: object) -> bool:
    """Equal as values: days as days, names without case and signs."""
    if read is None:
        return False
    if isinstance(read, date):
        return read.isoformat() == wanted
    return _plain(read) == _plain(wanted)


def is_right(record: Record, truth: Json) -> bool:
    """True where number, day, currency, supplier and total are all as the truth has them."""
    invoice = record.invoice
    return invoice is not None and all(same(paths.get(invoice, _PATHS[key]), truth[key]) for key in FIVE)


def _plain(value: object) -> str:
    text = str(value)
    try:
        return json.dumps(float(text))
    except ValueError:
        return "".join(letter for letter in text.casefold() if letter.isalnum())
