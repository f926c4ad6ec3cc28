"""A picture whose text is known, for trying an OCR engine."""

from __future__ import annotations

import io

TRIAL_TEXT = "4711"


def trial_picture() -> bytes:
    """A PNG of a line of print, of a size at which every engine reads it."""
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("L", (1240, 400), 255)
    ImageDraw.Draw(picture).text((100, 140), f"Invoice number {TRIAL_TEXT}", fill=0, font=ImageFont.load_default(64))
    target = io.BytesIO()
    picture.save(target, "PNG", dpi=(150, 150))
    return target.getvalue()
