"""The table of the DAG's params names each of them, with the default that it has."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

import pytest

from invoice_llm.pipeline.params import RunParams
from tests.repository import ROOT

ASKED = {"ask_before_release": False, "ask_for_budget": False}
"""Params that only the DAG reads."""
PARAMS: dict[str, Any] = {**asdict(RunParams()), **ASKED}
OPERATIONS = (ROOT / "docs" / "operations.md").read_text("utf-8")
TABLE = OPERATIONS[OPERATIONS.index("### Params of the DAG") :].partition("\n\n## ")[0]
ROWS = dict(re.findall(r"^\| `(\w+)` \| ([^|]*) \|", TABLE, re.MULTILINE))


def test_every_param_has_a_row() -> None:
    assert set(ROWS) == set(PARAMS)


@pytest.mark.parametrize("name", sorted(set(PARAMS) - {"inbox"}))
def test_a_row_says_the_default(name: str) -> None:
    default = PARAMS[name]
    said = "none" if default is None else str(default).lower() if isinstance(default, bool) else str(default)
    assert ROWS[name].strip("`") == said
