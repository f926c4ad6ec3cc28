"""Whole runs against an endpoint on a socket, as with a key of one's own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from invoice_llm import app
from invoice_llm.errors import CredentialsRejected
from invoice_llm.invoice.answers import FieldVerdict, ValidationAnswer
from invoice_llm.invoice.printed import PrintedInvoice
from invoice_llm.invoice.telling import as_sentences
from invoice_llm.label_reader.reader import read_invoice
from invoice_llm.pipeline import RunParams
from invoice_llm.settings import Settings
from tests.llm.scripted_endpoint import Endpoint, Reply, completion, error, serving
from tests.pipeline.inboxes import INVOICE, fill, invoice, page, run
from tests.processes import HANG_S

TEXT = INVOICE.format(number="AF-2026-00123", date="2 March 2026", total="408.00", more="")
WITHOUT_LABEL = TEXT.replace("Invoice no:", "Tally:     ")


@contextmanager
def endpoint(*replies: Reply, served: Endpoint | None = None) -> Iterator[Endpoint]:
    """Serve in a thread of its own, since the pipeline's steps each bring their own event loop."""
    ready, done = threading.Event(), threading.Event()
    started: list[Endpoint] = []

    async def serve() -> None:
        async with serving(*replies, endpoint=served) as server:
            started.append(server)
            ready.set()
            await asyncio.to_thread(done.wait)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    assert ready.wait(HANG_S)
    try:
        yield started[0]
    finally:
        done.set()
        thread.join()


def with_key(home: Path, inbox: Path, url: str, **changes: Any) -> Settings:
    return Settings.from_env(
        {"AIRFLOW_HOME": str(home), "OPENAI_API_KEY": "sk-planted", "OPENAI_BASE_URL": url},
        inbox=str(inbox),
        output=str(home / "output"),
        ocr="off",
        settle_s=0.0,
        **changes,
    )


def read_as(**changes: Any) -> Reply:
    """The right answer for the page, but for some values."""
    data = read_invoice(TEXT).model_dump()
    return completion(PrintedInvoice.model_validate({**data, **changes}).model_dump_json())


def all_correct() -> Reply:
    fields = ["invoice_number", "issue_date", "due_date", "seller.name", "seller.vat_id", "total_net", "total_tax"]
    verdicts = [
        FieldVerdict(field=field, verdict="correct", printed=None, reason="printed")
        for field in [*fields, "total_gross", "amount_due"]
    ]
    return completion(ValidationAnswer(verdicts=verdicts).model_dump_json())


def test_two_readings_that_agree_are_accepted_and_paid_for(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"a.pdf": invoice()})
    with endpoint(read_as(), all_correct()) as server:
        record = run(with_key(tmp_path, inbox, server.base_url), "monday")["a.pdf"]
        sent = len(server.requests)
    assert (record["outcome"], record["llm_model"]) == ("accepted", "gpt-6-luna")
    assert record["confidence"] >= 0.8
    assert (record["calls"], record["tokens"]["input"]) == (sent, 1000 * sent)
    assert Decimal(record["cost_usd"]) == Decimal("0.00015") * sent


def test_a_value_that_the_model_made_up_gives_way_to_the_one_on_the_page(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"a.pdf": invoice()})
    with endpoint(read_as(invoice_number="AF-2026-99999", total_gross="£999.00")) as server:
        record = run(with_key(tmp_path, inbox, server.base_url), "monday", model_tier="basic")["a.pdf"]
    assert (record["invoice"]["invoice_number"], record["invoice"]["total_gross"]) == ("AF-2026-00123", "408.00")
    assert record["evidence"]["total_gross"]["reader"] == "labels"


def test_a_value_that_the_model_made_up_and_no_label_corrects_is_not_accepted(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"a.pdf": page(WITHOUT_LABEL)})
    with endpoint(read_as(invoice_number="AF-2026-99999")) as server:
        record = run(with_key(tmp_path, inbox, server.base_url), "monday", model_tier="basic")["a.pdf"]
    assert record["outcome"] == "review"
    assert "NOT_ON_PAGE" in record["reasons"]
    assert "invoice number" in record["detail"]


def test_a_weak_reading_is_taken_to_the_next_tier_once(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"a.pdf": page(WITHOUT_LABEL)})
    with endpoint(read_as(invoice_number="AF-2026-99999"), read_as(), all_correct()) as server:
        record = run(with_key(tmp_path, inbox, server.base_url), "monday")["a.pdf"]
        asked = [request["model"] for request in server.requests[:2]]
    assert asked == ["gpt-6-luna", "gpt-6.1-terra"]
    assert (record["invoice"]["invoice_number"], record["llm_model"]) == ("AF-2026-00123", "gpt-6.1-terra")


def test_when_no_model_gives_a_usable_answer_the_label_reader_does(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"a.pdf": invoice()})
    with endpoint(completion(None, refusal="no")) as server:
        record = run(with_key(tmp_path, inbox, server.base_url), "monday")["a.pdf"]
    assert record["llm_model"] == "embedded-label-reader"
    assert record["invoice"]["invoice_number"] == "AF-2026-00123"


def test_a_rejected_key_ends_the_step_and_the_document_comes_again(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"a.pdf": invoice(), "b.pdf": invoice("AF-2")})
    with endpoint(error(401, "invalid_api_key")) as server:
        settings = with_key(tmp_path, inbox, server.base_url)
        with app.open_pipeline(settings) as pipeline:
            pipeline.discover("night", RunParams())
            with pytest.raises(CredentialsRejected) as refused:
                asyncio.run(pipeline.process("night", 0))
            assert "sk-planted" not in str(refused.value)
            pipeline.summarize("night")
            left = pipeline.records("night")
            assert [record.outcome for record in left] == ["deferred", "deferred"]
            assert all("the key was not accepted (status 401" in as_sentences(record.why) for record in left)
    with endpoint(read_as(), all_correct()) as server:
        assert run(with_key(tmp_path, inbox, server.base_url), "next")["a.pdf"]["outcome"] == "accepted"
