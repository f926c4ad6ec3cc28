"""Labels of what is to be paid, and rows that have one and no figure that is text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from invoice_llm.documents.page import Box, Page
from invoice_llm.vocabulary.currency import parse_currency, without_currency
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.words import strong_labels

_LOWER = 0.003


@cache
def asks_for_payment() -> re.Pattern[str]:
    """Labels of what is to be paid, with or without a currency or a word more behind them."""
    return re.compile(rf"{alternatives(strong_labels('due'))}(?: \(?[^\W\d_]+\)?)?")


def without_figure(page: Page, total: Box) -> Iterator[str]:
    """Rows below the total with a label of what is due and its currency alone: the figure may be a picture, and another
    one than the total."""
    for row in page.rows:
        texts = row.texts
        if row.words[0].box[1] <= total[1] + _LOWER or len(texts) == 1:
            continue
        if asks_for_payment().fullmatch(folded(texts[0]).strip(" :.")) and _is_currency(texts[-1]):
            yield row.text


def _is_currency(text: str) -> bool:
    return not re.search("[0-9]", text) and (parse_currency(text) is not None or not without_currency(text).strip(" ."))
