"""Is a person asked once? Suppliers that write again, in languages the vocabulary has and has not.

    .venv/bin/python -m benchmarks.repeat_suppliers [--seed 1] [--suppliers 24] [--keep FOLDER] [--base-url URL]

Night 1 reads the first invoice of each supplier, and what waits is decided by its truth through the review. Night 2
reads three more of each, beside the same ones in a fresh database. Night 3 changes each supplier's account, currency
or layout: all of them are for a person. With ``--base-url`` that endpoint reads (tier basic), else the label reader
alone. About 15 CPU-seconds a seed without an endpoint.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.repeat_suppliers.nights import Json, Place, is_right, review, run
from benchmarks.repeat_suppliers.page import pdf
from benchmarks.repeat_suppliers.suppliers import (
    Issued,
    customer,
    invent,
    issue,
    other_account,
    other_currency,
    other_layout,
)
from invoice_llm.invoice.record import Record

EACH = 4
CHANGES = {"account": other_account, "currency": other_currency, "layout": other_layout}
TRUE_REASON = {
    "account": frozenset({"ACCOUNT_CHANGED"}),
    "currency": frozenset({"CURRENCY_CHANGED"}),
    "layout": frozenset({"LAYOUT_CHANGED"}),
}


def main() -> int:
    options = _options()
    with ExitStack() as stack:
        folder = Path(options.keep or stack.enter_context(tempfile.TemporaryDirectory()))
        truths = write(folder, options.seed, options.suppliers)
        environment = _endpoint(options.base_url)
        tier = "basic" if options.base_url else "embedded"
        learned = Place(folder / "learned", folder, environment, tier)
        fresh = Place(folder / "fresh", folder, environment, tier)
        first = run(learned, folder / "night1", "night-1")
        reviewed = review(learned, truths)
        second = run(learned, folder / "night2", "night-2")
        alone = run(fresh, folder / "night2", "night-2")
        changed = run(learned, folder / "night3", "night-3")
    report = {
        "seed": options.seed,
        "night 1": figures(first, truths),
        "reviewed": reviewed,
        "night 2": figures(second, truths),
        "night 2, known languages": figures(_only(second, truths, known=True), truths),
        "night 2, other languages": figures(_only(second, truths, known=False), truths),
        "the same in a fresh database": figures(alone, truths),
        "changes": {kind: changes(changed, kind) for kind in CHANGES},
    }
    _show(report, second, truths, changed, as_json=options.json, verbose=options.verbose)
    return 0


def write(folder: Path, seed: int, count: int) -> dict[str, Json]:
    """Write the nights' PDFs with their truths; truths by the stem of the file."""
    buyer, truths = customer(seed), {}
    for number, supplier in enumerate(invent(seed, count)):
        for at in range(EACH):
            name = f"{number:02d}-{supplier.country.language}-{at + 1}"
            night = "night1" if at == 0 else "night2"
            truths[name] = _put(
                folder / night, name, issue(supplier, buyer, at, seed), known=supplier.is_known_language
            )
        for at, (kind, change) in enumerate(CHANGES.items()):
            chance = random.Random(f"{kind}/{seed}/{number}")
            name = f"{number:02d}-{supplier.country.language}-{kind}"
            issued = change(issue(supplier, buyer, EACH + at, seed), chance)
            truths[name] = _put(folder / "night3", name, issued, known=supplier.is_known_language)
    return truths


def _put(folder: Path, name: str, issued: Issued, *, known: bool) -> Json:
    folder.mkdir(parents=True, exist_ok=True)
    truth = issued.truth() | {"_known_language": known, "_layout": str(issued.supplier.layout)}
    (folder / f"{name}.pdf").write_bytes(pdf(issued))
    (folder / f"{name}.truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1), "utf-8")
    return truth


def figures(records: Mapping[str, Record], truths: Mapping[str, Json]) -> Json:
    """Documents, share accepted, and share right in number, day, currency, supplier and total among these."""
    accepted = {name: record for name, record in records.items() if record.outcome == "accepted"}
    right = [name for name, record in accepted.items() if is_right(record, truths[name])]
    return {
        "documents": len(records),
        "accepted": round(len(accepted) / max(len(records), 1), 3),
        "right": round(len(right) / max(len(accepted), 1), 3),
        "wrong": sorted(accepted.keys() - set(right)),
        "right in all": round(sum(is_right(r, truths[n]) for n, r in records.items()) / max(len(records), 1), 3),
    }


def changes(records: Mapping[str, Record], kind: str) -> Json:
    """Of the documents with one kind of change: how many went to a person, and how many with the true reason."""
    own = [record for name, record in records.items() if name.endswith(kind)]
    waiting = [record for record in own if record.outcome == "review"]
    true = [record for record in waiting if TRUE_REASON[kind] & set(record.reasons)]
    return {"documents": len(own), "to a person": len(waiting), "with the true reason": len(true)}


def _only(records: Mapping[str, Record], truths: Mapping[str, Json], *, known: bool) -> dict[str, Record]:
    return {name: record for name, record in records.items() if truths[name]["_known_language"] is known}


def _endpoint(base_url: str | None) -> dict[str, str]:
    if base_url is None:
        return {}
    return {"OPENAI_BASE_URL": base_url, "OPENAI_API_KEY": "none", "INVOICE_LLM_PROVIDER": "openai"}


def _show(
    report: Json,
    second: Mapping[str, Record],
    truths: Mapping[str, Json],
    changed: Mapping[str, Record],
    *,
    as_json: bool,
    verbose: bool,
) -> None:
    if as_json:
        print(json.dumps(report, ensure_ascii=False))
        return
    for name, value in report.items():
        print(f"{name:32} {value}")
    held = Counter(reason for record in second.values() if record.outcome != "accepted" for reason in record.reasons)
    print(f"held back in night 2 by: {held.most_common(12)}")
    for name, record in sorted({**second, **changed}.items()) if verbose else ():
        print(_line(name, record, truths[name]))


def _line(name: str, record: Record, truth: Json) -> str:
    why = [f"{one.reason}:{','.join(one.fields)}" for one in record.concerns]
    right = "right" if is_right(record, truth) else "WRONG"
    return f"{name:18} {record.outcome:10} {right} {' '.join(why)}  {truth['_layout'][6:]}"


def _options() -> Any:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--suppliers", type=int, default=24)
    parser.add_argument("--keep", help="folder for pages, truths and databases, instead of a temporary one")
    parser.add_argument("--base-url", help="an endpoint that speaks Chat Completions, e.g. http://127.0.0.1:8000/v1")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--verbose", action="store_true", help="a line for each document of nights 2 and 3")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
