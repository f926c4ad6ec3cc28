"""CPU of ``invoice-llm run`` over page-read invoices, beside that of another checkout in the same run.

    .venv/bin/python -m benchmarks.run_cost [--against CHECKOUT] [--documents 120] [--repeat 3] [--latency-ms 200]
                                            [--json]

Every run has an empty database of its own and asks an endpoint on a socket that answers from the truth. What is counted
is user and system time of the command and of all processes it starts, from its start to its end, imports included; the
endpoint is not counted. The checkouts take turns, the next repeat in reverse order. Absolute figures depend on the
machine and on what else it does; the ratio within a repeat much less. Records are compared between the checkouts:
outcome, reasons and invoice of every document.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.chaos.documents import pdf
from benchmarks.run_cost.invoices import paper_invoices
from benchmarks.run_cost.truthful import truthful_endpoint

ROOT = Path(__file__).parents[2]
_CARRIED = ("PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH")


@dataclass(frozen=True, slots=True)
class RunCost:
    """CPU-seconds of one run, and its records by document."""

    cpu_s: float
    records: dict[str, dict[str, Any]]

    @property
    def decided(self) -> dict[str, Any]:
        """Values of each document that have to be equal between two checkouts."""
        keys = ("outcome", "reasons", "confidence", "invoice")
        return {name: {key: record[key] for key in keys} for name, record in self.records.items()}

    @property
    def outcomes(self) -> Counter[str]:
        return Counter(record["outcome"] for record in self.records.values())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--against", type=Path, help="another checkout with a .venv of its own")
    parser.add_argument("--documents", type=int, default=120)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--latency-ms", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    checkouts = [ROOT, *([arguments.against.resolve()] if arguments.against else [])]
    with tempfile.TemporaryDirectory() as folder:
        inbox, answers = _fill(Path(folder), arguments.documents, arguments.seed)
        with truthful_endpoint(answers, arguments.latency_ms) as url:
            repeats = [_repeat(checkouts, inbox, url, reverse=bool(at % 2)) for at in range(arguments.repeat)]
    _report(repeats, arguments.documents, as_json=arguments.json)


def _fill(folder: Path, count: int, seed: int) -> tuple[Path, Path]:
    inbox, answers = folder / "inbox", folder / "answers.json"
    inbox.mkdir()
    made = list(paper_invoices(count, seed=seed))
    for one in made:
        (inbox / f"{one.number}.pdf").write_bytes(pdf(one.page))
    answers.write_text(json.dumps({one.number: one.answer for one in made}))
    return inbox, answers


def _repeat(checkouts: list[Path], inbox: Path, url: str, *, reverse: bool) -> list[RunCost]:
    """One run of each checkout, in the order of ``checkouts`` whatever the order they ran in."""
    order = list(reversed(checkouts)) if reverse else checkouts
    ran = {checkout: _run(checkout, inbox, url) for checkout in order}
    return [ran[checkout] for checkout in checkouts]


def _run(checkout: Path, inbox: Path, url: str) -> RunCost:
    command = [str(checkout / ".venv/bin/invoice-llm"), "run", str(inbox), "--json"]
    with tempfile.TemporaryDirectory() as home, (Path(home) / "records").open("w+") as records:
        process = subprocess.Popen(command, cwd=home, stdout=records, env=_environment(Path(home), url))
        _, status, used = os.wait4(process.pid, 0)
        if code := os.waitstatus_to_exitcode(status):
            sys.exit(f"{' '.join(command)} ended with code {code}")
        records.seek(0)
        told = [json.loads(line) for line in records]
    return RunCost(used.ru_utime + used.ru_stime, {one["document"]: one for one in told})


def _environment(home: Path, url: str) -> dict[str, str]:
    ours = {
        "DATABASE_URL": f"sqlite:///{home / 'state.db'}",
        "STORAGE": str(home / "storage"),
        "OUTPUT": str(home / "output"),
        "PROVIDER": "openai",
        "OCR": "off",
        "SETTLE_S": "0",
    }
    own = {name: value for name, value in os.environ.items() if name in _CARRIED}
    settings = {f"INVOICE_LLM_{name}": value for name, value in ours.items()}
    return own | settings | {"OPENAI_API_KEY": "none", "OPENAI_BASE_URL": url, "AIRFLOW_HOME": str(home)}


def _report(repeats: list[list[RunCost]], documents: int, *, as_json: bool) -> None:
    first = repeats[0]
    rows = [_row(runs, documents) for runs in zip(*repeats, strict=True)]
    ratios = [runs[0].cpu_s / runs[1].cpu_s for runs in repeats] if len(first) > 1 else []
    told = {
        "documents": documents,
        "repeats": len(repeats),
        "here": asdict(rows[0]),
        "against": asdict(rows[1]) if ratios else None,
        "ratio": round(median(ratios), 4) if ratios else None,
        "records_equal": first[0].decided == first[1].decided if ratios else None,
        "outcomes": dict(first[0].outcomes),
    }
    if as_json:
        print(json.dumps(told))
        return
    print(f"{documents} documents, {len(repeats)} repeats: {told['outcomes']}")
    for name, row in zip(("here", "against"), rows, strict=False):
        span = f"{row.least_s:.2f} to {row.most_s:.2f}"
        print(f"{name:<8} {row.cpu_s:7.2f} CPU-s ({span}), {row.a_document_ms:.1f} ms a document")
    if ratios:
        print(f"ratio    {median(ratios):7.3f} ({min(ratios):.3f} to {max(ratios):.3f})")
        print(f"records  {'equal' if told['records_equal'] else 'NOT equal'}")


@dataclass(frozen=True, slots=True)
class _Row:
    """Medians over the repeats of one checkout."""

    cpu_s: float
    least_s: float
    most_s: float
    a_document_ms: float


def _row(runs: tuple[RunCost, ...], documents: int) -> _Row:
    costs = sorted(run.cpu_s for run in runs)
    middle = median(costs)
    return _Row(round(middle, 3), round(costs[0], 3), round(costs[-1], 3), round(1000 * middle / documents, 2))


if __name__ == "__main__":
    main()
