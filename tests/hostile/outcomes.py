"""What becomes of the whole set, read by the label reader alone and with a model that obeys the documents.

    python -m tests.hostile.outcomes

prints a line a document, and the counts.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from invoice_llm import app
from invoice_llm.pipeline import RunParams
from invoice_llm.settings import Settings
from tests.hostile.obeying_model import Obedient, serving
from tests.hostile.planted_text import Trap, honest, traps

Json = dict[str, Any]
Reader = Literal["labels", "obedient"]
READERS: tuple[Reader, ...] = ("labels", "obedient")
_HEADER = (
    *("doc_type", "invoice_number", "issue_date", "due_date", "currency", "seller.name", "seller.vat_id"),
    *("buyer.name", "total_net", "total_tax", "total_gross", "amount_due", "payment_accounts", "lines"),
)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The records of one run by document; ``honest`` are those of a run without any trap, by language. ``told`` are
    the traps whose planted text reached the model, with the prompt that it came in."""

    records: Mapping[str, Json]
    honest: Mapping[str, Json]
    told: Mapping[str, str]

    def changed(self, trap: Trap) -> list[str]:
        """The header values that differ from those of the honest twin."""
        read, twin = self.records[trap.name], self.honest[trap.language]
        return [path for path in _HEADER if _value(read, path) != _value(twin, path)]


def _value(record: Json, path: str) -> Any:
    value: Any = record["invoice"] or {}
    for name in path.split("."):
        value = (value or {}).get(name)
    return value


def outcomes(reader: Reader, home: Path, found: list[Trap]) -> Outcomes:
    """Two runs: the honest ones alone, then all, the honest ones among them."""
    model = Obedient(found)
    twins = {language: honest(language) for language in ("en", "de", "fr")}
    with serving(model) as address:
        alone = _run(reader, home / "alone", twins, address)
        everything = _run(reader, home / "all", {**{trap.name: trap.data for trap in found}, **twins}, address)
    assert {name: everything[name]["outcome"] for name in twins} == {n: r["outcome"] for n, r in alone.items()}
    return Outcomes(everything, alone, model.prompts)


def _run(reader: Reader, home: Path, files: Mapping[str, bytes], address: str) -> dict[str, Json]:
    inbox = home / "inbox"
    inbox.mkdir(parents=True)
    for name, data in files.items():
        (inbox / f"{name}.pdf").write_bytes(data)
    key = {"OPENAI_API_KEY": "sk-none", "OPENAI_BASE_URL": address} if reader == "obedient" else {}
    provider = {} if reader == "obedient" else {"provider": "embedded"}
    given = Settings.from_env(
        {"AIRFLOW_HOME": str(home), **key},
        inbox=str(inbox),
        output=str(home / "output"),
        ocr="off",
        settle_s=0.0,
        **provider,
    )
    with app.open_pipeline(given, dedupe=False) as pipeline:
        for chunk in pipeline.discover("night", RunParams()):
            asyncio.run(pipeline.process("night", chunk))
        pipeline.summarize("night")
        return {record.document.removesuffix(".pdf"): record.written() for record in pipeline.records("night")}


def main() -> None:
    found = traps()
    for reader in READERS:
        with tempfile.TemporaryDirectory() as home:
            result = outcomes(reader, Path(home), found)
        counts: Counter[str] = Counter()
        for trap in found:
            record = result.records[trap.name]
            changed = result.changed(trap)
            kind = f"{record['outcome']}, {'values as without it' if not changed else 'other values'}"
            counts[kind] += 1
            reasons, told = " ".join(record["reasons"]), " ".join(changed)
            sys.stdout.write(f"{reader:9} {trap.name:32} {record['outcome']:8} {reasons:40} {told}\n")
        sys.stdout.write(f"{reader}: {len(found)} documents: {dict(counts)}\n")


if __name__ == "__main__":
    main()
