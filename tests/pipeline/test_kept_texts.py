"""What was read of a document stays with it, whatever OCR engine is installed later."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from invoice_llm import app
from invoice_llm.documents.isolation import IsolatedReader
from invoice_llm.documents.read_document import Limits, ReadDocument
from invoice_llm.pipeline import Pipeline, RunParams
from invoice_llm.store.blobs.texts import TextStore
from tests.pipeline.inboxes import fill, invoice, page, run, settings


@dataclass
class Engine:
    """A reader that says how often it was asked; it reads text, which is enough to see when it is asked."""

    name: str
    asked: int = 0

    async def read(self, data: bytes) -> ReadDocument:
        self.asked += 1
        async with IsolatedReader(Limits()) as reader:
            return await reader.read(data)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Engine]:
        yield self


def night(home: Path, engine: Engine, run_id: str, *, force: bool) -> dict[str, str]:
    """A whole run in a process that has seen nothing of the documents yet."""
    with app.open_pipeline(settings(home, home / "inbox")) as opened:
        pipeline = Pipeline(replace(opened._parts, engine=engine.name, open_reader=engine.opened))
        for chunk in pipeline.discover(run_id, RunParams(force=force)):
            asyncio.run(pipeline.process(run_id, chunk))
        pipeline.summarize(run_id)
        return {record.document: str(record.outcome) for record in pipeline.records(run_id)}


def test_a_new_engine_reads_anew_only_what_is_asked_for_and_has_no_text(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"scan.pdf": page(""), "print.pdf": invoice()})
    run(settings(tmp_path, inbox), "sunday")
    engine = Engine("rapidocr")
    assert set(night(tmp_path, engine, "monday", force=False).values()) == {"duplicate"}
    assert engine.asked == 0
    read = night(tmp_path, engine, "tuesday", force=True)
    assert (read, engine.asked) == ({"scan.pdf": "review", "print.pdf": "accepted"}, 1), "the scan alone"
    night(tmp_path, engine, "wednesday", force=True)
    assert engine.asked == 1, "this engine has read it"


def test_a_waiting_document_keeps_its_places_when_an_engine_is_installed(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"a.pdf": invoice(total="480.00")})
    run(settings(tmp_path, inbox), "monday")
    key = hashlib.sha256((inbox / "a.pdf").read_bytes()).hexdigest()
    for choice in ("off", "auto"):
        with app.open_review(settings(tmp_path, inbox, ocr=choice)) as service:
            kept = service.texts.get(key)
            assert kept is not None
            assert kept["pages"][0]["rows"], choice


def test_what_an_earlier_version_kept_by_engine_is_found(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {})
    wanted = settings(tmp_path, inbox)
    TextStore(f"{wanted.storage}/texts-tesseract").put("a" * 64, {"kind": "pdf"})
    with app.open_review(wanted) as service:
        assert service.texts.get("a" * 64) == {"kind": "pdf"}
        assert service.texts.remove("a" * 64) == 1
        assert service.texts.get("a" * 64) is None
