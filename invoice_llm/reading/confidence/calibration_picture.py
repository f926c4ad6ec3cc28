"""The reliability picture: for each bin of confidence, the share of its values that is right. Plain SVG."""

from __future__ import annotations

from collections.abc import Iterable

from invoice_llm.reading.confidence.calibration_report import Bin, Reliability, wilson

_SIDE = 360
_LEFT, _TOP = 64, 48
_WIDTH, _HEIGHT = 460, 470


def picture(report: Reliability, title: str) -> str:
    """Points on the line are believed rightly; the bar at each is where the share lies 95 % of the time."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" '
        f'font-size="12" role="img" aria-label="{_escaped(title)}">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
        f'<text x="{_LEFT}" y="22" font-size="14">{_escaped(title)}</text>',
        f'<text x="{_LEFT}" y="38" fill="#555">{report.labels} values, {report.wrong} of them wrong; '
        f"ECE {report.ece:.3f}, Brier {report.brier:.3f}</text>",
        *_axes(),
        _line(0, 0, 1, 1, "#999", dashed=True),
        *(part for one in report.bins for part in _point(one)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _axes() -> Iterable[str]:
    yield f'<rect x="{_LEFT}" y="{_TOP}" width="{_SIDE}" height="{_SIDE}" fill="none" stroke="#333"/>'
    for tenth in range(0, 11, 2):
        share = tenth / 10
        yield f'<text x="{_x(share):.1f}" y="{_TOP + _SIDE + 16}" text-anchor="middle">{share:.1f}</text>'
        yield f'<text x="{_LEFT - 8}" y="{_y(share) + 4:.1f}" text-anchor="end">{share:.1f}</text>'
    middle = _LEFT + _SIDE / 2
    yield f'<text x="{middle}" y="{_TOP + _SIDE + 38}" text-anchor="middle">confidence</text>'
    down = _TOP + _SIDE / 2
    yield f'<text x="20" y="{down}" text-anchor="middle" transform="rotate(-90 20 {down})">share that is right</text>'


def _point(one: Bin) -> Iterable[str]:
    low, high = wilson(round(one.is_right * one.count), one.count)
    yield _line(one.expected, low, one.expected, high, "#1f6f8b")
    yield (
        f'<circle cx="{_x(one.expected):.1f}" cy="{_y(one.is_right):.1f}" r="4" fill="#1f6f8b">'
        f"<title>{one.count} values: {one.expected:.3f} expected, {one.is_right:.3f} right</title></circle>"
    )


def _line(x0: float, y0: float, x1: float, y1: float, colour: str, *, dashed: bool = False) -> str:
    style = ' stroke-dasharray="4 4"' if dashed else ""
    ends = f'x1="{_x(x0):.1f}" y1="{_y(y0):.1f}" x2="{_x(x1):.1f}" y2="{_y(y1):.1f}"'
    return f'<line {ends} stroke="{colour}"{style}/>'


def _x(share: float) -> float:
    return _LEFT + _SIDE * share


def _y(share: float) -> float:
    return _TOP + _SIDE * (1 - share)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
