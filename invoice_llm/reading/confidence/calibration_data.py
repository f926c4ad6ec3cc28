"""Labelled values as a table: what they were fitted on goes along with the weights, without any document's text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from importlib.resources import files

from invoice_llm.reading.confidence.calibration import LabelledValue

FILE = "labelled_values.csv"
_COLUMNS = ("supplier", "kind", "right", "signals")


def shipped_values() -> list[LabelledValue]:
    """Those that the shipped calibration comes from. Suppliers are numbers."""
    return from_csv(files("invoice_llm.reading.confidence").joinpath(FILE).read_text("utf-8"))


def to_csv(values: Iterable[LabelledValue]) -> str:
    """One row a value; suppliers are numbered as they come, so that no name is in it."""
    numbers: dict[str, str] = {}
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(_COLUMNS)
    for value in values:
        supplier = numbers.setdefault(value.group, f"supplier {len(numbers) + 1}")
        signals = " ".join(f"{name}={amount:g}" for name, amount in value.signals.items())
        table.writerow([supplier, value.kind, int(value.right), signals])
    return text.getvalue()


def from_csv(text: str) -> list[LabelledValue]:
    return [
        LabelledValue(
            group=row["supplier"],
            kind=row["kind"],
            signals={name: float(amount) for name, _, amount in (p.partition("=") for p in row["signals"].split())},
            right=row["right"] == "1",
        )
        for row in csv.DictReader(io.StringIO(text))
    ]
