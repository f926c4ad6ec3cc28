"""Where the CPU of the nights goes, as an SVG picture: a bar a design, a piece a part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from benchmarks.scheduler.night import Night

WIDTH, LEFT, BAR, GAP = 960, 20, 34, 46
_COLOURS = (
    *("#2f6db5", "#7fb2e5", "#d9822b", "#f2bd7e", "#3b8f5a", "#9fd3b0", "#8a4fa3", "#cda5dd"),
    *("#b03a48", "#e59aa3", "#5f6b76", "#b4bdc6", "#8c7a2e", "#d8ca86", "#111827", "#14b8a6"),
)
_STYLE = "text{font:13px system-ui,Arial,sans-serif;fill:#1d2731}.name{font-weight:600}"
_COLUMNS = 4
_SMALL = 0.01
"""Parts below this share of the longest bar are drawn as one."""
_REST = "small tasks"


def picture(nights: Sequence[Night]) -> str:
    """Bars in milliseconds of CPU a document, on one scale."""
    most = max(one.cpu_ms_each for one in nights)
    bars = [_pieces(one, _SMALL * most) for one in nights]
    parts = list(dict.fromkeys(part for bar in bars for part in bar))
    colours = {part: _COLOURS[at % len(_COLOURS)] for at, part in enumerate(parts)}
    drawn = []
    for at, (one, bar) in enumerate(zip(nights, bars, strict=True)):
        top = 20 + at * (BAR + GAP)
        title = f"{one.design}: {one.cpu_ms_each:.0f} ms of CPU a document, {one.documents} documents"
        drawn += [
            f'<text x="{LEFT}" y="{top + 12}" class="name">{escape(title)}</text>',
            *_bar(bar, top, most, colours),
        ]
    top = 20 + len(nights) * (BAR + GAP)
    drawn += [piece for at, part in enumerate(parts) for piece in _entry(part, at, top, colours[part])]
    height = top + 22 * -(-len(parts) // _COLUMNS) + 16
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" aria-label="Where the CPU of a night goes">\n<style>{_STYLE}</style>\n'
        f'<rect width="{WIDTH}" height="{height}" fill="#f7f9fb"/>\n' + "\n".join(drawn) + "\n</svg>\n"
    )


def _pieces(one: Night, least: float) -> dict[str, float]:
    """Milliseconds a document by part, what is below ``least`` together and last."""
    every = {part: 1000 * used / one.documents for part, used in one.parts.items()}
    big = {part: each for part, each in every.items() if each >= least}
    return {**big, _REST: sum(every.values()) - sum(big.values())}


def _bar(pieces: dict[str, float], top: float, most: float, colours: dict[str, str]) -> Iterator[str]:
    left = float(LEFT)
    for part, each in pieces.items():
        wide = each / most * (WIDTH - 2 * LEFT)
        yield (
            f'<rect x="{left:.1f}" y="{top + 20}" width="{wide:.1f}" height="{BAR}" fill="{colours[part]}">'
            f"<title>{escape(part)}: {each:.1f} ms</title></rect>"
        )
        left += wide


def _entry(part: str, at: int, top: float, colour: str) -> list[str]:
    left, y = LEFT + at % _COLUMNS * (WIDTH - 2 * LEFT) / _COLUMNS, top + 22 * (at // _COLUMNS)
    return [
        f'<rect x="{left:.0f}" y="{y:.0f}" width="13" height="13" fill="{colour}"/>',
        f'<text x="{left + 19:.0f}" y="{y + 11:.0f}">{escape(part)}</text>',
    ]
