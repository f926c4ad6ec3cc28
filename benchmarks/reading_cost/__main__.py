"""CPU time of reading pages, beside pdfplumber on the same files in the same run.

    .venv/bin/python -m benchmarks.reading_cost [FOLDER] [--repeat N]

Absolute figures depend on the machine and on what else it does; the ratio does not.
"""

from __future__ import annotations

import argparse
import io
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pdfplumber

from benchmarks.reading_cost.long_invoice import long_invoice
from invoice_llm.documents.layout import layout_text
from invoice_llm.documents.page import Page
from invoice_llm.documents.read_document import Limits
from invoice_llm.documents.reader import read_bytes
from invoice_llm.errors import UnreadableDocument
from invoice_llm.label_reader.reader import read_invoice
from invoice_llm.reading.evidence.locate import locate
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.extraction import ExtractionConfig, examine
from invoice_llm.reading.parsing.assembly import assemble

LINES = 30
SAMPLES = Path(__file__).parents[2] / "samples" / "inbox"


@dataclass(frozen=True, slots=True)
class Document:
    data: bytes
    pages: tuple[Page, ...]
    text: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=SAMPLES)
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    documents = [document for path in sorted(arguments.folder.rglob("*.pdf")) if (document := _read(path))]
    pages = sum(len(document.pages) for document in documents)
    print(f"{len(documents)} documents, {pages} pages, best of {arguments.repeat}, CPU time")
    ours = _best(arguments.repeat, documents, lambda d: read_bytes(d.data, Limits()))
    plumber = _best(arguments.repeat, documents, _pdfplumber)
    layout = _best(arguments.repeat, documents, lambda d: layout_text(d.pages))
    label = _best(arguments.repeat, documents, lambda d: read_invoice(d.text))
    weigh = _best(arguments.repeat, documents, _examine) - label
    print(f"positioned rows, boxes, XML    {pages / ours:8.1f} pages a CPU-second")
    print(f"pdfplumber, text alone         {pages / plumber:8.1f} pages a CPU-second")
    print(f"our time to its time           {ours / plumber:8.2f}")
    print(f"text for the prompt            {1000 * layout / pages:8.2f} ms a page")
    print(f"embedded reader                {1000 * label / pages:8.2f} ms a page")
    print(f"parse, locate, check, weigh    {1000 * weigh / pages:8.2f} ms a page")
    print(f"evidence for {LINES} lines          {1000 * location_time(LINES, arguments.repeat):8.2f} ms an invoice")


def location_time(lines: int, repeat: int) -> float:
    """CPU-seconds to find every value of an invoice with so many lines, each time as if it were seen for the first."""
    data = long_invoice(lines)
    pages = read_bytes(data, Limits()).pages
    text = layout_text(pages)
    printed = read_invoice(text)
    assembled = assemble(printed, text)
    if len(assembled.invoice.lines) != lines:
        raise SystemExit(f"{len(assembled.invoice.lines)} lines were read, not {lines}")

    def work(document: Document) -> None:
        read = PageReading.of(document.pages)
        found = locate(assembled, read, read.convention_for(printed))
        missing = [path for path, spot in found.items() if spot.place is None]
        if missing:
            raise SystemExit(f"not found: {', '.join(missing)}")

    return _best(max(repeat, 10), [Document(data, pages, text)], work)


def _read(path: Path) -> Document | None:
    data = path.read_bytes()
    try:
        pages = read_bytes(data, Limits()).pages
    except UnreadableDocument:
        return None
    return Document(data, pages, layout_text(pages)) if any(page.rows for page in pages) else None


def _best(repeat: int, documents: list[Document], work: Callable[[Document], object]) -> float:
    """Seconds of CPU for all documents, the best of several rounds."""
    rounds = []
    for _ in range(repeat):
        started = time.process_time()
        for document in documents:
            work(document)
        rounds.append(time.process_time() - started)
    return min(rounds)


def _pdfplumber(document: Document) -> None:
    with pdfplumber.open(io.BytesIO(document.data)) as pdf:
        for page in pdf.pages:
            page.extract_text()


def _examine(document: Document) -> None:
    config = ExtractionConfig(pages=document.pages, second_reading=False)
    examine(read_invoice(document.text), document.text, config, llm_model="-", prompt_version="-")


if __name__ == "__main__":
    main()
