"""Pages that a document says it has, and that are not in the file."""

from __future__ import annotations

from collections.abc import Sequence

from invoice_llm.documents.page import Page, Word
from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.statements import Statement
from invoice_llm.reading.splitting.segments import pages_told, pages_told_alone

_HEAD, _FOOT = 0.06, 0.88
"""Parts of a page above and below which nothing but page numbers looks like one."""


def missing_pages(pages: Sequence[Page], in_file: int) -> list[Concern]:
    """``Page 1 of 2`` in a file of one page: the rest may hold more lines, another total or a credit. Pages of the file
    that were set aside count as well."""
    cells = (cell for page in pages for row in page.rows for cell in zip(row.cells, row.texts, strict=True))
    told = max((count for cell, text in cells if (count := _told(cell, text))), default=0)
    if told <= in_file:
        return []
    return [Concern.saying(Reason.ROWS_DIFFER, Statement.PAGES_MISSING, told=str(told), here=str(in_file))]


def _told(cell: Sequence[Word], text: str) -> int | None:
    is_at_edge = not _HEAD < cell[0].box[1] < _FOOT
    return pages_told(text) or (pages_told_alone(text) if is_at_edge else None)
