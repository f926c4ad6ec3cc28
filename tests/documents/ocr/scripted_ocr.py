"""What the OCR process calls in tests: it reads a sentence from any page, or does as the file's metadata says."""

from __future__ import annotations

import os
import signal

from invoice_llm.documents.ocr.reading import REQUEST_BYTES
from invoice_llm.documents.page import Page, TextRow, Verdict, Word
from invoice_llm.documents.read_document import Limits, ReadDocument
from invoice_llm.errors import UnreadableDocument


def _page(index: int, text: str, verdict: Verdict = "good") -> ReadDocument:
    words = tuple(Word(word, (0.1 * n, 0.1, 0.1 * n + 0.05, 0.12), 0.9) for n, word in enumerate(text.split()))
    row = TextRow((words,))
    return ReadDocument("pdf", (Page(index + 1, 595.0, 842.0, (row,), "ocr", 0.9, verdict),))


def read_page(data: bytes, limits: Limits) -> ReadDocument:
    return _page(_index(data), f"Process {os.getpid()} read page {_index(data) + 1} and found some words")


def read_little(data: bytes, limits: Limits) -> ReadDocument:
    return _page(_index(data), "speck")


def read_nonsense(data: bytes, limits: Limits) -> ReadDocument:
    return _page(_index(data), "oolp qxz wbv " * 20, "garbage")


def die_on_the_first_page(data: bytes, limits: Limits) -> ReadDocument:
    if _index(data) == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return read_page(data, limits)


def hang(data: bytes, limits: Limits) -> ReadDocument:
    signal.pause()
    raise AssertionError


def refuse(data: bytes, limits: Limits) -> ReadDocument:
    raise UnreadableDocument("the page cannot be rendered", reason="UNREADABLE_FILE")


def _index(data: bytes) -> int:
    return int.from_bytes(data[:REQUEST_BYTES], "big")
