"""The columns of the review queue: nothing that a list knows of a document is left out of it by oversight."""

from __future__ import annotations

import re
from dataclasses import fields
from importlib.resources import files

from invoice_llm.store import DocumentRow

ELSEWHERE = {
    *("sha256", "outcome", "supplier_key", "issue_date", "invoice_model", "llm_model", "settled_by"),
    *("calls", "cost_micros", "reviewed_by"),
}
"""Values that other lists show, or none: what waits is in review, and who reads it wants to decide."""
QUEUE = files("invoice_llm_airflow").joinpath("templates/queue.html").read_text(encoding="utf-8")


def test_every_value_of_a_row_is_in_the_queue_or_left_out_on_purpose() -> None:
    shown = set(re.findall(r"\brow\.(\w+)", QUEUE))
    assert shown | ELSEWHERE == {field.name for field in fields(DocumentRow)}
    assert not shown & ELSEWHERE


def test_every_column_of_the_queue_has_a_heading_and_a_cell() -> None:
    begins = QUEUE.index("<thead>")
    table = QUEUE[begins : QUEUE.index("</tbody>", begins)]
    assert len(re.findall(r"<th[ >]", table)) == len(re.findall(r"<td[ >]", table)) >= 6
