"""Sentences below the total that ask for an amount: ``Please transfer the sum of 700.00``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from invoice_llm.documents.page import Box, Page
from invoice_llm.vocabulary.dates import find_dates
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.recognition import language_of
from invoice_llm.vocabulary.telling_words import telling_in
from invoice_llm.vocabulary.words import pattern, words_in

_AMOUNT_LAST = re.compile(r"[0-9][.,][0-9]{2}\W*(?:[^\W\d_]{1,4}\W*)?$")
_FEWEST_WORDS, _MOST_WORDS = 2, 14
_NOT_ASKED = ("rule", "fee", "settles", "received", "early_discount", "set_off", "if_already", "deposit")


def asked_amounts(page: Page, total: Box) -> Iterator[str]:
    """Short sentences that speak of paying and end in an amount, on no condition and of nothing that was paid."""
    language = language_of(" ".join(row.text for row in page.rows))
    if not telling_in(language, "asks_payment").may_be_in(page.spoken):
        return
    for row in page.rows:
        text = row.text
        if row.words[0].box[1] <= total[3] or len(row.cells) > 1 or not _AMOUNT_LAST.search(text) or find_dates(text):
            continue
        plain = folded(text)
        words = re.findall(r"[^\W\d_]{2,}", plain)
        if "%" in text or not _FEWEST_WORDS <= len(words) <= _MOST_WORDS:
            continue
        if pattern("registered").search(plain) or words_in(language, *_NOT_ASKED).search(plain):
            continue
        if words_in(language, "asks_payment").search(plain):
            yield text
