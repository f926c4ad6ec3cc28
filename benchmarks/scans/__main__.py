"""Invoices as scans, with no layer of text or one of four qualities, read without a model and held against their truth.

    .venv/bin/python -m benchmarks.scans [FOLDER] [--documents 12] [--seed 1] [--layers none good spoiled misread]
                                         [--photographs] [--engine auto] [--keep FOLDER] [--json]

Takes labelled PDFs of FOLDER, chosen by the seed, or else generated ones that an expert would call clean. Each is
rendered, degraded with the seed and written once for each kind of layer, over the same pictures, or photographed.
Prints for each the share of the printed header values that are right, documents accepted and accepted wrongly (one of
number, date, currency, supplier and total is wrong, accents aside), and CPU-seconds a page, which is all of
``invoice-llm eval``. An OCR engine has to be installed. With ``--keep`` the scans stay, and what was read of them, so
that the same run again reads no picture. Exit code 1 where one was accepted wrongly.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.adversary.__main__ import fill
from benchmarks.adversary.judging import same
from benchmarks.scans.degrading import scanned
from benchmarks.scans.layers import LAYERS, scan_pdf
from benchmarks.scans.photographing import photographed
from invoice_llm.documents.read_document import Limits
from invoice_llm.documents.reader import read_bytes
from invoice_llm.errors import UnreadableDocument

_MOST_PAGES = 3
_FIVE = ("invoice_number", "issue_date", "currency", "seller_name", "total_gross")
_TRUTH = ".truth.json"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Figures:
    """What reading the scans of one kind of layer gave."""

    layer: str
    documents: int
    pages: int
    values: int
    right: int
    accepted: int
    wrong: tuple[str, ...]
    held_by: dict[str, int]
    missed: dict[str, int]
    cpu_s: float

    def as_json(self) -> Json:
        return {
            "layer": self.layer,
            "documents": self.documents,
            "pages": self.pages,
            "values": self.values,
            "right_share": round(self.right / max(self.values, 1), 4),
            "accepted": self.accepted,
            "wrongly_accepted": list(self.wrong),
            "held_by": self.held_by,
            "missed": self.missed,
            "cpu_s_a_page": round(self.cpu_s / max(self.pages, 1), 2),
        }


def main() -> int:
    options = _options()
    with ExitStack() as stack:
        home = Path(options.keep or stack.enter_context(tempfile.TemporaryDirectory())).resolve()
        sources = chosen(options, home)
        figures = [_figures(layer, options, home, sources) for layer in options.layers]
    if options.json:
        print(json.dumps([one.as_json() for one in figures], ensure_ascii=False))
    else:
        _show(figures)
    return 1 if any(one.wrong for one in figures) else 0


def chosen(options: argparse.Namespace, home: Path) -> list[Path]:
    """Labelled PDFs with text to scan, as many as asked for, drawn by the seed."""
    folder = options.folder or _generated(home / "pages", options.documents, options.seed)
    labelled = sorted(path for path in folder.rglob("*.pdf") if path.with_name(path.stem + _TRUTH).exists())
    random.Random(f"choice/{options.seed}").shuffle(labelled)
    usable = (path for path in labelled if 0 < len(_pages_of(path)) <= _MOST_PAGES)
    found = [path for path, _ in zip(usable, range(options.documents), strict=False)]
    if not found:
        raise SystemExit(f"no labelled PDF with text and at most {_MOST_PAGES} pages in {folder}")
    return found


def _generated(folder: Path, documents: int, seed: int) -> Path:
    """Pages of ``benchmarks.adversary``, of which the clean ones stay."""
    shutil.rmtree(folder, ignore_errors=True)
    for case in fill(folder, 3 * documents, seed=seed):
        if not case["_made"]["clean"]:
            for suffix in (".pdf", _TRUTH):
                next(folder.rglob(f"{case['_made']['name']}{suffix}")).unlink()
    return folder


def _pages_of(path: Path) -> tuple[Any, ...]:
    """Pages with their text; none for files that cannot be read, or that are pictures themselves."""
    try:
        pages = read_bytes(path.read_bytes(), Limits()).pages
    except UnreadableDocument:
        return ()
    return pages if all(page.verdict == "good" for page in pages) else ()


def _figures(layer: str, options: argparse.Namespace, home: Path, sources: list[Path]) -> Figures:
    folder = home / layer
    pages = _write(layer, options.seed, folder, sources, as_photographs=options.photographs)
    before = _children_cpu()
    report = _evaluated(folder, home / f"read-{layer}", options.engine)
    cpu_s = _children_cpu() - before
    return _counted(layer, report, pages, cpu_s)


def _write(layer: str, seed: int, folder: Path, sources: list[Path], *, as_photographs: bool) -> int:
    """The scans with this layer, each with its truth; the number of their pages."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    count = 0
    for path in sources:
        take = photographed if as_photographs else scanned
        pictures = take(path.read_bytes(), random.Random(f"{seed}/{path.stem}"), most_pages=_MOST_PAGES)
        made = scan_pdf(pictures, _pages_of(path), layer, random.Random(f"{seed}/{path.stem}/{layer}"))
        (folder / path.name).write_bytes(made)
        shutil.copy(path.with_name(path.stem + _TRUTH), folder)
        count += len(pictures)
    return count


