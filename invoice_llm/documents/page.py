"""Pages of positioned text, whatever they were read from. Plain values, JSON in and out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, Self

from invoice_llm.vocabulary.folding import words_of

FileKind = Literal[
    "pdf", "ubl", "cii", "xml", "image", "zip", "office", "ole", "mail", "mbox", "signed", "base64", "empty", "other"
]
"""``ole`` is an Outlook message or an old office file; ``signed`` is CMS signed data, DER or PEM; ``base64`` is any
file in the encoding of mail."""
Box = tuple[float, float, float, float]
"""(x0, top, x1, bottom) in parts of the page, 0-1, from its top left corner."""
Source = Literal["text", "ocr"]
Verdict = Literal["good", "unproven", "partial", "garbage", "empty"]
"""Judgement of a page's text: sound; sound by its looks, and only what a scanner read; sound and too little of it; not
to be believed; none (:mod:`.text_quality`)."""


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without a gap, as printed. ``confidence``, 0-1, is the OCR engine's; ``None`` elsewhere."""

    text: str
    box: Box
    confidence: float | None = None


@dataclass(frozen=True)
class TextRow:
    """Words on one base line, left to right. ``cells`` groups them where the gap is wide (columns). Its words and its
    texts are asked for many times, and kept."""

    cells: tuple[tuple[Word, ...], ...]

    @cached_property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for cell in self.cells for word in cell)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """One of each cell."""
        return tuple(" ".join([word.text for word in cell]) for cell in self.cells)

    @cached_property
    def text(self) -> str:
        return "  ".join(self.texts)


@dataclass(frozen=True, slots=True)
class PictureOnPage:
    """A picture on a page with text that may bear words. ``digest`` is the same for pictures that look alike.
    ``shows_words``: it looks as if it did. ``lines`` are what OCR read in it, ``None`` where nobody read it; ``slant``
    are the degrees, 0-45, by which its words depart from the page's sides."""

    box: Box
    digest: str
    shows_words: bool = False
    lines: tuple[str, ...] | None = None
    slant: float = 0.0

    def to_json(self) -> dict[str, Any]:
        lines = None if self.lines is None else list(self.lines)
        return {"box": list(self.box), "digest": self.digest, "words": self.shows_words, "lines": lines} | (
            {"slant": self.slant} if self.slant else {}
        )

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        lines, (x0, y0, x1, y1) = data["lines"], data["box"]
        read = None if lines is None else tuple(lines)
        return cls((x0, y0, x1, y1), data["digest"], data["words"], read, data.get("slant", 0.0))


@dataclass(frozen=True)
class Page:
    """One page: ``number`` counts from 1, ``width`` and ``height`` are in points.

    ``quality`` is how far the text can be believed, 0-1: by its looks, for ``ocr`` times what the engine thinks of
    it. ``quality`` and ``verdict`` are ``None`` where nobody judged, as on a page that is blank. ``hidden`` counts
    letters and digits that the eye does not see (:mod:`.hidden`). ``codes`` are the texts of its payment codes.
    ``is_layer``: most of its text lies unseen on the picture of a scan, as the scanner's own OCR read it. ``marks``
    counts notes, pictures, strokes and drawn words that were put on the finished page (:mod:`.pdf.marks`).
    ``pictures`` are those that may bear words (:mod:`.pdf.pictures`).
    """

    number: int
    width: float
    height: float
    rows: tuple[TextRow, ...]
    source: Source = "text"
    quality: float | None = None
    verdict: Verdict | None = None
    hidden: int = 0
    codes: tuple[str, ...] = ()
    is_layer: bool = False
    marks: int = 0
    pictures: tuple[PictureOnPage, ...] = ()

    @cached_property
    def spoken(self) -> frozenset[str]:
        """The folded words of its text: what they cannot make up need not be searched for."""
        return words_of("\n".join([row.text for row in self.rows]))

    def to_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "width": self.width,
            "height": self.height,
            "rows": [[[_word_to_json(word) for word in cell] for cell in row.cells] for row in self.rows],
            "source": self.source,
            "quality": self.quality,
            "verdict": self.verdict,
            "hidden": self.hidden,
            "codes": list(self.codes),
            "is_layer": self.is_layer,
            "marks": self.marks,
        } | ({"pictures": [one.to_json() for one in self.pictures]} if self.pictures else {})

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        rows = tuple(TextRow(tuple(tuple(_word_from_json(w) for w in cell) for cell in row)) for row in data["rows"])
        about = (data["source"], data["quality"], data["verdict"])
        return cls(
            data["number"],
            data["width"],
            data["height"],
            rows,
            *about,
            data.get("hidden", 0),
            tuple(data.get("codes", ())),
            data.get("is_layer", False),
            data.get("marks", 0),
            tuple(map(PictureOnPage.from_json, data.get("pictures", ()))),
        )


def spoken_on(pages: Sequence[Page]) -> frozenset[str]:
    """The folded words of all these pages."""
    return pages[0].spoken if len(pages) == 1 else frozenset().union(*(page.spoken for page in pages))


def _word_to_json(word: Word) -> list[Any]:
    return [word.text, *word.box] if word.confidence is None else [word.text, *word.box, word.confidence]


def _word_from_json(data: list[Any]) -> Word:
    return Word(data[0], (data[1], data[2], data[3], data[4]), data[5] if len(data) > 5 else None)
