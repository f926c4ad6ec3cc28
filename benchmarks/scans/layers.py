"""Hidden text as scanners write it over their pictures, in four qualities, and the PDF that holds both."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from benchmarks.adversary.fonts import wide_font
from benchmarks.scans.degrading import Scanned
from invoice_llm.documents.page import Page

_UNSEEN = 3
_EXCHANGED = 0.1
_SPLIT, _JOINED = 0.07, 0.07
_MISREAD = 0.12
_LOOKALIKES = {
    "a": "а@ا", "e": "еєê", "i": "!1і", "l": "1|I", "o": "о0٥", "p": "рþ", "c": "сç", "s": "5ѕ", "n": "пח", "u": "цυ",
    "O": "0ОΟ", "I": "1l|", "S": "5Ѕ", "B": "8В", "E": "ЕΕ", "T": "ТΤ", "A": "АΑ", "H": "НΗ", "R": "Я", "N": "И",
    "0": "O٥o", "1": "l!I", "2": "Z", "3": "З", "5": "S", "6": "б", "8": "B", "9": "g٩", ".": ",", ",": ".",
}  # fmt: skip
_NEXT_DIGIT = {"0": "8", "1": "7", "2": "7", "3": "8", "4": "1", "5": "6", "6": "5", "7": "1", "8": "3", "9": "4"}


@dataclass(frozen=True, slots=True)
class LaidWord:
    """A word of a layer in points: its left end, its middle from the top, its width and height."""

    text: str
    left: float
    middle: float
    width: float
    height: float


def good(words: Sequence[LaidWord], _: random.Random) -> list[LaidWord]:
    """Every word as printed."""
    return list(words)


def spoiled(words: Sequence[LaidWord], chance: random.Random) -> list[LaidWord]:
    """Letters and digits exchanged across scripts, words split and joined."""
    changed = [_with_text(word, _exchanged(word.text, chance)) for word in words]
    return list(_joined([part for word in changed for part in _split(word, chance)], chance))


def misread(words: Sequence[LaidWord], chance: random.Random) -> list[LaidWord]:
    """A layer that looks sound, with another digit in some of the words that have any."""
    return [_with_text(word, _other_digit(word.text, chance)) for word in words]


LAYERS: dict[str, Callable[[Sequence[LaidWord], random.Random], list[LaidWord]] | None] = {
    "none": None,
    "good": good,
    "spoiled": spoiled,
    "misread": misread,
}


def scan_pdf(pictures: Sequence[Scanned], pages: Sequence[Page], layer: str, chance: random.Random) -> bytes:
    """A PDF of pictures; ``pages`` are the words of the pages that were scanned."""
    spoil = LAYERS[layer]
    target = io.BytesIO()
    canvas = Canvas(target, invariant=True)
    for picture, page in zip(pictures, pages, strict=False):
        canvas.setPageSize(picture.size)
        canvas.drawImage(ImageReader(io.BytesIO(picture.jpeg)), 0, 0, *picture.size)
        if spoil is not None:
            _lay(canvas, spoil(_placed(page, picture.degrees), chance), picture.size[1])
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _placed(page: Page, degrees: float) -> list[LaidWord]:
    """Words where their print stands after the page was turned around its middle."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    words = []
    for word in (word for row in page.rows for word in row.words):
        x0, top, x1, bottom = word.box
        x, y = ((x0 + x1) / 2 - 0.5) * page.width, ((top + bottom) / 2 - 0.5) * page.height
        across, down = x * cos + y * sin + page.width / 2, y * cos - x * sin + page.height / 2
        wide = (x1 - x0) * page.width
        words.append(LaidWord(word.text, across - wide / 2, down, wide, (bottom - top) * page.height))
    return words


def _lay(canvas: Canvas, words: Sequence[LaidWord], height: float) -> None:
    font, _ = wide_font()
    for word in words:
        size = max(word.height * 0.8, 3.0)
        text = canvas.beginText(word.left, height - word.middle - size * 0.35)
        text.setTextRenderMode(_UNSEEN)
        text.setFont(font, size)
        text.setHorizScale(100 * word.width / max(pdfmetrics.stringWidth(word.text, font, size), 0.1))
        text.textOut(word.text)
        canvas.drawText(text)


def _with_text(word: LaidWord, text: str) -> LaidWord:
    return LaidWord(text, word.left, word.middle, word.width, word.height)


def _exchanged(text: str, chance: random.Random) -> str:
    return "".join(
        chance.choice(_LOOKALIKES[letter]) if letter in _LOOKALIKES and chance.random() < _EXCHANGED else letter
        for letter in text
    )


def _other_digit(text: str, chance: random.Random) -> str:
    places = [index for index, letter in enumerate(text) if letter in _NEXT_DIGIT]
    if not places or chance.random() >= _MISREAD:
        return text
    at = chance.choice(places)
    return text[:at] + _NEXT_DIGIT[text[at]] + text[at + 1 :]


def _split(word: LaidWord, chance: random.Random) -> Iterator[LaidWord]:
    if len(word.text) < 4 or chance.random() >= _SPLIT:
        yield word
        return
    at = chance.randint(1, len(word.text) - 1)
    share = word.width / len(word.text)
    gap = 0.35 * word.height
    yield LaidWord(word.text[:at], word.left, word.middle, max(share * at - gap / 2, 1.0), word.height)
    left, width = word.left + share * at + gap / 2, max(share * (len(word.text) - at) - gap / 2, 1.0)
    yield LaidWord(word.text[at:], left, word.middle, width, word.height)


def _joined(words: Sequence[LaidWord], chance: random.Random) -> Iterator[LaidWord]:
    held: LaidWord | None = None
    for word in words:
        if held is None:
            held = word
        elif _are_neighbours(held, word) and chance.random() < _JOINED:
            right = word.left + word.width
            held = LaidWord(held.text + word.text, held.left, held.middle, right - held.left, held.height)
        else:
            yield held
            held = word
    if held is not None:
        yield held


def _are_neighbours(one: LaidWord, other: LaidWord) -> bool:
    gap = other.left - one.left - one.width
    return abs(one.middle - other.middle) < 0.4 * one.height and 0 <= gap < one.height
