"""Figures of a report by layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """Figures of one layout. ``wrong`` counts accepted documents with a wrong header value."""

    name: str
    documents: int
    header: float
    lines: float
    accepted: int
    wrong: int

    def as_json(self) -> Json:
        return asdict(self)


def rows_of(report: Json) -> list[Row]:
    """A row for each folder of the report, the whole at last."""
    by_folder: dict[str, list[Json]] = {}
    for reading in report["readings"]:
        by_folder.setdefault(reading["name"].split("/")[0], []).append(reading)
    every = [reading for readings in by_folder.values() for reading in readings]
    return [*(_row(name, readings) for name, readings in sorted(by_folder.items())), _row("all", every)]


def table(rows: list[Row]) -> str:
    """The rows as text, the weakest first."""
    *single, whole = rows
    ordered = sorted(single, key=lambda row: row.header + row.lines)
    shown = [
        f"{row.name:20} {row.documents:5} {row.header:8.4f} {row.lines:8.4f} "
        f"{row.accepted / row.documents:9.3f} {row.wrong:6}"
        for row in [*ordered, whole]
    ]
    return "\n".join([f"{'layout':20} {'pages':>5} {'header':>8} {'line F1':>8} {'accepted':>9} {'wrong':>6}", *shown])


def _row(name: str, readings: list[Json]) -> Row:
    verdicts = [(one["outcome"], verdict) for one in readings for verdict in one["score"]["fields"]]
    right = sum(verdict["verdict"] == "correct" for _, verdict in verdicts)
    accepted = [one for one in readings if one["outcome"] == "accepted"]
    wrong = [one for one in accepted if any(v["verdict"] in ("wrong", "invented") for v in one["score"]["fields"])]
    return Row(name, len(readings), right / max(1, len(verdicts)), _f1(readings), len(accepted), len(wrong))


def _f1(readings: list[Json]) -> float:
    lines: list[Mapping[str, int]] = [one["score"]["lines"] for one in readings]
    matched, found, expected = (sum(one[key] for one in lines) for key in ("matched", "found", "expected"))
    return 2 * matched / max(1, found + expected)
