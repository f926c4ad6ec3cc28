"""Generated invoices over country, notation, layout and trap, read without a model and held against their truth.

    .venv/bin/python -m benchmarks.adversary [--pages 5000] [--seed 1] [--keep FOLDER] [--only TRAP ...] [--json]

Prints how many were accepted wrongly (each with its fault), whose outcome is not allowed, and the share accepted of
those that an expert would call clean. Exit code 1 where one was accepted wrongly. With ``--keep`` the PDFs and their
``.truth.json`` stay, and ``invoice-llm eval FOLDER`` takes them. About 0.1 CPU-seconds a page.
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

from benchmarks.adversary.drawing import pdf
from benchmarks.adversary.files import covered, joined
from benchmarks.adversary.judging import Tally, judge
from benchmarks.adversary.made import Draft, issue
from benchmarks.adversary.suppliers import Company, Supplier, customers, suppliers
from benchmarks.adversary.traps import LATER, NO_INVOICE, TRAPS, set_trap

Json = dict[str, Any]
NIGHTS = ("first", "later")
COLUMNS = ("documents", "accepted", "wrong", "clean", "clean_accepted")


def main() -> int:
    options = _options()
    with ExitStack() as stack:
        folder = Path(options.keep or stack.enter_context(tempfile.TemporaryDirectory()))
        cases = fill(folder, options.pages, seed=options.seed, only=tuple(options.only or ()))
        records = read(folder)
    ask_where_known(cases, records)
    tally = Tally()
    for case in cases:
        judge(tally, case, record_of(case, records))
    _show(tally, as_json=options.json)
    return 1 if tally.wrong else 0


def fill(folder: Path, pages: int, *, seed: int, only: tuple[str, ...] = ()) -> list[Json]:
    """Write ``pages`` PDFs with their truths; the same seed writes the same. A folder each for the nights."""
    writers, buyers = suppliers(seed, pages), customers(seed)
    cases = []
    for number in range(pages):
        chance = random.Random(f"{seed}/{number}")
        by = chance.choice(writers)
        draft = _draft(chance, by, buyers, number, only)
        name = f"page-{seed}-{number:05d}"
        night = folder / NIGHTS[draft.trap in LATER]
        night.mkdir(parents=True, exist_ok=True)
        sheets = _sheets(draft, chance, by, pages + number)
        (night / f"{name}.pdf").write_bytes(pdf([(sheet, by.program) for sheet in sheets]))
        parts = [truth(sheet, name, _part(sheets, at)) for at, sheet in enumerate(sheets) if not sheet.is_letter]
        if len(parts) == 1:
            (night / f"{name}.truth.json").write_text(json.dumps(parts[0], ensure_ascii=False, indent=1), "utf-8")
        cases += parts
    return cases


def _sheets(draft: Draft, chance: random.Random, by: Supplier, at: int) -> list[Draft]:
    if draft.trap == "joined":
        return joined(draft, chance, by, draft.buyer, at)
    return covered(draft) if draft.trap == "covered" else [draft]


def _part(sheets: list[Draft], at: int) -> str:
    """The name's end of the document that a sheet makes, where the file is cut."""
    return "" if len(sheets) == 1 else f"#pages={at + 1}-{at + 1}"


def truth(draft: Draft, name: str, part: str = "") -> Json:
    """The ``.truth.json`` of a page; ``_made`` says how it was made and what may become of it."""
    return {
        **draft.truth,
        "_made": {
            "name": name,
            "part": part,
            "trap": draft.trap,
            "supplier": draft.seller.name,
            "program": draft.program,
            "country": draft.country.code,
            "language": draft.country.language,
            "clean": draft.clean and draft.usual_words,
            "allowed": sorted(draft.allowed),
            "banned_accounts": list(draft.banned_accounts),
            "banned_days": list(draft.banned_days),
            "is_invoice": draft.allowed != NO_INVOICE,
        },
    }


def read(folder: Path) -> dict[str, Json]:
    """Records by document, from ``invoice-llm run`` over each night with one database and no model."""
    with tempfile.TemporaryDirectory() as home:
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("INVOICE_LLM_", "OPENAI_"))}
        environment |= {
            "INVOICE_LLM_DATABASE_URL": f"sqlite:///{home}/adversary.db",
            "INVOICE_LLM_STORAGE": f"{home}/storage",
            "INVOICE_LLM_SETTLE_S": "0",
            "INVOICE_LLM_OCR": "off",
        }
        records: dict[str, Json] = {}
        for night in (folder / name for name in NIGHTS if (folder / name).is_dir()):
            records |= _night(night, environment | {"INVOICE_LLM_OUTPUT": f"{home}/{night.name}"})
    return records


def _night(folder: Path, environment: dict[str, str]) -> dict[str, Json]:
    command = [str(Path(sys.executable).with_name("invoice-llm")), "run", str(folder.resolve())]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    written = list(Path(environment["INVOICE_LLM_OUTPUT"]).glob("*/invoices.jsonl"))
    if not written:
        raise SystemExit(f"invoice-llm run wrote nothing:\n{done.stderr[-2000:]}")
    found = (json.loads(line) for line in written[0].read_text("utf-8").splitlines())
    return {record["document"]: record for record in found}


def record_of(case: Json, records: dict[str, Json]) -> Json | None:
    """The record of a page, or of the whole file where that was not cut."""
    file = f"{case['_made']['name']}.pdf"
    return records.get(f"{file}{case['_made']['part']}") or records.get(file)


def ask_where_known(cases: list[Json], records: dict[str, Json]) -> None:
    """Forbid to accept a changed account where an invoice of its supplier was accepted the night before."""
    known = {
        case["_made"]["supplier"]
        for case in cases
        if case["_made"]["trap"] not in LATER
        and (record_of(case, records) or {}).get("outcome") == "accepted"
        and case.get("payment_iban")
    }
    for case in cases:
        if case["_made"]["trap"] in LATER and case["_made"]["supplier"] in known:
            case["_made"]["allowed"] = ["review"]


def _draft(
    chance: random.Random, by: Supplier, buyers: tuple[Company, ...], number: int, only: tuple[str, ...]
) -> Draft:
    home = [one for one in buyers if one.country.language == by.company.country.language]
    buyer = chance.choice(home if home and chance.random() < 0.75 else buyers)
    draft = issue(chance, by, buyer, at=number)
    draft.program = by.program.name
    set_trap(draft, chance, only)
    return draft


def _show(tally: Tally, *, as_json: bool) -> None:
    if as_json:
        print(
            json.dumps({**tally.as_json(), "wrong": tally.wrong, "thrown_away": tally.thrown_away}, ensure_ascii=False)
        )
        return
    for title, rows in (("ACCEPTED WRONGLY", tally.wrong), ("outcome not allowed", tally.thrown_away)):
        print(f"{title}: {len(rows)}")
        for name, fault in rows[:60]:
            print(f"  {name}: {fault}")
    print(f"clean ones held by: {tally.held_by.most_common(15)}")
    figures = tally.as_json()
    shares = figures.pop("shares")
    print(json.dumps(figures, indent=1))
    print(f"{'':28} pages accepted wrong clean of-those-accepted")
    for name, counts in shares.items():
        print(f"{name:28}", *(f"{counts.get(key, 0):6}" for key in COLUMNS))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", help="folder for the pages, instead of a temporary one")
    parser.add_argument("--only", nargs="*", choices=sorted(TRAPS), help="these traps only")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
