"""Marks over a finished page: strokes, corrections, notes, and texts that the eye does not see."""

from __future__ import annotations

from collections.abc import Callable

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from benchmarks.adversary.made import Draft

Place = tuple[float, float]
Mark = Callable[[Canvas, Draft, Place, str], None]
WIDTH, HEIGHT = A4
RIGHT = WIDTH - 60


def _write(canvas: Canvas, font: tuple[str, float], text: str, place: Place) -> None:
    canvas.setFont(*font)
    canvas.drawString(*place, text.replace("\u202f", "\u00a0"))


def struck_total(canvas: Canvas, draft: Draft, total: Place, font: str) -> None:
    """The total struck through, and another amount written beside it."""
    x, y = total
    canvas.setLineWidth(1)
    canvas.line(x - 3, y + 3, RIGHT, y + 3.5)
    _write(canvas, (font, 10), draft.others[0], (x, y - 13))


def struck_only(canvas: Canvas, _draft: Draft, total: Place, _font: str) -> None:
    """The total struck through by a pen."""
    x, y = total
    canvas.setStrokeColorRGB(0.1, 0.1, 0.7)
    canvas.setLineWidth(1.4)
    canvas.line(x - 4, y - 1, RIGHT + 4, y + 7)


def pasted_total(canvas: Canvas, draft: Draft, total: Place, font: str) -> None:
    """Another amount over the total, on a white patch."""
    x, y = total
    canvas.setFillGray(1)
    canvas.rect(x - 2, y - 3, RIGHT - x + 8, 13, stroke=0, fill=1)
    canvas.setFillGray(0)
    _write(canvas, (font, 9.5), draft.others[0], (x, y))


def printed_over(canvas: Canvas, draft: Draft, total: Place, font: str) -> None:
    """Another amount printed right over the total."""
    _write(canvas, (font, 9.5), draft.others[0], (total[0] + 1, total[1] + 1))


def white_text(canvas: Canvas, draft: Draft, total: Place, font: str) -> None:
    """Another total in white beside the printed one."""
    canvas.setFillGray(1)
    _write(canvas, (font, 9), draft.others[0], (60, total[1] - 40))


def tiny_text(canvas: Canvas, draft: Draft, total: Place, font: str) -> None:
    """Another total in letters of one point."""
    _write(canvas, (font, 1), draft.others[0], (60, total[1] - 40))


def pen_note(canvas: Canvas, draft: Draft, total: Place, _font: str) -> None:
    """A note by hand, slanted and in another colour."""
    canvas.saveState()
    canvas.setFillColorRGB(0.1, 0.1, 0.7)
    canvas.translate(70, total[1] - 60)
    canvas.rotate(6)
    canvas.setFont("Times-BoldItalic", 15)
    canvas.drawString(0, 0, draft.others[0])
    canvas.restoreState()


def free_note(canvas: Canvas, draft: Draft, total: Place, _font: str) -> None:
    """A note as an annotation of the file."""
    canvas.freeTextAnnotation(draft.others[0], "/DA (Helv 12 Tf)", Rect=[70, total[1] - 60, 250, total[1] - 40])


def crossed_out(canvas: Canvas, _draft: Draft, _total: Place, _font: str) -> None:
    """Two strokes across the page."""
    canvas.line(60, 80, WIDTH - 60, HEIGHT - 80)
    canvas.line(60, HEIGHT - 80, WIDTH - 60, 80)


def slip(canvas: Canvas, draft: Draft, _total: Place, font: str) -> None:
    """A payment slip at the foot."""
    canvas.line(40, 150, WIDTH - 40, 150)
    for number, text in enumerate(draft.others):
        _write(canvas, (font, 8.5), text, (60, 132 - 13 * number))


MARKS: dict[str, Mark] = {
    one.__name__: one
    for one in (
        struck_total, struck_only, pasted_total, printed_over, white_text, tiny_text, pen_note, free_note,
        crossed_out, slip,
    )
}  # fmt: skip
