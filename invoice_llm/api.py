"""Python interface: one call reads a document, or many, as ``invoice-llm extract`` does.

Without settings of the caller and without ``INVOICE_LLM_DATABASE_URL`` the work is done in a folder of its own that is
removed afterwards: nothing has to be installed or prepared, and nothing is remembered. With a database, answers that
were paid for are kept and the daily budget is shared with the nightly run.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from invoice_llm.errors import ConfigurationError, SeveralDocuments
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.outcome import Outcome
from invoice_llm.invoice.record import Record
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.telling import detail_of
from invoice_llm.pipeline.loops import run_to_end
from invoice_llm.pipeline.params import RunParams
from invoice_llm.settings import Settings

Source = str | os.PathLike[str] | bytes
"""A path, or the bytes of a document."""


@dataclass(frozen=True, slots=True)
class ReadResult:
    """One document as it was read. ``confidence`` is the probability, 0-1, that number, date, currency, supplier and
    total are all right; ``evidence`` is by field; ``reasons`` are codes and ``detail`` their sentences; ``cost`` is in
    USD. ``record`` is the line that ``extract --json`` prints."""

    document: str
    outcome: Outcome
    confidence: float | None
    invoice: Invoice | None
    evidence: Mapping[str, Evidence]
    reasons: tuple[str, ...]
    detail: str | None
    cost: Decimal
    record: Record

    @classmethod
    def of(cls, record: Record) -> ReadResult:
        return cls(
            document=record.document,
            outcome=record.outcome,
            confidence=record.confidence,
            invoice=record.invoice,
            evidence=record.evidence,
            reasons=record.reasons,
            detail=detail_of(record.concerns),
            cost=record.cost_usd,
            record=record,
        )

    @property
    def accepted(self) -> bool:
        """True where no person has to look."""
        return self.outcome is Outcome.ACCEPTED


def read(source: Source, *, settings: Settings | None = None, **params: Any) -> ReadResult:
    """Read one document; ``params`` are those of a run, such as ``model_tier`` and ``confidence_threshold``.

    A document that cannot be read is a result with its outcome, not an error. Raises ``SeveralDocuments`` for a file
    that holds other than one document (a mail, an archive), and ``ConfigurationError`` for a wrong setting or param
    and for a file that is not there.
    """
    results = read_many([source], settings=settings, **params)
    if len(results) != 1:
        names = ", ".join(result.document for result in results) or "none"
        raise SeveralDocuments(f"the file holds {len(results)} documents ({names}); read it with read_many")
    return results[0]


async def aread(source: Source, *, settings: Settings | None = None, **params: Any) -> ReadResult:
    """Coroutine of :func:`read`; the caller's event loop stays free."""
    return await asyncio.to_thread(lambda: read(source, settings=settings, **params))


def read_many(sources: Iterable[Source], *, settings: Settings | None = None, **params: Any) -> list[ReadResult]:
    """Read documents together, in the order of ``sources``; each part of a mail or an archive is a result of its own.

    Raises as :func:`read` does.
    """
    asked = _asked(params)
    with tempfile.TemporaryDirectory(prefix="invoice-llm-") as folder:
        files = [_file_of(source, position, Path(folder)) for position, source in enumerate(sources)]
        if not files:
            return []
        records = _records(settings or _own_settings(Path(folder)), asked, files)
        return [ReadResult.of(_named_without(record, folder)) for record in records]


def _asked(params: Mapping[str, Any]) -> RunParams:
    """Params of a run over single files: what was read before is read again."""
    if refused := {"inbox", "limit", "mode"} & set(params):
        raise ConfigurationError(f"{', '.join(sorted(refused))} is for a run over an inbox, not for single files")
    return RunParams.from_mapping({"force": True, **params})


def _own_settings(folder: Path) -> Settings:
    """The environment's settings; without a database in it, one in ``folder``."""
    if os.environ.get("INVOICE_LLM_DATABASE_URL"):
        return Settings.from_env()
    return Settings.from_env(
        database_url=f"sqlite:///{folder / 'store.db'}", storage=str(folder / "storage"), output=str(folder / "output")
    )


def _file_of(source: Source, position: int, folder: Path) -> Path:
    """The file of a source; bytes get a file of their own, whose kind is told by its content."""
    if isinstance(source, bytes):
        path = folder / f"document-{position + 1}"
        path.write_bytes(source)
        return path
    path = Path(source)
    if not path.is_file():
        raise ConfigurationError(f"no such file: {path}")
    return path


def _named_without(record: Record, folder: str) -> Record:
    """The record without the temporary folder in its document's name."""
    return record.model_copy(update={"document": record.document.removeprefix(f"{folder}{os.sep}")})


def _records(settings: Settings, params: RunParams, files: Sequence[Path]) -> list[Record]:
    from invoice_llm.app import open_pipeline

    run_id = f"read__{datetime.now(UTC):%Y-%m-%dT%H-%M-%S.%f}"
    with open_pipeline(settings, dedupe=False) as pipeline:
        chunks = pipeline.discover_files(run_id, params, files)
        try:
            run_to_end(pipeline.process_all(run_id, chunks, _unwatched))
        finally:
            pipeline.summarize(run_id)
        return pipeline.records(run_id)


def _unwatched(_done: int, _total: int) -> None:
    """Nobody watches the progress."""
