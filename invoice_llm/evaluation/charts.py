"""The two curves of a report as SVG. They are made of numbers alone; colours come from the page's style sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from invoice_llm.evaluation.figures import CoveragePoint
from invoice_llm.reading.confidence.calibration_report import Bin, wilson

WIDTH, HEIGHT = 520, 300
_FEW = 40
"""So many points of a curve get a dot each."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 20, 12, 40


def reliability_curve(bins: Sequence[Bin]) -> Markup:
    """Confidence against the share that is right: on the diagonal a confidence is kept. Whiskers are 95 % intervals,
    the columns below count the values. Both axes start at the same share, below all that is shown."""
    ranges = [wilson(round(one.is_right * one.count), one.count) for one in bins]
    least = min([one.expected for one in bins] + [low for low, _ in ranges], default=0.0)
    start = next((floor for floor in (0.8, 0.5) if floor <= least), 0.0)

    def zoomed(share: float) -> float:
        return (share - start) / (1 - start)

    parts = _grid("confidence of the value", "share that is right", (start, 1.0), (start, 1.0))
    parts.append(_line([(0, 0), (1, 1)], "ideal"))
    most = max((one.count for one in bins), default=1)
    for one, (low, high) in zip(bins, ranges, strict=True):
        parts += _bin(_x(zoomed(one.expected)), 26 * one.count / most, _y(zoomed(low)), _y(zoomed(high)))
    shown = [(zoomed(one.expected), zoomed(one.is_right)) for one in bins]
    parts.append(_line(shown, "curve"))
    for one, (x, y) in zip(bins, shown, strict=True):
        parts.append(_dot(x, y, f"{one.count} values: {one.expected:.1%} expected, {one.is_right:.1%} right"))
    return _svg("Reliability of confidences", parts)


def _bin(x: float, height: float, low: float, high: float) -> Iterable[str]:
    yield f'<rect class="count" x="{x - 4:.1f}" y="{_y(0) - height:.1f}" width="8" height="{height:.1f}"/>'
    yield f'<line class="whisker" x1="{x:.1f}" x2="{x:.1f}" y1="{low:.1f}" y2="{high:.1f}"/>'


def _dot(x: float, y: float, title: str, name: str = "dot", radius: float = 3.5) -> str:
    circle = f'class="{name}" cx="{_x(x):.1f}" cy="{_y(y):.1f}" r="{radius}"'
    return f"<circle {circle}><title>{title}</title></circle>"


def coverage_curve(
    points: Sequence[CoveragePoint], threshold: float | None, actual: tuple[float, float] | None
) -> Markup:
    """Share of documents taken against the share of them that is wrong. Marked: where the threshold lies, and what was
    really accepted (coverage, risk)."""
    risks = [point.risk for point in points] + ([actual[1]] if actual else [])
    top = _ceiling(max(risks, default=0.0))
    parts = _grid("share of documents taken, surest first", "share of them wrong", (0.0, 1.0), (0.0, top))
    parts.append(_line([(point.coverage, point.risk / top) for point in points], "curve"))
    for point in points if len(points) <= _FEW else ():
        parts.append(_dot(point.coverage, point.risk / top, _said(point.coverage, point.risk), radius=2.5))
    if threshold is not None and (taken := [point for point in points if point.confidence >= threshold]):
        parts += _threshold(taken[-1].coverage, taken[-1].risk / top, threshold)
    if actual:
        parts.append(_dot(actual[0], actual[1] / top, f"accepted: {_said(*actual)}", "actual", 5))
    return _svg("Risk against coverage", parts)


def _said(coverage: float, risk: float) -> str:
    return f"{coverage:.1%} of the documents, {risk:.1%} of them wrong"


def _threshold(coverage: float, risk: float, threshold: float) -> Iterable[str]:
    x = _x(coverage)
    side, shift = ("end", -6) if coverage > 0.5 else ("start", 6)
    yield f'<line class="mark" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{_y(0):.1f}"/>'
    yield _dot(coverage, risk, f"from {threshold:g} on")
    label = f"threshold {threshold:g}"
    yield f'<text class="marked" x="{x + shift:.1f}" y="{_TOP + 12}" text-anchor="{side}">{label}</text>'


def _ceiling(value: float) -> float:
    """The least round number above."""
    return next(step for step in (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0) if step >= min(value, 1.0))


def _grid(across: str, up: str, of_x: tuple[float, float], of_y: tuple[float, float]) -> list[str]:
    """Six lines each way, with what they stand for."""
    parts = []
    for step in range(6):
        share = step / 5
        x, y = _x(share), _y(share)
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{_LEFT - 7}" y="{y + 4:.1f}" text-anchor="end">{_tick(of_y, share)}</text>')
        parts.append(f'<text x="{x:.1f}" y="{_y(0) + 16:.1f}" text-anchor="middle">{_tick(of_x, share)}</text>')
    middle = (_LEFT + WIDTH - _RIGHT) / 2
    parts.append(f'<text class="axis" x="{middle}" y="{HEIGHT - 6}" text-anchor="middle">{across}</text>')
    parts.append(f'<text class="axis" x="{_LEFT + 4}" y="{_TOP + 12}">{up}</text>')
    return parts


def _tick(ends: tuple[float, float], share: float) -> str:
    return f"{round(100 * (ends[0] + share * (ends[1] - ends[0])), 1):g} %"


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
