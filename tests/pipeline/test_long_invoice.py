"""A long invoice: each line is read once, and a model whose answers are cut off is asked for a few pages at a time.

``benchmarks.long_invoice`` does the same with 60 pages, 900 lines and answers of 4,000 tokens.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks.long_invoice.made import KNOWN_WORDS, STRANGE_WORDS, LongInvoice
from benchmarks.long_invoice.reading_endpoint import cut_answer
from tests.llm.batch.batch_server import Plan, serving_batches
from tests.pipeline.inboxes import fill, run, settings
from tests.pipeline.test_with_endpoint import with_key

PAGES, MOST_TOKENS = 12, 1_000


def read_lines(record: Mapping[str, Any]) -> list[tuple[str, Decimal, Decimal]]:
    read = [(line["description"], line["quantity"], line["unit_price"]) for line in record["invoice"]["lines"]]
    return [(name, Decimal(quantity), Decimal(price)) for name, quantity, price in read]


def test_the_label_reader_reads_every_line_of_a_long_invoice_exactly_once(tmp_path: Path) -> None:
    made = LongInvoice(PAGES, KNOWN_WORDS)
    inbox = fill(tmp_path / "inbox", {"long.pdf": made.pdf()})
    record = run(settings(tmp_path, inbox), "monday", model_tier="embedded")["long.pdf"]
    assert read_lines(record) == made.lines
    assert Decimal(record["invoice"]["total_net"]) == made.total


def test_a_model_whose_answers_are_cut_off_reads_every_line_exactly_once(tmp_path: Path) -> None:
    made = LongInvoice(PAGES, STRANGE_WORDS)
    inbox = fill(tmp_path / "inbox", {"long.pdf": made.pdf()})
    with serving_batches(Plan(answer=lambda body: cut_answer(body, MOST_TOKENS))) as server:
        record = run(with_key(tmp_path, inbox, server.base_url), "monday", model_tier="basic")["long.pdf"]
        asked_for_rows = [body for body in server.single if "rows" in json.dumps(body["messages"][-1])]
    assert read_lines(record) == made.lines
    assert len(asked_for_rows) > 1


def test_the_label_reader_alone_does_not_know_the_columns_of_the_table_that_the_model_reads(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"long.pdf": LongInvoice(PAGES, STRANGE_WORDS).pdf()})
    record = run(settings(tmp_path, inbox), "monday", model_tier="embedded")["long.pdf"]
    assert record["invoice"]["lines"] == []
