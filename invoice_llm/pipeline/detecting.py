"""The first look at a document: its text, whether the same invoice came before, and its invoice model."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any

from invoice_llm.calls import CallContext
from invoice_llm.errors import CircuitOpen, OddAnswer, RequestRejected, TransientError
from invoice_llm.invoice.identity import resend_key
from invoice_llm.invoice.outcome import Outcome
from invoice_llm.invoice.record import Original
from invoice_llm.invoice.statements import Statement
from invoice_llm.llm.client import ResilientLLMClient
from invoice_llm.llm.models.catalog import ModelTier
from invoice_llm.pipeline.duplicates.copies import same_invoice
from invoice_llm.pipeline.endings import Ended, ended_by
from invoice_llm.pipeline.keeping import Kept
from invoice_llm.pipeline.opening import open_document
from invoice_llm.pipeline.outages import Outages
from invoice_llm.pipeline.parts import DocumentReader, Parts
from invoice_llm.pipeline.splitting import cut_up
from invoice_llm.reading.detection import ModelDetectionResult, ModelDetector
from invoice_llm.store import Claim, FoundDocument

End = Callable[[FoundDocument, Ended], None]
log = logging.getLogger(__name__)


async def open_all(
    parts: Parts, reader: DocumentReader, run_id: str, todo: Sequence[FoundDocument], end: End, *, look: bool
) -> dict[FoundDocument, Kept]:
    """Open every document, and cut up what holds several; what cannot be read ends here, alone. ``look``: parts that
    another run has decided are not read again."""

    async def one(found: FoundDocument) -> Kept | Ended:
        try:
            return await open_document(parts, reader, found)
        except Exception as error:
            ended = ended_by(error)
            if ended is None:
                raise
            return ended

    opened: dict[FoundDocument, Kept] = {}
    for found, result in zip(todo, await asyncio.gather(*(one(found) for found in todo)), strict=True):
        if isinstance(result, Ended):
            end(found, result)
            continue
        for part, ready in cut_up(parts, run_id, found, result, look=look):
            if isinstance(ready, Ended):
                end(part, ready)
            else:
                opened[part] = ready
    return opened


def end_duplicates(parts: Parts, run_id: str, opened: dict[FoundDocument, Kept], end: End) -> None:
    """End what is the same invoice as an earlier document, before any call is made for it.

    The free label reading has to give supplier, number, day, total, account and buyer, all as in the earlier one: less
    than that is no proof, and the question comes again when the document has been read. One that says something of
    itself, that it is void or paid, is read as well: that may be news of the earlier one.
    """
    if not parts.dedupe:
        return
    ordered = sorted(opened.items(), key=lambda item: item[0].position)
    claims = [(key, found) for found, document in ordered if (key := _resend_key(document))]
    owners = parts.store.runs.claim_for_each(run_id, claims)
    for (_, found), owner in zip(claims, owners, strict=True):
        if not owner.mine and not _is_in_doubt(parts, owner):
            original = Original(run_id=owner.run_id, position=owner.position, document=owner.name)
            end(found, Ended(Outcome.DUPLICATE, (same_invoice(original, Statement.SAME_INVOICE),), original))


def _resend_key(document: Kept) -> str | None:
    if document.document.invoice is not None or any(one.state != "copy" for one in document.read.structure.said):
        return None
    return resend_key(document.read.labelled.invoice, document.read.text)


def _is_in_doubt(parts: Parts, owner: Claim) -> bool:
    """True where the earlier document was read and not accepted: it may be a forgery of this one, so this one is
    read."""
    first = parts.store.documents.get(owner.run_id, owner.position)
    return first is not None and first.row.outcome in (Outcome.REVIEW, Outcome.REJECTED, Outcome.FAILED)


class Detector:
    """Finds the invoice models of the ``opened`` documents; e-invoice data needs none."""

    def __init__(
        self,
        parts: Parts,
        client: ResilientLLMClient,
        run_id: str,
        opened: dict[FoundDocument, Kept],
        model: str,
        *,
        outages: Outages,
        force: bool,
    ) -> None:
        self._parts = parts
        self._client = client
        self._run_id = run_id
        self._opened = opened
        self._model = model
        self._outages = outages
        self._force = force
        self._detected: dict[int, dict[str, Any]] = {}

    async def __call__(self, found: FoundDocument) -> None:
        opened = self._opened.get(found)
        if opened is None:
            return
        if opened.document.invoice is not None and not self._parts.ignore_xml:
            self._detected[found.position] = {"invoice_model": None}
            return
        result = await self._detect(found, opened.read.text)
        log.info("%s: invoice model %s (%.2f)", found.name, result.model_type, result.confidence)
        self._detected[found.position] = {
            "invoice_model": str(result.model_type),
            "confidence": result.confidence,
        }

    def keep(self) -> None:
        """Keep what was found, all at once: what a process that is killed loses costs no call, since answers are kept
        as they come."""
        self._parts.store.runs.put_steps(self._run_id, "detected", self._detected)

    async def _detect(self, found: FoundDocument, text: str) -> ModelDetectionResult:
        """Asks the model, or the label reader where the model refuses or gives no answer of use, or none at all."""
        context = CallContext(operation="detect", document=found.key, run_id=self._run_id, force=self._force)
        free = self._parts.selector.of_tier(ModelTier.EMBEDDED)
        try:
            detector = ModelDetector(self._client, self._parts.prompts, self._model, context=context)
            return await detector.detect_model(text)
        except (TransientError, CircuitOpen, RequestRejected) as error:
            if not isinstance(error, OddAnswer | RequestRejected) and not self._outages.goes_on(found, error):
                raise
            log.warning("%s: no invoice model from %s (%s)", found.name, self._model, type(error).__name__)
            return await ModelDetector(self._client, self._parts.prompts, free, context=context).detect_model(text)
