"""Detection of a folder's planted duplicates and wrong totals, and false alarms on everything that is neither.

    .venv/bin/python benchmarks/faults/duplicates.py FOLDER [--show]

The truth beside each document says under ``expected.reason_codes`` what was planted: ``DUPLICATE_INVOICE``,
``POSSIBLE_DUPLICATE``, ``TOTAL_MISMATCH``, ``SUBTOTAL_MISMATCH``. One run in a fresh home with the embedded reader: no
key, no cost. Exit code 1 if a planted one was missed or a duplicate was called that is none.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from invoice_llm import app
from invoice_llm.invoice.record import Record
from invoice_llm.pipeline import RunParams
from invoice_llm.settings import Settings

DUPLICATES = {"DUPLICATE_INVOICE", "POSSIBLE_DUPLICATE"}
WRONG_TOTALS = {"TOTAL_MISMATCH", "SUBTOTAL_MISMATCH"}
_SAID_WRONG = {"SUM_MISMATCH", "LINES_MISMATCH", "TAX_MISMATCH"}


@dataclass(frozen=True, slots=True)
class Judged:
    """One document: what was planted, and its record."""

    name: str
    planted: frozenset[str]
    record: Record

    @property
    def is_called_duplicate(self) -> bool:
        return self.record.outcome == "duplicate" or bool(DUPLICATES & set(self.record.reasons))

    @property
    def is_called_wrong(self) -> bool:
        return self.record.outcome == "review" and bool(_SAID_WRONG & set(self.record.reasons))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", action="store_true", help="a line for every document")
    options = parser.parse_args()
    judged = list(_judged(options.folder))
    for one in judged:
        if options.show or one.planted & (DUPLICATES | WRONG_TOTALS) or one.is_called_duplicate:
            print(_line(one))
    sys.exit(0 if _told(judged) else 1)


def _judged(folder: Path) -> Iterator[Judged]:
    with tempfile.TemporaryDirectory() as home:
        given = Settings.from_env(
            {"AIRFLOW_HOME": home}, inbox=str(folder), output=f"{home}/output", provider="embedded", settle_s=0.0
        )
        with app.open_pipeline(given, ignore_xml=True) as pipeline:
            for chunk in pipeline.discover("night", RunParams()):
                asyncio.run(pipeline.process("night", chunk))
            pipeline.summarize("night")
            records = pipeline.records("night")
    for record in records:
        labels = (folder / record.document).with_suffix(".truth.json")
        truth = json.loads(labels.read_text("utf-8")) if labels.exists() else {}
        expected = truth.get("expected", {}).get("expected", {})
        yield Judged(record.document, frozenset(expected.get("reason_codes", ())), record)


def _line(one: Judged) -> str:
    first = one.record.duplicate_of.document if one.record.duplicate_of else ""
    told = f"{one.record.outcome:9} {' '.join(one.record.reasons)}"
    return f"{one.name:16} planted: {' '.join(sorted(one.planted)) or '-':45} {told} {first}"


def _told(judged: list[Judged]) -> bool:
    duplicates = [one for one in judged if one.planted & DUPLICATES]
    wrong = [one for one in judged if one.planted & WRONG_TOTALS]
    called = [one for one in judged if one.is_called_duplicate]
    found = sum(one.is_called_duplicate for one in duplicates)
    found_wrong = sum(one.is_called_wrong for one in wrong)
    false = [one.name for one in called if one not in duplicates]
    false_wrong = [one for one in judged if one.is_called_wrong and one not in wrong]
    accepted = sum(one.record.outcome == "accepted" for one in judged)
    print(f"{len(judged)} documents, {accepted} accepted")
    print(
        f"planted duplicates found     {found} of {len(duplicates)}; called so and none: {len(false)} {' '.join(false)}"
    )
    print(f"planted wrong totals found   {found_wrong} of {len(wrong)}; called so and none: {len(false_wrong)}")
    return found == len(duplicates) and found_wrong == len(wrong) and not false


if __name__ == "__main__":
    main()
