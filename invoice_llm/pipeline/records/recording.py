"""The one place where a document gets its outcome and its record."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from invoice_llm.invoice.concern import reasons_in
from invoice_llm.invoice.outcome import Outcome, Reason
from invoice_llm.invoice.record import Record, Tokens
from invoice_llm.invoice.statements import Statement
from invoice_llm.pipeline.duplicates.copies import seen_before
from invoice_llm.pipeline.endings import Ended
from invoice_llm.pipeline.intake.discovery import NO_CHUNK
from invoice_llm.pipeline.parts import Parts
from invoice_llm.pipeline.reading import Reading
from invoice_llm.store import DocumentSpend, FoundDocument

NOTHING = DocumentSpend(calls=0, input=0, cached=0, output=0, cost_micros=0, models=())
"""A copy has the hash of its original, whose calls are not its own."""
_DECISIONS = (Outcome.ACCEPTED, Outcome.REVIEW, Outcome.REJECTED)
log = logging.getLogger(__name__)


def end(
    parts: Parts,
    run_id: str,
    found: FoundDocument,
    ended: Ended,
    reading: Reading | None = None,
    *,
    spent: DocumentSpend | None = None,
) -> None:
    """Write the record; ``reading`` is what was read of the document, where it got that far, ``spent`` what its calls
    cost, where that is known already. Where another run has decided the same content meanwhile, it is a duplicate of
    that."""
    once = found.key if parts.dedupe and ended.outcome in _DECISIONS else None
    spent = spent or _spent(parts, run_id, found)
    if before := parts.store.runs.finish(run_id, found.position, _record(found, ended, reading, spent), once=once):
        ended = seen_before(before, Statement.FILE_SEEN)
        parts.store.runs.finish(run_id, found.position, _record(found, ended, reading, spent))
    why = ", ".join(reasons_in(ended.concerns)) or "all checks passed"
    log.info("%s: %s (%s)", found.name, ended.outcome, why)


def spent_on(parts: Parts, run_id: str, documents: Sequence[FoundDocument]) -> dict[int, DocumentSpend]:
    """What the calls of these documents have cost, by position, where all of their calls are over."""
    spent = parts.store.spending.documents(run_id, {found.key for found in documents if found.chunk != NO_CHUNK})
    return {found.position: spent.get(found.key, NOTHING) for found in documents}


def _spent(parts: Parts, run_id: str, found: FoundDocument) -> DocumentSpend:
    return NOTHING if found.chunk == NO_CHUNK else parts.store.spending.document(run_id, found.key)


def _record(found: FoundDocument, ended: Ended, reading: Reading | None, spent: DocumentSpend) -> Record:
    return Record(
        document=found.name,
        sha256=found.sha256,
        outcome=ended.outcome,
        reasons=reasons_in(ended.concerns),
        concerns=ended.concerns,
        duplicate_of=ended.duplicate_of,
        pages=_pages(found),
        kind=ended.kind,
        set_aside=reading.set_aside if reading else {},
        confidence=reading and reading.confidence,
        invoice=reading and reading.invoice,
        evidence=reading.evidence if reading else {},
        invoice_model=reading and reading.invoice_model,
        llm_model=reading and reading.llm_model,
        prompt_version=reading and reading.prompt_version,
        refusals=reading.refusals if reading else (),
        calls=spent.calls,
        tokens=Tokens(input=spent.input, cached=spent.cached, output=spent.output),
        cost_usd=Decimal(spent.cost_micros) / 1_000_000,
    )


def _pages(found: FoundDocument) -> tuple[int, int] | None:
    return None if found.first_page is None or found.last_page is None else (found.first_page, found.last_page)


def tallied(records: Iterable[Record], *, free: str) -> dict[str, Any]:
    """For the summary, in one pass: how many documents wait for the budget, how many a model refused, whether no model
    but ``free``, the label reader, read any document at all, and what was said first."""
    waiting, refused, read, first = 0, 0, 0, None
    for record in records:
        waiting += Reason.BUDGET_REACHED in record.reasons
        read += record.llm_model not in (None, free)
        if record.refusals:
            refused, first = refused + 1, first or record.refusals[0]
    return {
        "waiting_for_budget": waiting,
        "refused": refused,
        "all_refused": refused > 0 and not read,
        "refusal": first,
    }
