"""The text of a file that the eye does not see, so that a person can judge why it is there.

Nothing of it was read as a value. ``python -m invoice_llm_airflow.pages.images.hidden_text INDEX...`` is the process
that finds it: the file is hostile input, and comes in on standard input as it does for a picture.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from invoice_llm.errors import UnreadableDocument
from invoice_llm_airflow.pages.images.drawing import limit, run_apart

if TYPE_CHECKING:
    from invoice_llm_airflow.pages.images.page_head import PageHead

LONGEST = 600
"""Characters of a page's hidden text that are shown; more than that is as suspicious."""


def hidden_texts(data: bytes, pages: Sequence[PageHead]) -> list[tuple[int, str]]:
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
    from invoice_llm.documents.pdf.unseen_text import hidden_text_of_pages

    texts = hidden_text_of_pages(sys.stdin.buffer.read(), [int(index) for index in indexes])
    sys.stdout.write(json.dumps([text[:LONGEST] for text in texts]))
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
