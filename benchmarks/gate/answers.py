"""Collect a model's answers over a folder of labelled PDFs once, so that gates can be compared on the same answers.

    .venv/bin/python -m benchmarks.gate.answers FOLDER OUT.jsonl --base-url http://127.0.0.1:8081/v1 --model NAME
        [--way careful|self_reported] [--first N]

One line a document: ``{"document", "way", "model", "prompt_version", "seconds", "error", "body"}``, the body as the
endpoint sent it, with its log-probabilities. A document that OUT holds already is not asked for again, so that a
stopped collection goes on where it was. ``careful`` is the prompt and the schema that the pipeline sends;
``self_reported`` is the usual do-it-yourself way: pdfplumber's text, JSON mode, and the model's own word for how sure
it is.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pdfplumber
from openai import AsyncOpenAI, OpenAIError

from invoice_llm.documents.layout import layout_text
from invoice_llm.documents.read_document import Limits
from invoice_llm.documents.reader import read_bytes
from invoice_llm.errors import UnreadableDocument
from invoice_llm.evaluation.truth import Labelled, labelled_documents
from invoice_llm.invoice.answers import EXTRACT
from invoice_llm.invoice.printed import PrintedInvoice
from invoice_llm.llm.schema import response_format
from invoice_llm.prompt_pack import FALLBACK, PromptBuilder, PromptPack

MOST_OUTPUT = 2_500
SELF_REPORTED = """Extract this invoice as JSON with the keys invoice_number, issue_date (YYYY-MM-DD), due_date \
(YYYY-MM-DD), currency (ISO code), seller_name, seller_vat_id, buyer_name, total_net, total_tax, total_gross (numbers) \
and confidence, an object with a number from 0 to 1 for each of these keys."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--way", choices=["careful", "self_reported"], default="careful")
    parser.add_argument("--first", type=int)
    arguments = parser.parse_args()
    asyncio.run(collect(arguments))


async def collect(arguments: argparse.Namespace) -> None:
    done = collected(arguments.out, arguments.way)
    documents = [d for d in labelled_documents(arguments.folder) if d.path.suffix.lower() == ".pdf"]
    documents.sort(key=lambda document: (document.name.startswith("synthetic"), document.name))
    client = AsyncOpenAI(base_url=arguments.base_url, api_key="none", timeout=900, max_retries=0)
    with arguments.out.open("a", encoding="utf-8") as out:
        for document in documents[: arguments.first]:
            if document.name in done or not (request := _request(document, arguments.way)):
                continue
            line = await _ask(client, document, arguments, request)
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
            out.flush()
            print(f"{document.name}: {line['seconds']} s {line['error'] or ''}", flush=True)


def collected(out: Path, way: str) -> dict[str, dict[str, Any]]:
    """The lines of an earlier collection, by document."""
    if not out.is_file():
        return {}
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    return {line["document"]: line for line in lines if line["way"] == way}


def _request(document: Labelled, way: str) -> dict[str, Any] | None:
    """Body of the request without the model's name; ``None`` for a document without text."""
    if way == "self_reported":
        with pdfplumber.open(io.BytesIO(document.path.read_bytes())) as pdf:
            text = "\n".join(page.extract_text() for page in pdf.pages)
        messages: list[Mapping[str, str]] = [
            {"role": "system", "content": SELF_REPORTED},
            {"role": "user", "content": text},
        ]
        return {"messages": messages, "response_format": {"type": "json_object"}, "version": "self_reported"}
    try:
        text = layout_text(read_bytes(document.path.read_bytes(), Limits()).pages)
    except UnreadableDocument:
        return None
    if not text.strip():
        return None
    prompt = PromptBuilder(PromptPack.load(), FALLBACK).build_extraction_prompt(text)
    return {
        "messages": prompt.messages,
        "response_format": response_format(EXTRACT, PrintedInvoice),
        "logprobs": True,
        "version": prompt.version,
    }


async def _ask(
    client: AsyncOpenAI, document: Labelled, arguments: argparse.Namespace, request: dict[str, Any]
) -> dict[str, Any]:
    version = request.pop("version")
    started, body, error = time.monotonic(), None, None
    try:
        answer = await client.chat.completions.with_raw_response.create(
            model=arguments.model, temperature=0, max_tokens=MOST_OUTPUT, **request
        )
        body = json.loads(answer.text)
    except OpenAIError as failed:
        error = str(failed)[:200]
    return {
        "document": document.name,
        "way": arguments.way,
        "model": arguments.model,
        "prompt_version": version,
        "seconds": round(time.monotonic() - started, 1),
        "error": error,
        "body": body,
    }


if __name__ == "__main__":
    main()
