"""Invoices whose stated total is wrong while the right sum stands elsewhere on the page."""

from __future__ import annotations

import pypdfium2

from tests.pipeline import inboxes

RIGHT, WRONG = "408.00", "480.00"
_MORE = f"\n                             Please transfer      £{RIGHT}"


def name_of(number: int) -> str:
    return f"wrong-total-{number:02d}.pdf"


def wrong_totals(count: int) -> dict[str, bytes]:
    """By name; each has a number and a day of its own."""
    return {name_of(n): wrong_total(n) for n in range(1, count + 1)}


def wrong_total(number: int, more: str = "") -> bytes:
    return inboxes.invoice(f"AF-2026-{300 + number:05d}", total=WRONG, more=_MORE + more)


def place_on_page(data: bytes, words: str) -> tuple[float, float]:
    """The middle of the last place where the words stand on the first page: parts of its width and height."""
    page = pypdfium2.PdfDocument(data)[0]
    width, height = page.get_size()
    text = page.get_textpage()
    start = text.get_text_range().rindex(words)
    left, bottom, _, _ = text.get_charbox(start)
    _, _, right, top = text.get_charbox(start + len(words) - 1)
    return (left + right) / 2 / width, 1 - (bottom + top) / 2 / height
