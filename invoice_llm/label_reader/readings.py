"""Label readings of the documents at hand: each text is read once, whoever asks."""

from __future__ import annotations

import hashlib

from invoice_llm.invoice.printed import PrintedInvoice
from invoice_llm.label_reader.reader import read_invoice
from invoice_llm.recent import Recent

_MOST = 512
"""More than the documents of a chunk and their pages; a reading is a few kilobytes."""


class LabelReadings:
    """The label reader with a memory of its latest texts. ``made`` counts the texts that had to be read."""

    def __init__(self) -> None:
        self.made = 0
        self._known: Recent[str, PrintedInvoice] = Recent(_MOST)

    def of(self, text: str) -> PrintedInvoice:
        """The reading of a layout text."""
        key = text_key(text)
        known = self._known.get(key)
        if known is None:
            self.made += 1
            known = read_invoice(text)
            self.remember(key, known)
        return known

    def remember(self, key: str, reading: PrintedInvoice) -> None:
        """Take over the reading of the text with this :func:`text_key`, made by the same version of the reader."""
        self._known.put(key, reading)


def text_key(text: str) -> str:
    """SHA-256 of a text, in hexadecimal digits."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
