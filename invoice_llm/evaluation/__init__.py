"""Score the pipeline against labelled documents. The answers, the budget and the ledger are those of real runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from invoice_llm import app
from invoice_llm.errors import ConfigurationError
from invoice_llm.evaluation.report import Report, ScoredDocument
from invoice_llm.evaluation.scoring import score
from invoice_llm.evaluation.truth import Labelled, labelled_documents, unlabelled_documents
from invoice_llm.invoice.outcome import Outcome
from invoice_llm.invoice.schema import Invoice
from invoice_llm.pipeline import RunParams
from invoice_llm.settings import Settings

__all__ = ["Report", "evaluate"]

Route = Literal["auto", "text"]
Progress = Callable[[int, int], object]


def evaluate(
    folder: Path,
    settings: Settings,
    *,
    params: RunParams | None = None,
    route: Route = "auto",
    limit: int | None = None,
    on_progress: Progress | None = None,
) -> Report:
    """Read every document of ``folder`` and compare those that have a truth.

    ``route="text"`` reads hybrid PDFs as pages, leaves plain XML out and scores only what the pages show. No document
    is held to be a duplicate of another. Raises ``ConfigurationError`` for a folder without documents.
    """
    if not folder.is_dir():
        raise ConfigurationError(f"{folder} is not a folder; name one with documents and <stem>.truth.json beside them")
    documents = _documents(folder, route)[:limit]
    if not documents:
        raise ConfigurationError(f"{folder} holds no documents to read")
    paths = [document.path for document in documents]
    records = records_of(paths, settings, params or RunParams(force=True), route, on_progress or _unwatched)
    scored = tuple(_scored(d, record, route) for d, record in zip(documents, records, strict=True))
    return Report(scored, model=_models(records), route=route)


def _unwatched(done: int, total: int) -> None:
    """Nobody looks at the progress."""
    del done, total


def _documents(folder: Path, route: Route) -> list[Labelled]:
    unlabelled = [Labelled(p.relative_to(folder).as_posix(), p, {}) for p in unlabelled_documents(folder)]
    documents = sorted([*labelled_documents(folder), *unlabelled], key=lambda d: d.name)
    return [d for d in documents if route == "auto" or d.path.suffix.lower() != ".xml"]


def records_of(
    paths: list[Path], settings: Settings, params: RunParams, route: Route, on_progress: Progress
) -> list[dict[str, Any]]:
    """The written record of each file, in their order."""
    run_id = f"eval__{datetime.now(UTC):%Y-%m-%dT%H-%M-%S.%f}"
    with app.open_pipeline(settings, ignore_xml=route == "text", dedupe=False) as pipeline:
        chunks = pipeline.discover_files(run_id, params, paths)
        for done, chunk in enumerate(chunks):
            on_progress(done, len(chunks))
            asyncio.run(pipeline.process(run_id, chunk))
        on_progress(len(chunks), len(chunks))
        pipeline.end_leftovers(run_id)
        return pipeline.records(run_id)


def _scored(document: Labelled, record: dict[str, Any], route: Route) -> ScoredDocument:
    invoice = None if record["invoice"] is None else Invoice.model_validate(record["invoice"])
    from_xml = any(evidence["source"] == "xml" for evidence in record["evidence"].values())
    page_only = route == "text" or not from_xml
    truth = score(invoice, document, page_only=page_only) if document.truth else None
    return ScoredDocument(document.name, Outcome(record["outcome"]), tuple(record["reasons"]), truth)


def _models(records: list[dict[str, Any]]) -> str:
    return ", ".join(sorted({record["llm_model"] for record in records if record["llm_model"]})) or "none"
