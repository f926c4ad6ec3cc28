"""Lines of a very long invoice: read by the label reader, and by a model whose answers are cut off.

    .venv/bin/python -m benchmarks.long_invoice [--pages 60] [--most-tokens 4000]

Prints for both how many lines are missing, read twice or wrong, the calls, and seconds of CPU. Exit code 1 where one
is.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks.long_invoice.made import KNOWN_WORDS, ON_A_PAGE, STRANGE_WORDS, LongInvoice
from benchmarks.long_invoice.reading_endpoint import cut_answer
from tests.llm.batch.batch_server import Plan, serving_batches
from tests.pipeline.inboxes import fill, run, settings
from tests.pipeline.test_with_endpoint import with_key


def main() -> int:
    options = _options()
    known, strange = (LongInvoice(options.pages, words) for words in (KNOWN_WORDS, STRANGE_WORDS))
    faults = 0
    for name, made in (("label reader", known), ("model", strange)):
        began = time.process_time()
        record, calls = _read(name, made, options.most_tokens)
        missing, extra = _compared(made, record)
        faults += missing + extra
        count = options.pages * ON_A_PAGE
        cost = f"{calls} calls, {time.process_time() - began:.1f} CPU-s"
        print(f"{name}: {count} lines, {missing} missing, {extra} twice or wrong, {record['outcome']}, {cost}")
    return 1 if faults else 0


def _read(name: str, made: LongInvoice, most_tokens: int) -> tuple[Mapping[str, Any], int]:
    with (
        tempfile.TemporaryDirectory() as home,
        serving_batches(Plan(answer=lambda body: cut_answer(body, most_tokens))) as server,
    ):
        path = Path(home)
        inbox = fill(path / "inbox", {"long.pdf": made.pdf()})
        by_labels = name == "label reader"
        given = settings(path, inbox) if by_labels else with_key(path, inbox, server.base_url)
        record = run(given, "night", model_tier="embedded" if by_labels else "basic")["long.pdf"]
        return record, len(server.single)


def _compared(made: LongInvoice, record: Mapping[str, Any]) -> tuple[int, int]:
    cells = ("description", "quantity", "unit_price")
    rows = ([line[cell] for cell in cells] for line in record["invoice"]["lines"])
    read = Counter((name, *(number and Decimal(number) for number in numbers)) for name, *numbers in rows)
    truth = Counter(made.lines)
    return (truth - read).total(), (read - truth).total()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--most-tokens", type=int, default=4_000, help="of an answer of the endpoint")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
