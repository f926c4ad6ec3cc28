"""The pages by their names: which draw them, and for which countries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from benchmarks.layouts.bill import Bill
from benchmarks.layouts.sheet import Sheet

Draw = Callable[[Sheet, Bill], None]


@dataclass(frozen=True, slots=True)
class Layout:
    """``places`` are the countries whose suppliers use it; ``family`` the font; ``kind`` a program or a business."""

    name: str
    places: tuple[str, ...]
    draw: Draw
    size: float = 9.5
    family: str = "Helvetica"
    lines: tuple[int, ...] = (1, 1, 2, 3, 5)


LAYOUTS: dict[str, Layout] = {}


def layout(name: str, places: str, **more: Any) -> Callable[[Draw], Draw]:
    """Register what draws a page; ``places`` are country codes with blanks between."""

    def register(draw: Draw) -> Draw:
        LAYOUTS[name] = Layout(name, tuple(places.split()), draw, **more)
        return draw

    return register


@cache
def _every_word() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    folder = Path(__file__).parent
    loaded: dict[str, Mapping[str, Mapping[str, Any]]] = {}
    for name in ("words.yaml", "kinds.yaml"):
        loaded |= yaml.safe_load((folder / name).read_text("utf-8"))
    return loaded


def words(program: str, language: str) -> Mapping[str, Any]:
    """The labels that a program prints in a language, English where it does not have it."""
    of_program = _every_word()[program]
    return of_program.get(language) or of_program["en"]
