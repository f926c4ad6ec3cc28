"""Cost of 1,000 invoices at list price: a plain design of three calls against ours, in real time and in batch files.

    .venv/bin/python -m benchmarks.cost FOLDER --tokenizers DIR [--model gpt-6-luna] [--tier basic] [--savings | --json]

Both read the same pages (e-invoice data in them ignored) with an endpoint that answers what the label reader reads, so
that only the designs differ. Ours is run whole, with its second looks, against a server on a socket; its cost is what
its own ledger says. Tokens are counted exactly by the model's encoding, schemas included; DIR holds the rank files
under the names of tiktoken's cache. A prefix of 1,024 tokens or more that was sent before is cached in real time, and
never in a batch.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.cost.answering import CountingReader
from benchmarks.cost.plain import plain_tokens
from benchmarks.cost.savings import savings
from invoice_llm import app, lookups
from invoice_llm.calls import Usage
from invoice_llm.documents.layout import layout_text
from invoice_llm.documents.page import Page
from invoice_llm.documents.read_document import Limits
from invoice_llm.documents.reader import read_bytes
from invoice_llm.errors import UnreadableDocument
from invoice_llm.label_reader.reader import read_invoice
from invoice_llm.llm.models.catalog import Catalog
from invoice_llm.llm.models.prices import cost_micros
from invoice_llm.pipeline import RunParams
from invoice_llm.settings import Settings
from tests.llm.batch.batch_server import Plan, serving_batches


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignCost:
    """Tokens and USD of ``documents`` invoices."""

    design: str
    documents: int
    tokens: dict[str, int]
    usd: float

    @property
    def usd_per_1000(self) -> float:
        return 1000 * self.usd / self.documents


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tokenizers", type=Path, required=True)
    parser.add_argument("--model", default="gpt-6-luna", help="of the tier, for the plain design")
    parser.add_argument("--tier", default="basic", choices=["basic", "advanced", "premium"])
    parser.add_argument("--savings", action="store_true", help="count the share of each saving instead")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    if arguments.savings:
        tell_savings(arguments)
        return
    costs = [plain(arguments), ours(arguments, "realtime"), ours(arguments, "batch")]
    if arguments.json:
        print(json.dumps([{**asdict(one), "usd_per_1000": one.usd_per_1000} for one in costs]))
        return
    for one in costs:
        told = ", ".join(f"{name} {count / one.documents:.2f}" for name, count in sorted(one.tokens.items()))
        share = costs[0].usd_per_1000 / one.usd_per_1000
        print(f"{one.design:9} {one.usd_per_1000:8.4f} USD per 1,000, 1/{share:.1f} of plain; an invoice: {told}")


def tell_savings(arguments: argparse.Namespace) -> None:
    """Every page of the folder that has text, step by step."""
    reader, day = CountingReader(arguments.tokenizers, arguments.model, caches=False), datetime.now(UTC).date()
    model = Catalog.load()[arguments.model]
    documents = [
        pages for path in sorted(arguments.folder.rglob("*.pdf")) if layout_text(pages := _pages(path)).strip()
    ]
    savings(documents, reader.count, lambda usage, tier: cost_micros(model, usage, day=day, service_tier=tier))


def plain(arguments: argparse.Namespace) -> DesignCost:
    """Every page of the folder that has text, three calls each, nothing cached."""
    reader = CountingReader(arguments.tokenizers, arguments.model, caches=False)
    tokens: Counter[str] = Counter()
    found = (layout_text(_pages(path)).strip() for path in sorted(arguments.folder.rglob("*.pdf")))
    texts = [text for text in found if text]
    for text in texts:
        tokens += plain_tokens(text, read_invoice(text), reader.count)
    usage = Usage(input=tokens["input"], output=tokens["output"])
    day = datetime.now(UTC).date()
    if not texts:
        raise SystemExit(f"{arguments.folder} has no PDF with text")
    each = Usage(input=usage.input // len(texts), output=usage.output // len(texts))
    usd = len(texts) * cost_micros(Catalog.load()[arguments.model], each, day=day) / 1e6
    return DesignCost(design="plain", documents=len(texts), tokens=dict(tokens), usd=usd)


def _pages(path: Path) -> tuple[Page, ...]:
    try:
        return tuple(read_bytes(path.read_bytes(), Limits()).pages)
    except UnreadableDocument:
        return ()


def ours(arguments: argparse.Namespace, mode: str) -> DesignCost:
    """A whole run over the folder; what it cost stands in its ledger. Documents without text cost nothing, and are not
    counted."""
    reader = CountingReader(arguments.tokenizers, arguments.model, caches=mode == "realtime")
    with tempfile.TemporaryDirectory() as home, serving_batches(Plan(answer=reader)) as server:
        env = {"AIRFLOW_HOME": home, "OPENAI_API_KEY": "none", "OPENAI_BASE_URL": server.base_url}
        given: dict[str, Any] = {"inbox": str(arguments.folder), "output": f"{home}/output", "ocr": "off"}
        settings = Settings.from_env(env, **given, settle_s=0.0, batch_poll_s=0.1, request_timeout_s=600.0)
        with app.open_pipeline(settings, ignore_xml=True, dedupe=False) as pipeline:
            params = RunParams(mode=mode, model_tier=arguments.tier)  # type: ignore[arg-type]
            chunks = pipeline.discover(mode, params)
            asyncio.run(pipeline.process_all(mode, chunks, lambda *_: None))
            pipeline.summarize(mode)
            asked = {record.sha256 for record in pipeline.records(mode) if record.calls}
        report = lookups.spend_report(settings)
    return DesignCost(design=mode, documents=len(asked), tokens=dict(reader.tokens), usd=float(report["spent_usd"]))


if __name__ == "__main__":
    main()
