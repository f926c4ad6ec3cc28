"""Pages as a scanner would have them: rendered at 150 dpi, skewed, blurred, noisy, stained by JPEG."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter

DPI = 150.0
_POINTS = 72.0


@dataclass(frozen=True, slots=True)
class Scanned:
    """One page's picture as JPEG, the angle by which it was turned (degrees, counter-clockwise), its size in points."""

    jpeg: bytes
    degrees: float
    size: tuple[float, float]


def scanned(data: bytes, chance: random.Random, *, most_pages: int) -> list[Scanned]:
    """The first pages of a PDF, each degraded a little differently."""
    document = pypdfium2.PdfDocument(data)
    try:
        return [_scanned(document[index], chance) for index in range(min(len(document), most_pages))]
    finally:
        document.close()


def _scanned(page: pypdfium2.PdfPage, chance: random.Random) -> Scanned:
    picture = page.render(scale=DPI / _POINTS, grayscale=True).to_pil().convert("L")
    degrees = chance.uniform(-1.2, 1.2)
    paper = chance.randint(236, 252)
    turned = picture.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)
    soft = turned.filter(ImageFilter.GaussianBlur(chance.uniform(0.4, 0.9)))
    noise = np.random.default_rng(chance.getrandbits(32)).normal(0, chance.uniform(4, 10), (soft.height, soft.width))
    pixels = np.asarray(soft, dtype=float) * (paper - 25) / 255 + 25 + noise
    target = io.BytesIO()
    Image.fromarray(np.clip(pixels, 0, 255).astype("uint8")).save(target, "JPEG", quality=chance.randint(50, 75))
    return Scanned(target.getvalue(), degrees, page.get_size())
