"""The page of the benchmarks names every command that there is, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from tests.repository import ROOT

PAGE = (ROOT / "benchmarks" / "README.md").read_text("utf-8")


def test_every_benchmark_is_named() -> None:
    folders = {path.parent.name for path in (ROOT / "benchmarks").glob("*/__main__.py")}
    assert folders == set(re.findall(r"`benchmarks\.(\w+)(?: [^`]*)?`", PAGE))


def test_every_command_of_the_page_is_there() -> None:
    for name in re.findall(r"`(benchmarks(?:\.\w+)+)", PAGE):
        path = ROOT / Path(*name.split("."))
        assert (path / "__main__.py").is_file() or "__main__" in path.with_suffix(".py").read_text("utf-8"), name
