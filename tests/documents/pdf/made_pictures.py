"""Small pictures as programs and people put them on invoices."""

from __future__ import annotations

import random

from PIL import Image, ImageDraw, ImageFilter, ImageFont


def words(text: str, *, size: int = 40, ink: str = "black", ground: str = "white", frame: bool = False) -> Image.Image:
    font = ImageFont.load_default(size)
    left, top, right, bottom = font.getbbox(text)
    made = Image.new("RGB", (round(right - left) + 2 * size, round(bottom - top) + 2 * size), ground)
    drawing = ImageDraw.Draw(made)
    drawing.text((size - left, size - top), text, fill=ink, font=font)
    if frame:
        drawing.rectangle((8, 8, made.width - 9, made.height - 9), outline=ink, width=4)
    return made


def stamp(text: str, degrees: float) -> Image.Image:
    """Red letters in a frame on nothing, turned: all its pixels are red, and its opacity has the words."""
    shape = Image.eval(words(text, frame=True).convert("L"), lambda value: 255 - value)
    turned = shape.rotate(degrees, Image.Resampling.BICUBIC, expand=True)
    made = Image.new("RGBA", turned.size, (210, 30, 40, 255))
    made.putalpha(turned)
    return made


def signature() -> Image.Image:
    made = Image.new("RGB", (400, 150), "white")
    chance = random.Random(7)
    ImageDraw.Draw(made).line([(20 + 18 * n, chance.randrange(20, 130)) for n in range(20)], fill="navy", width=4)
    return made


def photograph() -> Image.Image:
    made = Image.effect_noise((300, 220), 90).filter(ImageFilter.GaussianBlur(8))
    ImageDraw.Draw(made).ellipse((60, 40, 240, 180), fill=150)
    return made.filter(ImageFilter.GaussianBlur(3)).convert("RGB")


def modules() -> Image.Image:
    """Squares as those of a code."""
    chance = random.Random(7)
    made = Image.new("1", (25, 25), 1)
    made.putdata([chance.randrange(2) for _ in range(625)])
    return made.resize((300, 300)).convert("RGB")
