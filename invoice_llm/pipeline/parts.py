"""Components of the pipeline; :mod:`invoice_llm.app` puts it together."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from invoice_llm.documents.containers.opener import ContainerOpener
from invoice_llm.documents.read_document import ReadDocument
from invoice_llm.invoice.checks import OwnCompany
from invoice_llm.invoice.company_lists import CompanyLists
from invoice_llm.invoice.schema import Invoice
from invoice_llm.label_reader.readings import LabelReadings
from invoice_llm.llm.models.catalog import Catalog
from invoice_llm.llm.models.selector import ModelSelector
from invoice_llm.pipeline.exports.folder import Exports
from invoice_llm.pipeline.keeping import Kept
from invoice_llm.prompt_pack import Example, PromptPack
from invoice_llm.reading.confidence import Calibration
from invoice_llm.recent import Recent
from invoice_llm.store import Store
from invoice_llm.store.blobs.files import FileStore
from invoice_llm.store.blobs.texts import TextStore

if TYPE_CHECKING:
    from invoice_llm.llm.client import ResilientLLMClient

_PAGES_AT_HAND = 256
"""Those of ten chunks of one-page invoices, or of one long file."""
ExamplesOf = Callable[[Invoice, datetime], tuple[Example, ...]]
"""Of the supplier that a first look names: what people had accepted of it at that time."""


def no_examples(read: Invoice, before: datetime) -> tuple[Example, ...]:  # noqa: ARG001
    """No examples: for a pipeline without reviewers."""
    return ()


class DocumentReader(Protocol):
    """Turns bytes into pages; raises ``UnreadableDocument``. A document that hangs or crashes it harms no other."""

    async def read(self, data: bytes) -> ReadDocument: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """``open_reader`` and ``open_client`` are entered once a step, in the step's own event loop. Without a
    ``calibration`` the shipped one weighs; without an ``engine`` pictures of pages are not read.
    ``label_readings`` are shared with the label reader's endpoint, so that no text is read twice; ``at_hand``
    are the documents that this process saw last, by their keys, so that its next step goes on with what has been
    read off them."""

    store: Store
    files: FileStore
    texts: TextStore
    prompts: PromptPack
    catalog: Catalog
    selector: ModelSelector
    open_reader: Callable[[], AbstractAsyncContextManager[DocumentReader]]
    open_containers: Callable[[], AbstractContextManager[ContainerOpener]]
    open_client: Callable[[], AbstractAsyncContextManager[ResilientLLMClient]]
    inbox: str
    inbox_roots: tuple[str, ...]
    output: str
    has_endpoint: bool
    concurrency: int
    chunk_size: int | None
    max_bytes: int
    today: Callable[[], date]
    own_folders: tuple[str, ...] = ()
    settle_s: float = 0.0
    batch_poll: timedelta = timedelta(seconds=30)
    batch_lease: timedelta = timedelta(minutes=2)
    ignore_xml: bool = False
    dedupe: bool = True
    own: OwnCompany = field(default_factory=OwnCompany)
    lists: CompanyLists = field(default_factory=CompanyLists)
    samples: bool = False
    calibration: Calibration | None = None
    engine: str | None = None
    examples_of: ExamplesOf = no_examples
    exports: Exports = field(default_factory=Exports)
    label_readings: LabelReadings = field(default_factory=LabelReadings)
    at_hand: Recent[str, Kept] = field(default_factory=lambda: Recent(_PAGES_AT_HAND, Kept.weight))
