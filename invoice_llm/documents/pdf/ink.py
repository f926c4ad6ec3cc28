"""Pixels of a rendered PDF page, asked about a place on it."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pypdfium2.raw as pdfium_c

from invoice_llm.documents.page import Box

if TYPE_CHECKING:
    from PIL.Image import Image

_SCALE = 2.0
"""Pixels a point: strokes of small print are then about a pixel wide."""
_MOST_PIXELS = 8_000_000
_APART, _NEAR = 40, 110
"""Steps of 255. Ground is further from the text's colour than the first, letters are nearer than the second."""
_LEAST_GROUND, _LEAST_LETTERS = 0.25, 0.01
"""Parts of a text's outline that are ground, and letters: thin print covers a fiftieth of it, bold print half."""
_PRINT = 50
"""Steps of 255 by which print is darker, or lighter, than its paper."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as it is displayed; asked by places in the page's own space."""

    page: Any
    image: Image

    @classmethod
    def of(cls, page: Any) -> Picture:
        width, height = page.get_size()
        scale = min(_SCALE, (_MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
        image = page.render(scale=scale, may_draw_forms=False).to_pil()
        return cls(page, image if image.mode == "RGB" else image.convert("RGB"))

    def shows(self, box: Box, color: tuple[int, int, int]) -> bool:
        """Check that letters of this colour can be told from what is around them there."""
        from PIL import Image, ImageChops

        cut = self._cut(box)
        if cut is None:
            return False
        apart = ImageChops.difference(cut, Image.new("RGB", cut.size, color)).split()
        steps = ImageChops.lighter(ImageChops.lighter(apart[0], apart[1]), apart[2]).histogram()
        pixels = sum(steps)
        return sum(steps[_APART:]) > _LEAST_GROUND * pixels and sum(steps[:_NEAR]) > _LEAST_LETTERS * pixels

    def has_print(self, box: Box) -> bool:
        """Check that anything is printed there, in whatever colour."""
        cut = self._cut(box)
        if cut is None:
            return False
        steps = cut.convert("L").histogram()
        pixels = sum(steps)
        paper = max(range(256), key=steps.__getitem__)
        off_paper = pixels - sum(steps[max(paper - _PRINT, 0) : paper + _PRINT])
        return off_paper > _LEAST_LETTERS * pixels

    def _cut(self, box: Box) -> Image | None:
        (x0, y0), (x1, y1) = self._pixel(box[0], box[1]), self._pixel(box[2], box[3])
        left, right = max(min(x0, x1), 0), min(max(x0, x1), self.image.width)
        top, bottom = max(min(y0, y1), 0), min(max(y0, y1), self.image.height)
        return self.image.crop((left, top, right, bottom)) if right > left and bottom > top else None

    def _pixel(self, x: float, y: float) -> tuple[int, int]:
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium_c.FPDF_PageToDevice(self.page, 0, 0, self.image.width, self.image.height, 0, x, y, across, down)
        return across.value, down.value
