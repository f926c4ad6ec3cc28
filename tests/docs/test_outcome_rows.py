"""Every outcome is given by some step, and explained wherever outcomes are."""

from __future__ import annotations

import re

import pytest

from invoice_llm.invoice.outcome import Outcome
from tests.repository import ROOT

PAGES = ("README.md", "docs/operations.md", "dags/invoice_extraction.md")
CODE = [
    path.read_text("utf-8")
    for folder in ("pipeline", "reading", "review")
    for path in (ROOT / "invoice_llm" / folder).rglob("*.py")
]


@pytest.mark.parametrize("page", PAGES)
def test_every_outcome_is_explained(page: str) -> None:
    (table,) = re.findall(r"(?:^\|.*\n)*^\| `accepted` \|(?:.*\n\|)*.*", (ROOT / page).read_text("utf-8"), re.MULTILINE)
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(Outcome)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_is_given_somewhere(outcome: Outcome) -> None:
    assert any(f"Outcome.{outcome.name}" in text for text in CODE)
