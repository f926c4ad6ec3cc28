"""RapidOCR: PP-OCR networks on onnxruntime, whose files come inside its wheel. Accurate, about 5 CPU seconds a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
from rapidocr import RapidOCR

from invoice_llm.documents.ocr.engine import OcrWord

if TYPE_CHECKING:
    from PIL.Image import Image

_OPTIONS = {
    "Global.use_cls": False,  # turned pages are found out before and after, see .upright
    "Global.log_level": "critical",
    "Det.box_thresh": 0.3,  # at its 0.5 lone digits in a column of quantities are passed over
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    # Without the arena a page costs the same time and a third less memory.
    "EngineConfig.onnxruntime.enable_cpu_mem_arena": False,
}
_INK = 0.75
"""Boxes of lines are drawn wide of the letters; this much of their height is ascent to descent."""


class RapidOcr:
    """Finds lines and words in Latin, Greek and Cyrillic letters and in Chinese and Japanese."""

    dpi = 200.0

    def __init__(self) -> None:
        import_module("cv2").setNumThreads(1)
        self._engine = RapidOCR(params=_OPTIONS)

    def read(self, picture: Image) -> list[OcrWord]:
        grey = np.asarray(picture)
        found: Any = self._engine(np.stack([grey] * 3, axis=-1), return_word_box=True)
        if found.txts is None:
            return []
        words: list[OcrWord] = []
        for corners, text, score, parts in zip(found.boxes, found.txts, found.scores, found.word_results, strict=True):
            words.extend(_words(corners, text, float(score), parts))
        return words


def _words(corners: Any, text: str, score: float, parts: Sequence[Any]) -> Iterator[OcrWord]:
    """The words of one line. Where the parts do not add up to the line, its letters are taken to be equally wide."""
    line = _Line(corners)
    joined = "".join(str(part[0]) for part in parts)
    if joined.replace(" ", "") != text.replace(" ", ""):
        yield from line.shared_out(text, score)
        return
    for part in parts:
        spelled, confidence, outline = str(part[0]).strip(), float(part[1]), np.asarray(part[2])
        if spelled:
            yield line.word(spelled, float(outline[:, 0].min()), float(outline[:, 0].max()), confidence)


class _Line:
    """The box of a line, which may slope a little: a word's height follows from where it stands along it."""

    def __init__(self, corners: Any) -> None:
        outline = np.asarray(corners, dtype=float)
        self._left, self._right = outline[[0, 3]].mean(axis=0), outline[[1, 2]].mean(axis=0)
        upper, lower = outline[[0, 1]].mean(axis=0), outline[[2, 3]].mean(axis=0)
        self._height = max(float(lower[1] - upper[1]) * _INK, 1.0)

    def word(self, text: str, x0: float, x1: float, confidence: float) -> OcrWord:
        across = max(float(self._right[0] - self._left[0]), 1.0)
        along = min(max(((x0 + x1) / 2 - float(self._left[0])) / across, 0.0), 1.0)
        middle = float(self._left[1]) + along * float(self._right[1] - self._left[1])
        return OcrWord(text, (x0, middle - self._height / 2, x1, middle + self._height / 2), min(confidence, 1.0))

    def shared_out(self, text: str, confidence: float) -> Iterator[OcrWord]:
        start, wide = float(self._left[0]), float(self._right[0] - self._left[0]) / max(len(text), 1)
        at = 0
        for spelled in text.split():
            at = text.index(spelled, at)
            yield self.word(spelled, start + at * wide, start + (at + len(spelled)) * wide, confidence)
            at += len(spelled)
