"""Whole runs over invoices that are addressed to us or to somebody else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.pipeline.inboxes import INVOICE, fill, page, run, settings


@pytest.mark.parametrize(
    "buyer",
    ["Halford & Wick Ltd", "Northgate Hotels (Ireland) Ltd", "Northgate Hotels Pension Fund", "Northgate Hotels GmbH"],
)
def test_an_invoice_to_another_company_goes_to_a_person(tmp_path: Path, buyer: str) -> None:
    record = _read(tmp_path, _to(buyer), own_names=("Northgate Hotels Ltd",))
    assert (record["outcome"], record["reasons"]) == ("review", ["BUYER_NOT_US"])
    assert buyer in record["detail"]


@pytest.mark.parametrize("buyer", ["NORTHGATE HOTELS LIMITED", "Northgate Hotels", "Accounts, Northgate Hotels Ltd."])
def test_our_name_in_another_spelling_is_ours(tmp_path: Path, buyer: str) -> None:
    record = _read(tmp_path, _to(buyer), own_names=("Northgate Hotels Ltd",))
    assert record["outcome"] == "accepted"


def test_without_names_of_our_own_nobody_is_somebody_else(tmp_path: Path) -> None:
    assert _read(tmp_path, _to("Halford & Wick Ltd"))["outcome"] == "accepted"


def _read(tmp_path: Path, data: bytes, **configured: Any) -> dict[str, Any]:
    return run(settings(tmp_path, fill(tmp_path / "inbox", {"a.pdf": data}), **configured), "monday")["a.pdf"]


def _to(buyer: str) -> bytes:
    """The plain invoice, addressed to ``buyer``."""
    text = INVOICE.format(number="AF-1", date="2 March 2026", total="408.00", more="")
    return page(text.replace(f"{'Northgate Hotels Ltd':<38}", f"{buyer:<38}"))
