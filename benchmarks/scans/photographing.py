"""Pages as a telephone takes them: on a desk, seen aslant, with a shadow across and light that falls off."""

from __future__ import annotations

import io
import random

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter

from benchmarks.scans.degrading import Scanned

_LONGER_SIDE = 2400
"""Pixels of the page in the picture: a telephone of eight million pixels that is held a little too far away."""


def photographed(data: bytes, chance: random.Random, *, most_pages: int) -> list[Scanned]:
    """The first pages of a PDF, each taken from another place."""
    document = pypdfium2.PdfDocument(data)
    try:
        return [_taken(document[index], chance) for index in range(min(len(document), most_pages))]
    finally:
        document.close()


def _taken(page: pypdfium2.PdfPage, chance: random.Random) -> Scanned:
    sheet = page.render(scale=_LONGER_SIDE / max(page.get_size()), grayscale=True).to_pil().convert("L")
    wide, high = (round(side * chance.uniform(1.08, 1.2)) for side in sheet.size)
    corners = _corners(sheet.size, (wide, high), chance)
    back = _coefficients(corners, sheet.size)
    placed = sheet.transform((wide, high), Image.Transform.PERSPECTIVE, back, Image.Resampling.BICUBIC)
    mask = Image.new("L", sheet.size, 255).transform((wide, high), Image.Transform.PERSPECTIVE, back)
    desk = Image.fromarray(_desk(wide, high, chance))
    desk.paste(placed, mask=mask)
    lit = np.asarray(desk.filter(ImageFilter.GaussianBlur(chance.uniform(0.5, 1.0))), dtype=float)
    lit = lit * _light(wide, high, chance)
    lit += np.random.default_rng(chance.getrandbits(32)).normal(0, chance.uniform(2, 6), lit.shape)
    target = io.BytesIO()
    Image.fromarray(np.clip(lit, 0, 255).astype("uint8")).save(target, "JPEG", quality=chance.randint(60, 85))
    size = page.get_size()
    return Scanned(target.getvalue(), 0.0, (size[0], size[0] * high / wide))


def _corners(sheet: tuple[int, int], frame: tuple[int, int], chance: random.Random) -> list[tuple[float, float]]:
    """Where the corners of the sheet lie in the picture: each moved by up to a twentieth of its side."""
    left, top = (frame[0] - sheet[0]) / 2, (frame[1] - sheet[1]) / 2
    at = [(left, top), (left + sheet[0], top), (left + sheet[0], top + sheet[1]), (left, top + sheet[1])]
    far = (min(0.05 * sheet[0], left), min(0.05 * sheet[1], top))
    return [(x + chance.uniform(-far[0], far[0]), y + chance.uniform(-far[1], far[1])) for x, y in at]


def _coefficients(corners: list[tuple[float, float]], size: tuple[int, int]) -> list[float]:
    """From a place of the picture to one of the sheet."""
    width, height = size
    rows, right = [], []
    for (u, v), (x, y) in zip(corners, ((0, 0), (width, 0), (width, height), (0, height)), strict=True):
        rows += [[u, v, 1, 0, 0, 0, -x * u, -x * v], [0, 0, 0, u, v, 1, -y * u, -y * v]]
        right += [x, y]
    return [float(one) for one in np.linalg.solve(np.array(rows, dtype=float), np.array(right, dtype=float))]


def _desk(wide: int, high: int, chance: random.Random) -> np.ndarray:
    grain = np.random.default_rng(chance.getrandbits(32)).normal(0, 6, (high, 1)).repeat(wide, axis=1)
    return np.clip(grain + chance.randint(50, 110), 0, 255).astype("uint8")


def _light(wide: int, high: int, chance: random.Random) -> np.ndarray:
    """Light that falls off to one side, and the soft shadow of a hand or of the telephone."""
    across, down = np.meshgrid(np.linspace(-1, 1, wide), np.linspace(-1, 1, high))
    turn = chance.uniform(0, 2 * np.pi)
    fall = 0.85 + chance.uniform(0.05, 0.15) * (np.cos(turn) * across + np.sin(turn) * down)
    edge = chance.uniform(-0.6, 0.6) + chance.uniform(-0.5, 0.5) * across - down
    shadow = 1 - chance.uniform(0.2, 0.45) / (1 + np.exp(-edge * chance.uniform(6, 25)))
    return np.asarray(fall * shadow)
