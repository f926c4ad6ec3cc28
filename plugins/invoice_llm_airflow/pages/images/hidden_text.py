"""The text of a file that the eye does not see, so that a person can judge why it is there.

Nothing of it was read as a value. ``python -m invoice_llm_airflow.pages.images.hidden_text INDEX...`` is the process
that finds it: the file is hostile input, and comes in on standard input as it does for a picture.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from invoice_llm.errors import UnreadableDocument
from invoice_llm_airflow.pages.images.drawing import limit, run_apart

if TYPE_CHECKING:
    from invoice_llm.documents.page import Page

LONGEST = 600
"""Characters of a page's hidden text that are shown; more than that is as suspicious."""


def hidden_texts(data: bytes, pages: Sequence[Page]) -> list[tuple[int, str]]:
    """Page number and text of each page that has some; the text is empty where it cannot be had."""
    numbers = [page.number for page in pages if page.hidden]
    if not numbers:
        return []
    try:
        found = json.loads(run_apart(__name__, [str(number - 1) for number in numbers], data))
    except (UnreadableDocument, ValueError):
        found = [""] * len(numbers)
    return list(zip(numbers, found, strict=True))


def main(indexes: list[str]) -> int:
    limit()
    import pypdfium2

    from invoice_llm.documents.pdf.document import loaded

    document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    texts = [" ".join(" ".join(_unseen(loaded(document, int(index)))).split())[:LONGEST] for index in indexes]
    sys.stdout.write(json.dumps(texts))
    sys.stdout.flush()
    return 0


def _unseen(page: Any) -> Iterator[str]:
    from invoice_llm.documents.pdf.hidden_text import hidden_characters, parted
    from invoice_llm.documents.pdf.runs import page_runs

    textpage = page.get_textpage()
    unread = hidden_characters(page, textpage).unread
    yield from _characters(textpage, sorted(unread))
    runs = page_runs(textpage, unread)
    shown, _ = parted(runs, page.get_bbox())
    kept = set(map(id, shown))
    yield from (run.text for run in runs if id(run) not in kept)


def _characters(textpage: Any, positions: Sequence[int]) -> Iterator[str]:
    """Neighbours together, the rest apart."""
    import pypdfium2.raw as pdfium_c

    last, text = None, ""
    for position in positions:
        if last is not None and position != last + 1:
            yield text
            text = ""
        text += chr(pdfium_c.FPDFText_GetUnicode(textpage.raw, position))
        last = position
    yield text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
