"""The Python interface, as a program calls it: results with types, no database, one result a document."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

import invoice_llm
from invoice_llm.errors import ConfigurationError, SeveralDocuments
from invoice_llm.settings import Settings
from tests.homes import move_into
from tests.pipeline.inboxes import LETTER, fill, invoice, page


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    move_into(tmp_path, monkeypatch)


def test_a_file_is_read_into_a_typed_result_and_nothing_is_left_behind(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"a.pdf": invoice()})
    result = invoice_llm.read(inbox / "a.pdf")
    assert result.invoice is not None
    assert (result.accepted, result.invoice.invoice_number) == (True, "AF-2026-00123")
    assert result.invoice.total_gross == Decimal("408.00")
    assert result.confidence is not None
    assert result.confidence > 0.75
    assert result.evidence["total_gross"].quote
    assert (result.reasons, result.cost, result.document) == ((), Decimal(0), str(inbox / "a.pdf"))
    assert [one.name for one in tmp_path.iterdir()] == ["inbox"]


def test_bytes_are_read_like_a_file() -> None:
    result = invoice_llm.read(invoice())
    assert result.invoice is not None
    assert (result.document, result.invoice.invoice_number) == ("document-1", "AF-2026-00123")


def test_what_is_no_invoice_is_a_result_with_its_reason() -> None:
    result = invoice_llm.read(page(LETTER))
    assert (str(result.outcome), result.accepted) == ("rejected", False)
    assert result.detail == "This is not an invoice. It is a letter."


def test_several_documents_come_in_the_order_in_which_they_were_given(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"b.pdf": page(LETTER), "a.pdf": invoice()})
    results = invoice_llm.read_many([inbox / "b.pdf", inbox / "a.pdf", invoice()])
    assert [str(result.outcome) for result in results] == ["rejected", "accepted", "accepted"]
    assert invoice_llm.read_many([]) == []


def test_each_part_of_an_archive_is_a_result_and_read_asks_for_one(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a.pdf", invoice())
        archive.writestr("b.pdf", invoice(number="AF-2026-00124"))
    parts = invoice_llm.read_many([tmp_path / "two.zip"])
    assert [part.document.rpartition("/")[2] for part in parts] == ["a.pdf", "b.pdf"]
    with pytest.raises(SeveralDocuments, match=r"holds 2 documents .*a\.pdf.*read_many"):
        invoice_llm.read(tmp_path / "two.zip")


def test_a_coroutine_and_a_plain_call_both_work_inside_an_event_loop() -> None:
    async def both() -> list[str]:
        return [str((await invoice_llm.aread(invoice())).outcome), str(invoice_llm.read(invoice()).outcome)]

    assert asyncio.run(both()) == ["accepted", "accepted"]


def test_params_are_those_of_a_run_and_a_wrong_one_is_named() -> None:
    assert str(invoice_llm.read(invoice(), confidence_threshold=1.0).outcome) == "review"
    with pytest.raises(ConfigurationError, match="unknown param treshold"):
        invoice_llm.read(invoice(), treshold=0.5)
    with pytest.raises(ConfigurationError, match="inbox is for a run"):
        invoice_llm.read(invoice(), inbox="/tmp")
    with pytest.raises(ConfigurationError, match="no such file: nowhere"):
        invoice_llm.read("nowhere.pdf")


def test_given_settings_name_the_database_in_which_the_reading_is_kept(tmp_path: Path) -> None:
    database = tmp_path / "kept.db"
    settings = Settings.from_env(
        database_url=f"sqlite:///{database}", storage=str(tmp_path / "storage"), output=str(tmp_path / "output")
    )
    invoice_llm.read(invoice(), settings=settings)
    assert database.exists()
    assert list((tmp_path / "output").glob("read__*/invoices.jsonl"))


def test_the_package_lists_its_names_and_runs_as_a_module() -> None:
    assert {"read", "aread", "read_many", "ReadResult"} <= set(dir(invoice_llm))
    done = subprocess.run(
        [sys.executable, "-m", "invoice_llm", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == f"invoice-llm {invoice_llm.__version__}"
