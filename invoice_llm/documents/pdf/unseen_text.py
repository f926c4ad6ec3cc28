"""The text on PDF pages that the eye does not see, for a person to judge why it is there. Runs in a worker process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium_c

from invoice_llm.documents.pdf.document import loaded
from invoice_llm.documents.pdf.hidden_text import hidden_characters, parted
from invoice_llm.documents.pdf.painted import painted
from invoice_llm.documents.pdf.runs import page_runs


def hidden_text_of_pages(data: bytes, indexes: Sequence[int]) -> list[str]:
    """The unseen text of each page, by its index from 0, with single blanks. Raises pypdfium2's errors."""
    document = pypdfium2.PdfDocument(data)
    return [" ".join(" ".join(_unseen(loaded(document, index))).split()) for index in indexes]


def _unseen(page: Any) -> Iterator[str]:
    textpage = page.get_textpage()
    unread = hidden_characters(page, textpage, tuple(painted(page.raw))).unread
    yield from _characters(textpage, sorted(unread))
    runs = page_runs(textpage, unread)
    shown, _ = parted(runs, page.get_bbox())
    kept = set(map(id, shown))
    yield from (run.text for run in runs if id(run) not in kept)


def _characters(textpage: Any, positions: Sequence[int]) -> Iterator[str]:
    """Texts of the characters at these positions: neighbours together, the rest apart."""
    last, text = None, ""
    for position in positions:
        if last is not None and position != last + 1:
            yield text
            text = ""
        text += chr(pdfium_c.FPDFText_GetUnicode(textpage.raw, position))
        last = position
    yield text
