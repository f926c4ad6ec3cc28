"""Every test that a page names is there."""

from __future__ import annotations

import re

import pytest

from tests.docs.markdown import PAGES
from tests.repository import ROOT

NAMED = sorted({name for page in PAGES for name in re.findall(r"`(test_\w+)`", page.read_text("utf-8"))})
TESTS = [path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py")]


def test_the_walks_name_tests() -> None:
    assert len(NAMED) > 15


@pytest.mark.parametrize("name", NAMED)
def test_a_test_that_is_named_is_there(name: str) -> None:
    assert sum(f"def {name}(" in text for text in TESTS) == 1
