"""Characters of a PDF page into runs: words with a box, told apart by the way they are turned.

PDFium gives each character a *loose* box (ascent to descent of its font): with tight boxes a comma would stand on a
line of its own. Boxes here are in the run's reading frame: points, x along the base line, y down the page as the
reader of that text sees it. ``Turn`` says how to get back to the page.
"""

from __future__ import annotations

import ctypes
import math
import struct
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium_c

from invoice_llm.documents.page import Box
from invoice_llm.documents.pdf.quick import char_box, char_code, has_map_error

Turn = int
"""Quarter turns clockwise of the text in the page's own space; ``SLANTED`` for anything between."""
SLANTED = 4
_BLANKS = frozenset((9, 10, 11, 12, 13, 32, 0xA0, 0x2002, 0x2003, 0x2007, 0x2009, 0x200A, 0x202F, 0x3000))
# What has no width on paper has no place in a value: joiners, marks of direction, variation selectors, tags.
_WITHOUT_WIDTH = frozenset(
    (0x61C, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070))
) | frozenset((*range(0xFE00, 0xFE10), *range(0xE0000, 0xE0200)))
# U+0002 is PDFium's mark for a hyphen at the end of a line; a soft hyphen that was drawn is a hyphen on paper.
_HYPHENS = frozenset((2, 0xAD, 0x2010, 0x2011))
_UNKNOWN = "�"


@dataclass(slots=True)
class Run:
    """Characters without a gap between them. Mutable only while it is being built."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    turn: Turn

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def middle(self) -> float:
        return (self.y0 + self.y1) / 2

    def on_page(self) -> Box:
        """The box in the page's own space: (left, bottom, right, top), y up."""
        if self.turn == 1:
            return (-self.y1, -self.x1, -self.y0, -self.x0)
        if self.turn == 2:
            return (-self.x1, self.y0, -self.x0, self.y1)
        if self.turn == 3:
            return (self.y0, self.x0, self.y1, self.x1)
        return (self.x0, -self.y1, self.x1, -self.y0)


def page_runs(textpage: Any, unread: Collection[int] = ()) -> list[Run]:
    """Every run of a pypdfium2 text page in content order, without the characters of these numbers. Characters without
    a known code become U+FFFD."""
    # The body is one loop over plain local names: it runs some thousand times a page.
    handle, count = textpage.raw, textpage.count_chars()
    unicode_of, box_of = char_code, char_box
    rect = pdfium_c.FS_RECTF()
    rect_ref, sides = ctypes.byref(rect), struct.Struct("4f").unpack_from
    runs: list[Run] = []
    chars: list[str] = []
    x0 = y0 = x1 = y1 = widest = 0.0
    turn: Turn = 0
    unmapped = False
    for index in range(count):
        code = unicode_of(handle, index)
        is_plain = 32 < code < 0xA0
        if not is_plain and code in _BLANKS:
            if chars:
                runs.append(Run("".join(chars), x0, y0, x1, y1, turn))
                chars = []
            continue
        if index in unread or (not is_plain and code in _WITHOUT_WIDTH) or not box_of(handle, index, rect_ref):
            continue
        left, top, right, bottom = box = sides(rect)
        left, top, right, bottom = _turned(box, turn) if turn else (left, -top, right, -bottom)
        if chars and turn != SLANTED:
            height, gap = y1 - y0 if y1 - y0 > 1.0 else 1.0, left - x1
            off_line = abs((top + bottom) - (y0 + y1)) > height
            far = gap > 0.6 * height or gap < -1.2 * height
            if off_line or far or (gap > 0.13 * height and gap > 3 * widest and _is_word_boundary(chars, code)):
                runs.append(Run("".join(chars), x0, y0, x1, y1, turn))
                chars = []
            elif gap > widest:
                widest = gap
        if chars:
            x0, y0 = left if left < x0 else x0, top if top < y0 else y0
            x1, y1 = right if right > x1 else x1, bottom if bottom > y1 else y1
        else:
            turn, widest = _turn(handle, index), 0.0
            # A font without a Unicode map yields its own codes, which look like text and are none.
            unmapped = has_map_error(handle, index) == 1
            x0, y0, x1, y1 = _turned(sides(rect), turn)
        if unmapped and has_map_error(handle, index) == 1:
            chars.append(_UNKNOWN)
        else:
            chars.append(chr(code) if is_plain else _character(code))
    if chars:
        runs.append(Run("".join(chars), x0, y0, x1, y1, turn))
    return runs


def _is_word_boundary(chars: list[str], code: int) -> bool:
    """Check that a gap which is wide only against the run's own spacing parts two words set without a blank.

    Not after one character, which says nothing about the spacing, and never inside a number.
    """
    before, after = chars[-1], chr(code)
    return len(chars) > 1 and before.isalnum() and after.isalnum() and not (before.isdigit() and after.isdigit())


def _turned(sides: tuple[float, ...], turn: Turn) -> Box:
    """PDFium's left, top, right, bottom (y up) in the reading frame of text turned by ``turn``."""
    left, top, right, bottom = sides
    if turn == 1:
        return (-top, -right, -bottom, -left)
    if turn == 2:
        return (-right, bottom, -left, top)
    if turn == 3:
        return (bottom, left, top, right)
    return (left, -top, right, -bottom)


def _turn(handle: Any, index: int) -> Turn:
    quarters = pdfium_c.FPDFText_GetCharAngle(handle, index) / (math.pi / 2)
    nearest = round(quarters)
    return int(nearest) % 4 if abs(quarters - nearest) < 0.07 else SLANTED


def _character(code: int) -> str:
    if code >= 32 and not (0xD800 <= code < 0xE000 or code in _HYPHENS or code >= 0xFFFE):
        return chr(code)
    return "-" if code in _HYPHENS else _UNKNOWN
