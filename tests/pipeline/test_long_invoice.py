"""An invoice of 60 pages with 900 lines: each line is read once, and a model that answers in 4,000 tokens is enough."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.llm.batch.batch_server import Plan, as_asked, by_label_reader, serving_batches
from tests.pipeline.inboxes import fill, run, settings
from tests.pipeline.test_with_endpoint import with_key

PAGES, ON_A_PAGE, MOST_TOKENS = 60, 15, 4_000
HEAD = """\
Alder & Finch Trading Ltd                                  INVOICE
14 Wharf Street
Bristol BS1 4QA
VAT Reg No GB 823 4471 81

Bill to:                              Invoice no:      AF-2026-00900
Northgate Hotels Ltd                  Invoice date:    2 March 2026
7 Castle Road                         Due date:        1 May 2026
Leeds LS1 2AB
"""
COLUMNS = "Description                         Qty    Unit price       Amount"


def lines() -> list[tuple[str, Decimal, Decimal]]:
    """What was sold: a name that is printed once, how many, and the price of one."""
    numbers = range(1, PAGES * ON_A_PAGE + 1)
    return [(f"Article {n} towel", Decimal(n % 9 + 1), Decimal(100 + 7 * n % 900) / 100) for n in numbers]


TOTAL = sum((quantity * price for _, quantity, price in lines()), Decimal(0))


def page_texts() -> Iterator[str]:
    carried = Decimal(0)
    for page in range(PAGES):
        head = f"Alder & Finch Trading Ltd   Invoice AF-2026-00900   page {page + 1} of {PAGES}\n" if page else HEAD
        rows = [head, COLUMNS]
        for name, quantity, price in lines()[ON_A_PAGE * page : ON_A_PAGE * (page + 1)]:
            carried += quantity * price
            rows.append(f"{name:34}{quantity:5}{price:14}{quantity * price:13}")
        yield "\n".join([*rows, "", *_foot(page, carried)])


def _foot(page: int, carried: Decimal) -> list[str]:
    if page < PAGES - 1:
        return [f"{'Carried forward':52}{carried:14}"]
    tax = (carried / 5).quantize(Decimal("0.01"))
    sums = {"Subtotal": carried, "VAT 20%": tax, "Total": carried + tax}
    return [
        *(f"{'':42}{label:10}{amount:14}" for label, amount in sums.items()),
        "",
        "IBAN GB33 BUKB 2020 1555 5555 55",
    ]


def long_invoice() -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=True)
    for text in page_texts():
        drawn = canvas.beginText(40, 790)
        drawn.setFont("Courier", 9)
        drawn.textLines(text)
        canvas.drawText(drawn)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def cut_at_4000(body: Mapping[str, Any]) -> dict[str, Any]:
    """An endpoint that answers what it was asked for, and breaks off where that is too long."""
    answer = by_label_reader(body)
    choice = answer["choices"][0]
    content = as_asked(body, choice["message"]["content"])
    most = math.floor(2.4 * MOST_TOKENS)
    finish = "stop" if len(content) <= most else "length"
    message = {**choice["message"], "content": content[:most]}
    return {**answer, "choices": [{**choice, "message": message, "finish_reason": finish}]}


@pytest.mark.parametrize("reader", ["label reader", "model"])
def test_every_line_of_a_long_invoice_is_read_exactly_once(reader: str, tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"long.pdf": long_invoice()})
    with serving_batches(Plan(answer=cut_at_4000)) as server:
        given = settings(tmp_path, inbox) if reader == "label reader" else with_key(tmp_path, inbox, server.base_url)
        record = run(given, "monday", model_tier="embedded" if reader == "label reader" else "basic")["long.pdf"]
        assert bool(server.single) is (reader == "model")
    read = [(line["description"], line["quantity"], line["unit_price"]) for line in record["invoice"]["lines"]]
    assert [(name, Decimal(quantity), Decimal(price)) for name, quantity, price in read] == lines()
    assert Decimal(record["invoice"]["sum_lines_net"] or record["invoice"]["total_net"]) == TOTAL
