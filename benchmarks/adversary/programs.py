"""Layouts of the invoice programs that most suppliers use, as columns, blocks and totals; no names of theirs appear."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

Meta = Literal["right", "left", "row", "stacked"]
Column = Literal[
    "position", "code", "description", "quantity", "unit", "unit_price", "tax_rate", "tax_amount", "amount"
]


@dataclass(frozen=True, slots=True)
class Program:
    """``meta`` is how number and dates are set: pairs to the right or left, one row of labels over one of values, or
    each label above its value. ``parties`` are blocks side by side or a letter's window below the sender's
    line, or the sender is in a bar at the side. ``foot_beside``: the foot stands to the left of the totals."""

    name: str
    columns: tuple[Column, ...]
    meta: Meta = "right"
    parties: Literal["letter", "columns", "left", "sidebar"] = "letter"
    labelled_parties: bool = False
    rules: bool = True
    money_in_rows: bool = False
    size: float = 9.5
    foot_beside: bool = False


@cache
def programs() -> tuple[Program, ...]:
    """All layouts of ``programs.yaml``."""
    loaded = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    return tuple(Program(name, **{**entry, "columns": tuple(entry["columns"])}) for name, entry in loaded.items())
