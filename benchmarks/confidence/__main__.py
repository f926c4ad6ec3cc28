"""The gate with readers of known quality: right, wrong in a tenth, a quarter, half of their values, blind, none.

    .venv/bin/python -m benchmarks.confidence FOLDER [FOLDER ...] [--fit FOLDER ...] [--seeds 5] [--json] [--verbose]

``FOLDER`` holds PDFs with ``.truth.json``, read as pages (their XML is ignored). A reader answers what the product asks
for from each document's truth. With ``--fit`` a document's confidence comes from weights that are fitted on all these
folders without its supplier (six folds; needs numpy), else from the shipped ones. For each reader: share accepted,
share of these right in number, date, currency, supplier and total with its 95 % interval, header values, calibration
error, area under the curve, second calls and how many of them changed nothing. Generated documents are told apart.
One core, about 4 minutes over 116 documents with five seeds.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.confidence.night import Decided, night
from benchmarks.confidence.paper import papers
from benchmarks.confidence.reader import KnownReader
from benchmarks.confidence.table import figures, line
from benchmarks.posterior.folds import without_supplier

_TURNED = 0.1
"""Share of the verdicts that are turned round where values are swapped."""


def main() -> int:
    options = _options()
    missing = [folder for folder in (*options.folders, *options.fit) if not folder.is_dir()]
    if missing:
        print(f"skipped: {missing[0]} is no folder of labelled documents")
        return 0
    weights = without_supplier(options.fit, seed=1) if options.fit else {}
    read = [paper for folder in options.folders for paper in papers(folder, weights)]
    told: dict[str, Any] = {}
    for name, readers in _readers(options.seeds):
        nights = [night(read, reader) for reader in readers]
        for group, kept in _groups(nights):
            told[f"{name}, {group}"] = figures(kept)
            if not options.json:
                print(line(f"{name}, {group}", told[f"{name}, {group}"]), flush=True)
        if options.verbose:
            print(*_accepted_wrongly(nights), sep="\n")
    if options.json:
        print(json.dumps(told, ensure_ascii=False))
    return 0


def _readers(seeds: int) -> Iterator[tuple[str, list[KnownReader | None]]]:
    """Name of each reader, with one of its kind for each seed."""
    numbers = range(1, seeds + 1)
    yield "no model", [None]
    yield "perfect", [KnownReader()]
    yield "perfect, blind", [KnownReader(verdicts="blind")]
    for share, name in ((0.1, "a tenth swapped"), (0.25, "a quarter swapped"), (0.5, "half swapped")):
        yield name, [KnownReader(wrong=share, turned=_TURNED, seed=seed) for seed in numbers]
        yield f"{name}, blind", [KnownReader(wrong=share, verdicts="blind", seed=seed) for seed in numbers]


def _groups(nights: Sequence[Sequence[Decided]]) -> Iterator[tuple[str, list[list[Decided]]]]:
    yield "all", [list(one) for one in nights]
    real = [[decided for decided in one if not decided.paper.is_generated] for one in nights]
    if any(real) and any(len(kept) < len(whole) for kept, whole in zip(real, nights, strict=True)):
        yield "real", real


def _accepted_wrongly(nights: Sequence[Sequence[Decided]]) -> Iterator[str]:
    for seed, decided in enumerate(nights, 1):
        for one in decided:
            if one.accepted and one.faults:
                faults = "; ".join(f"{fault.key}: {fault.expected!r}, read {fault.found!r}" for fault in one.faults)
                yield f"  accepted wrongly, seed {seed}: {one.paper.name} {one.confidence:.3f} {faults}"
            elif not one.accepted and len(nights) == 1:
                yield f"  held: {one.paper.name} {one.confidence:.3f} {' '.join(one.reasons)}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--fit", type=Path, nargs="+", default=[], metavar="FOLDER")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--verbose", action="store_true", help="what was accepted wrongly, and what one night held")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
