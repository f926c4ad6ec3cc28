"""A font with the letters of all languages here."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FONTS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts")


@cache
def wide_font() -> tuple[str, str]:
    """Names of a regular and a bold font that have the letters of all languages here. Raises ``SystemExit``."""
    for folder in FONTS:
        for regular in folder.rglob("DejaVuSans.ttf"):
            pdfmetrics.registerFont(TTFont("Wide", regular))
            pdfmetrics.registerFont(TTFont("WideBold", regular.with_name("DejaVuSans-Bold.ttf")))
            return "Wide", "WideBold"
    raise SystemExit("DejaVuSans.ttf is needed to print Greek, Czech and the like; install fonts-dejavu-core")
