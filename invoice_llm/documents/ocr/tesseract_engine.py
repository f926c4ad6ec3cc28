"""Tesseract, the program: a seventh of the time and memory of the networks, and less accurate on poor pictures."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from invoice_llm.documents.ocr.engine import OcrWord

if TYPE_CHECKING:
    from PIL.Image import Image

_LANGUAGES = ("eng", "deu", "fra", "nld", "spa", "ita", "por", "pol")
"""In this order, those that are installed, three at most: each one costs time on every page."""
_MOST_LANGUAGES = 3
_SPARSE = "11"
"""Text wherever it stands: which of it makes a row is for our own rules, which know tables. 4 and 6 lose columns."""
_A_WORD = "5"
_TIMEOUT_S = 100.0  # below that of a page, so that no process is left behind


class Tesseract:
    """Reads by the program found on the path; its languages are those installed on the system."""

    dpi = 300.0

    def __init__(self) -> None:
        program = shutil.which("tesseract")
        if program is None:
            raise FileNotFoundError("tesseract")
        self._program = program
        self._env = {**os.environ, "OMP_THREAD_LIMIT": "1"}

    def read(self, picture: Image) -> list[OcrWord]:
        file = io.BytesIO()
        picture.save(file, "PNG", compress_level=1)
        options = ["-l", self._languages, "--psm", _SPARSE, "--dpi", str(int(self.dpi)), "tsv"]
        table = self._run("stdin", "stdout", *options, picture=file.getvalue())
        return list(words_in_tsv(table))

    @cached_property
    def _languages(self) -> str:
        there = self._run("--list-langs").split()
        return "+".join([name for name in _LANGUAGES if name in there][:_MOST_LANGUAGES]) or "eng"

    def _run(self, *arguments: str, picture: bytes = b"") -> str:
        done = subprocess.run(  # noqa: S603  # a fixed program with fixed options; the picture is its input
            [self._program, *arguments],
            input=picture,
            env=self._env,
            capture_output=True,
            timeout=_TIMEOUT_S,
            check=True,
        )
        return done.stdout.decode("utf-8", "replace")


def words_in_tsv(table: str) -> Iterator[OcrWord]:
    """The words of tesseract's TSV output, whose confidence runs from 0 to 100."""
    for line in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (line["text"] or "").strip()
        if line["level"] != _A_WORD or not text:
            continue
        left, top, width, height = (float(line[side]) for side in ("left", "top", "width", "height"))
        confidence = min(max(float(line["conf"]) / 100, 0.0), 1.0)
        yield OcrWord(text, (left, top, left + width, top + height), confidence)
