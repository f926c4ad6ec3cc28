"""Pages of invoice programs and kinds of business, read without a model and held against their truth.

    .venv/bin/python -m benchmarks.layouts [--each 8] [--seed 1] [--only NAME ...] [--keep FOLDER] [--mistakes] [--json]

Prints for each program how many of the header values are right, the F1 of its lines, what is accepted, and what of that
is wrong. Exit code 1 where a document was accepted with a wrong header value. About 0.15 CPU-seconds a page.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.layouts.bill import bill, complete
from benchmarks.layouts.every_layout import LAYOUTS
from benchmarks.layouts.programs import Layout
from benchmarks.layouts.sheet import Sheet, is_latin
from benchmarks.layouts.table import Row, rows_of, table

Json = dict[str, Any]


def main() -> int:
    options = _options()
    with ExitStack() as stack:
        folder = Path(options.keep or stack.enter_context(tempfile.TemporaryDirectory()))
        fill(folder, options.each, seed=options.seed, only=tuple(options.only or ()))
        report = evaluated(folder)
    rows = rows_of(report)
    _show(rows, report, options)
    return 1 if any(row.wrong for row in rows) else 0


def fill(folder: Path, each: int, *, seed: int, only: tuple[str, ...] = ()) -> None:
    """Write ``each`` PDFs a layout with their truths, a folder each; the same seed writes the same."""
    for name, one in LAYOUTS.items():
        home = folder / name
        home.mkdir(parents=True, exist_ok=True)
        for number in range(each) if not only or name in only else ():
            chance = random.Random(f"{seed}/{name}/{number}")
            data, truth = page(one, chance)
            stem = f"{name}-{seed}-{number:03d}"
            (home / f"{stem}.pdf").write_bytes(data)
            (home / f"{stem}.truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1), "utf-8")


def page(one: Layout, chance: random.Random) -> tuple[bytes, Json]:
    """One page as PDF, and its truth."""
    made = bill(chance, one.places, lines=one.lines)
    words = [word for of_role in made.country.words.values() for word in of_role]
    latin = is_latin([made.buyer.name, made.buyer.city, made.seller.city, *words, made.issued])
    sheet = Sheet(latin=latin, chance=chance, size=one.size, family=one.family)
    one.draw(sheet, made)
    return sheet.done(), {**complete(made, sheet.texts), "_made": {"country": made.country.code}}


def evaluated(folder: Path) -> Json:
    """The report of ``invoice-llm eval`` with a database of its own and no model."""
    with tempfile.TemporaryDirectory() as home:
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("INVOICE_LLM_", "OPENAI_"))}
        environment |= {
            "INVOICE_LLM_DATABASE_URL": f"sqlite:///{home}/layouts.db",
            "INVOICE_LLM_STORAGE": f"{home}/storage",
            "INVOICE_LLM_OUTPUT": f"{home}/output",
        }
        command = [str(Path(sys.executable).with_name("invoice-llm")), "eval", str(folder.resolve())]
        command += ["--route", "text", "--model-tier", "embedded", "--out", f"{home}/report"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        written = Path(home) / "report" / "report.json"
        if not written.exists():
            raise SystemExit(f"invoice-llm eval wrote nothing:\n{done.stderr[-2000:]}")
        report: Json = json.loads(written.read_text("utf-8"))
        return report


def _show(rows: list[Row], report: Json, options: argparse.Namespace) -> None:
    if options.json:
        print(json.dumps([row.as_json() for row in rows]))
        return
    for mistake in report["mistakes"] if options.mistakes else ():
        print("{document} {outcome} {key} {verdict}: {expected!r} read as {found!r}".format(**mistake))
    print(table(rows))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=8, help="pages a layout")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", choices=sorted(LAYOUTS), help="these layouts only")
    parser.add_argument("--keep", help="folder for the pages, instead of a temporary one")
    parser.add_argument("--mistakes", action="store_true", help="list every value that is not right")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
