"""Score the pipeline against labelled documents. The answers, the budget and the ledger are those of real runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from invoice_llm import __version__, app
from invoice_llm.errors import ConfigurationError
from invoice_llm.evaluation.labelling import supplier_by_document
from invoice_llm.evaluation.report import Report, ScoredDocument
from invoice_llm.evaluation.scoring import FieldScore, Score, score_document
from invoice_llm.evaluation.truth import TRUTH_PATHS, Labelled, labelled_documents, unlabelled_documents
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.record import Record
from invoice_llm.pipeline import RunParams
from invoice_llm.settings import Settings

__all__ = ["Report", "evaluate"]

Route = Literal["auto", "text", "ocr"]
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

    ``route="text"`` reads hybrid PDFs as pages, leaves plain XML out and scores only what the pages show; ``"ocr"``
    does the same and reads every page as a picture. No document is held to be a duplicate of another. Raises
    ``ConfigurationError`` for a folder without documents, and for OCR without an engine.
    """
    if not folder.is_dir():
        raise ConfigurationError(f"{folder} is not a folder; name one with documents and <stem>.truth.json beside them")
    documents = _documents(folder, route)[:limit]
    if not documents:
        raise ConfigurationError(f"{folder} holds no documents to read")
    asked = params or RunParams(force=True)
    records = records_of([d.path for d in documents], settings, asked, route, on_progress or _unwatched)
    groups = supplier_by_document(documents)
    scored = (_scored(d, record, route, groups[d.name]) for d, record in zip(documents, records, strict=True))
    return Report(
        tuple(scored),
        model=", ".join(sorted({record.llm_model for record in records if record.llm_model})) or "none",
        route=route,
        folder=str(folder),
        when=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        package=__version__,
        prompts=tuple(sorted({record.prompt_version for record in records if record.prompt_version})),
        tier=asked.model_tier,
        threshold=asked.confidence_threshold,
    )


def _unwatched(done: int, total: int) -> None:
    """Nobody looks at the progress."""
    del done, total


def _documents(folder: Path, route: Route) -> list[Labelled]:
    unlabelled = [Labelled(p.relative_to(folder).as_posix(), p, {}) for p in unlabelled_documents(folder)]
    documents = sorted([*labelled_documents(folder), *unlabelled], key=lambda d: d.name)
    return [d for d in documents if route == "auto" or d.path.suffix.lower() != ".xml"]


def records_of(
    paths: list[Path], settings: Settings, params: RunParams, route: Route, on_progress: Progress
) -> list[Record]:
    """The written record of each file, in their order; of a file that holds several documents, that of the first."""
    run_id = f"eval__{datetime.now(UTC):%Y-%m-%dT%H-%M-%S.%f}"
    as_pages, as_pictures = route != "auto", route == "ocr"
    with app.open_pipeline(settings, ignore_xml=as_pages, ocr_only=as_pictures, dedupe=False) as pipeline:
        chunks = pipeline.discover_files(run_id, params, paths)
        asyncio.run(pipeline.process_all(run_id, chunks, on_progress))
        pipeline.end_leftovers(run_id)
        written = pipeline.records(run_id)
    return [next(record for record in written if _is_of(record, path)) for path in paths]


def _is_of(record: Record, path: Path) -> bool:
    """``True`` for the record of a file, and of a part of it."""
    rest = record.document.removeprefix(str(path))
    return rest != record.document and (not rest or rest.startswith(("/", "#pages=")))


def _scored(document: Labelled, record: Record, route: Route, supplier: str) -> ScoredDocument:
    sources = {spot.source for spot in record.evidence.values()}
    page_only = route != "auto" or not record.is_data
    truth = score_document(record.invoice, document, page_only=page_only) if document.truth else None
    return ScoredDocument(
        document.name,
        record.outcome,
        record.reasons,
        truth and Score(tuple(_placed(v, record.evidence) for v in truth.fields), truth.lines),
        sha256=record.sha256,
        supplier=supplier,
        confidence=record.confidence,
        pages_from=next((source for source in ("xml", "ocr", "text") if source in sources), ""),
        calls=record.calls,
        input_tokens=record.tokens.input,
        cached_tokens=record.tokens.cached,
        output_tokens=record.tokens.output,
        cost_usd=record.cost_usd,
    )


def _placed(verdict: FieldScore, evidence: Mapping[str, Evidence]) -> FieldScore:
    """The verdict with what is known of the value's place."""
    spot = evidence.get(TRUTH_PATHS.get(verdict.key, verdict.key))
    if spot is None or verdict.found is None:
        return verdict
    return replace(verdict, confidence=spot.confidence, page=spot.page, bbox=spot.bbox)
