"""Kept documents after a power cut."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from invoice_llm import app
from invoice_llm.pipeline import RunParams
from invoice_llm.store.blobs.files import FileStore
from tests.pipeline.inboxes import fill, invoice, run, settings

DATA = b"an invoice"
SHA = hashlib.sha256(DATA).hexdigest()


@pytest.mark.parametrize("damage", [b"", DATA[:4], b"x" * len(DATA)], ids=["empty", "half", "other bytes"])
def test_a_damaged_file_is_none_and_is_written_anew(damage: bytes, tmp_path: Path) -> None:
    files = FileStore(str(tmp_path))
    files.put(SHA, DATA)
    (tmp_path / SHA[:2] / SHA).write_bytes(damage)
    with pytest.raises(FileNotFoundError):
        files.get(SHA)
    files.put(SHA, DATA)
    assert files.get(SHA) == DATA


def test_a_file_of_another_length_is_replaced_before_anybody_reads_it(tmp_path: Path) -> None:
    files = FileStore(str(tmp_path))
    files.put(SHA, DATA)
    (tmp_path / SHA[:2] / SHA).write_bytes(b"")
    files.put(SHA, DATA)
    assert files.get(SHA) == DATA


def test_a_document_whose_kept_file_was_damaged_is_not_thrown_away_for_good(tmp_path: Path) -> None:
    given = settings(tmp_path, fill(tmp_path / "inbox", {"a.pdf": invoice()}))
    with app.open_pipeline(given) as pipeline:
        pipeline.discover("monday", RunParams())
    (kept,) = Path(given.storage, "files").glob("*/*")
    kept.write_bytes(b"")
    assert run(given, "monday")["a.pdf"]["outcome"] == "deferred"
    assert run(given, "tuesday")["a.pdf"]["outcome"] == "accepted"
