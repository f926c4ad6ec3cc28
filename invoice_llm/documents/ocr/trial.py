"""A picture whose text is known, for trying an OCR engine."""

from __future__ import annotations

import io

TRIAL_TEXT = "4711"
_LINES = (
    "Garden Supplies Limited",
    f"Invoice number {TRIAL_TEXT}",
    "Invoice date 1 March 2026",
    "Twelve flower pots, delivered to your house",
    "Total amount to pay within thirty days 120.00",
)


def trial_picture() -> bytes:
    """A PNG of a few lines of print, of a size at which every engine reads them: a lone word would pass for noise."""
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("L", (1240, 700), 255)
    drawing, font = ImageDraw.Draw(picture), ImageFont.load_default(40)
    for number, line in enumerate(_LINES):
        drawing.text((100, 80 + 110 * number), line, fill=0, font=font)
    target = io.BytesIO()
    picture.save(target, "PNG", dpi=(150, 150))
    return target.getvalue()
