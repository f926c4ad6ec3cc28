"""The two curves of a report as SVG. They are made of numbers alone; colours come from the page's style sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from invoice_llm.evaluation.figures import Covered
from invoice_llm.reading.calibration_report import Bin, wilson

WIDTH, HEIGHT = 520, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 14, 12, 40


def reliability_curve(bins: Sequence[Bin]) -> Markup:
    """Confidence against the share that is right: on the diagonal a confidence is kept. Bars are 95 % intervals, the
    columns below count the values."""
    parts = [*_grid("confidence of the value", "share that is right", 1.0), _line([(0, 0), (1, 1)], "ideal")]
    most = max((one.count for one in bins), default=1)
    for one in bins:
        x, height = _x(one.expected), 26 * one.count / most
        low, high = wilson(round(one.is_right * one.count), one.count)
        parts.append(f'<rect class="count" x="{x - 4:.1f}" y="{_y(0) - height:.1f}" width="8" height="{height:.1f}"/>')
        parts.append(f'<line class="whisker" x1="{x:.1f}" x2="{x:.1f}" y1="{_y(low):.1f}" y2="{_y(high):.1f}"/>')
    parts.append(_line([(one.expected, one.is_right) for one in bins], "curve"))
    for one in bins:
        title = f"{one.count} values: {one.expected:.1%} expected, {one.is_right:.1%} right"
        parts.append(
            f'<circle class="dot" cx="{_x(one.expected):.1f}" cy="{_y(one.is_right):.1f}" r="3.5">'
            f"<title>{title}</title></circle>"
        )
    return _svg("Reliability of confidences", parts)


def coverage_curve(points: Sequence[Covered], threshold: float | None, actual: tuple[float, float] | None) -> Markup:
    """Share of documents taken against the share of them that is wrong. Marked: where the threshold lies, and what was
    really accepted (coverage, risk)."""
    risks = [point.risk for point in points] + ([actual[1]] if actual else [])
    top = _ceiling(max(risks, default=0.0))
    parts = _grid("share of documents taken, surest first", "share of them wrong", top)
    steps = [(point.coverage, point.risk / top) for point in points]
    parts.append(_line([(steps[0][0], steps[0][1]), *steps] if steps else [], "curve"))
    if threshold is not None and (taken := [point for point in points if point.confidence >= threshold]):
        parts += _threshold(taken[-1].coverage, taken[-1].risk / top, threshold)
    if actual:
        x, y = _x(actual[0]), _y(actual[1] / top)
        parts.append(
            f'<circle class="actual" cx="{x:.1f}" cy="{y:.1f}" r="5"><title>accepted: {actual[0]:.1%} of the '
            f"documents, {actual[1]:.1%} of them wrong</title></circle>"
        )
    return _svg("Risk against coverage", parts)


def _threshold(coverage: float, risk: float, threshold: float) -> Iterable[str]:
    x, y = _x(coverage), _y(risk)
    side, shift = ("end", -6) if coverage > 0.5 else ("start", 6)
    yield f'<line class="mark" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{_y(0):.1f}"/>'
    yield f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>'
    label = f"threshold {threshold:g}"
    yield f'<text class="marked" x="{x + shift:.1f}" y="{_TOP + 12}" text-anchor="{side}">{label}</text>'


def _ceiling(value: float) -> float:
    """The least round number above."""
    return next(step for step in (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0) if step >= min(value, 1.0))


def _grid(across: str, up: str, top: float) -> list[str]:
    parts = []
    for step in range(6):
        share = step / 5
        x, y = _x(share), _y(share)
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        said = f"{100 * share * top:g} %"
        parts.append(f'<text x="{_LEFT - 7}" y="{y + 4:.1f}" text-anchor="end">{said}</text>')
        parts.append(f'<text x="{x:.1f}" y="{_y(0) + 16:.1f}" text-anchor="middle">{100 * share:g} %</text>')
    middle = (_LEFT + WIDTH - _RIGHT) / 2
    parts.append(f'<text class="axis" x="{middle}" y="{HEIGHT - 6}" text-anchor="middle">{across}</text>')
    parts.append(f'<text class="axis" x="{_LEFT + 4}" y="{_TOP + 12}">{up}</text>')
    return parts


def _line(points: Sequence[tuple[float, float]], name: str) -> str:
    path = " ".join(f"{_x(x):.1f},{_y(y):.1f}" for x, y in points)
    return f'<polyline class="{name}" points="{path}"/>'


def _x(share: float) -> float:
    return _LEFT + share * (WIDTH - _LEFT - _RIGHT)


def _y(share: float) -> float:
    return HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM)


def _svg(title: str, parts: Iterable[str]) -> Markup:
    body = "".join(parts)
    view = f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title}"'
    return Markup(f'<svg class="chart" {view}>{body}</svg>')  # noqa: S704