def _evaluated(folder: Path, home: Path, engine: str) -> Json:
    """The report of ``invoice-llm eval`` over a folder, with a database of its own and no model."""
    home.mkdir(parents=True, exist_ok=True)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("INVOICE_LLM_", "OPENAI_"))}
    environment |= {
        "INVOICE_LLM_DATABASE_URL": f"sqlite:///{home}/scans.db",
        "INVOICE_LLM_STORAGE": f"{home}/storage",
        "INVOICE_LLM_OCR": engine,
    }
    command = [str(Path(sys.executable).with_name("invoice-llm")), "eval", str(folder), "--out", str(home / "report")]
    command += ["--route", "text", "--model-tier", "embedded"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    written = home / "report" / "report.json"
    if done.returncode or not written.exists():
        raise SystemExit(f"invoice-llm eval failed:\n{done.stderr[-2000:]}")
    report: Json = json.loads(written.read_text("utf-8"))
    return report


def _counted(layer: str, report: Json, pages: int, cpu_s: float) -> Figures:
    values, missed, held_by, wrong, accepted = Counter[str](), Counter[str](), Counter[str](), [], 0
    for reading in report["readings"]:
        scores = [one for one in (reading["score"] or {}).get("fields", ()) if one["expected"] is not None]
        for one in scores:
            values[one["verdict"]] += 1
            missed[one["key"]] += one["verdict"] != "correct"
        held_by.update(reading["reasons"])
        if reading["outcome"] == "accepted":
            accepted += 1
            faults = [
                f"{one['key']} {one['found']!r}, right is {one['expected']!r}" for one in scores if _is_fault(one)
            ]
            wrong += [f"{reading['name']}: {'; '.join(faults)}"] if faults else []
    return Figures(
        layer=layer,
        documents=len(report["readings"]),
        pages=pages,
        values=values.total(),
        right=values["correct"],
        accepted=accepted,
        wrong=tuple(wrong),
        held_by=dict(held_by.most_common()),
        missed=dict((+missed).most_common()),
        cpu_s=cpu_s,
    )


def _is_fault(score: Json) -> bool:
    """A wrong value of the five. A name without its accents still names the supplier."""
    if score["key"] not in _FIVE or score["verdict"] == "correct":
        return False
    return not same(score["key"], score["found"], score["expected"])


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _show(figures: list[Figures]) -> None:
    print("layer      documents  pages  values right     accepted  wrongly  CPU-s a page")
    for one in figures:
        share = f"{one.right}/{one.values} = {100 * one.right / max(one.values, 1):.1f} %"
        cost = one.cpu_s / max(one.pages, 1)
        counts = f"{one.documents:9}  {one.pages:5}  {share:16} {one.accepted:8}  {len(one.wrong):7}"
        print(f"{one.layer:9}  {counts}  {cost:.1f}")
    for one in figures:
        print(f"{one.layer}: missed {one.missed}; held by {one.held_by}")
        for fault in one.wrong:
            print(f"  ACCEPTED WRONGLY {fault}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, help="labelled PDFs; without it pages are generated")
    parser.add_argument("--documents", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--layers", nargs="+", choices=LAYERS, default=list(LAYERS))
    parser.add_argument("--photographs", action="store_true", help="taken aslant on a desk, with shadows; layers: none")
    parser.add_argument("--engine", choices=("auto", "rapidocr", "tesseract"), default="auto")
    parser.add_argument("--keep", help="folder for the scans and what was read of them, instead of a temporary one")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.photographs:
        options.layers = ["none"]
    return options


if __name__ == "__main__":
    sys.exit(main())
