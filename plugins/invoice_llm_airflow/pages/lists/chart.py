"""The shapes of the charts, in the units of their SVG view boxes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Protocol

from invoice_llm.invoice.outcome import Outcome, Tone
from invoice_llm_airflow.pages.text.language import t

WIDTH, FLOOR = 900, 180
_TOP = 8


@dataclass(frozen=True, slots=True)
class OutcomeBand:
    """One colour of the bars: the outcomes that it adds up, which are named together."""

    outcomes: tuple[Outcome, ...]

    @property
    def name(self) -> str:
        return t(" or ").join(t(one.label) for one in self.outcomes)

    @property
    def tone(self) -> Tone:
        """The colour of the last of them, which is the one to worry about."""
        return self.outcomes[-1].tone

    def count(self, outcomes: Mapping[str, int]) -> int:
        return sum(outcomes.get(one, 0) for one in self.outcomes)


def _kind(outcome: Outcome) -> object:
    """Payable outcomes have a band each; the others share one where nothing is left to do, one where the next run
    goes on."""
    return outcome if outcome.is_payable else outcome.is_final


STACK = tuple(OutcomeBand(tuple(outcomes)) for _, outcomes in groupby(Outcome, key=_kind))
"""The bands from the floor up."""


class CountedNight(Protocol):
    @property
    def day(self) -> date: ...

    @property
    def outcomes(self) -> Mapping[str, int]: ...


@dataclass(frozen=True, slots=True)
class BarSegment:
    tone: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One night; ``counts`` are by the names of :data:`STACK`."""

    day: date
    x: float
    width: float
    blocks: tuple[BarSegment, ...]
    counts: tuple[tuple[str, int], ...]
    total: int


def bars(nights: Sequence[CountedNight]) -> tuple[Bar, ...]:
    """One a night, as high as its documents; the highest reaches the top."""
    most = max((sum(night.outcomes.values()) for night in nights), default=0)
    slot = WIDTH / max(len(nights), 1)
    return tuple(_bar(night, index * slot, slot, most) for index, night in enumerate(nights))


def _bar(night: CountedNight, x: float, slot: float, most: int) -> Bar:
    counts = [(band.name, band.tone, band.count(night.outcomes)) for band in STACK]
    blocks, y = [], float(FLOOR)
    for _, tone, count in counts:
        height = (FLOOR - _TOP) * count / most if most else 0.0
        if count:
            y -= max(height, 1.5)  # a single failure among thousands is still seen
            blocks.append(BarSegment(tone, round(y, 1), round(max(height, 1.5), 1)))
    shown = tuple((name, count) for name, _, count in counts if count)
    return Bar(night.day, round(x, 1), round(slot, 1), tuple(blocks), shown, sum(night.outcomes.values()))


@dataclass(frozen=True, slots=True)
class ShareSegment:
    """A part of a whole on a bar of 100."""

    tone: str
    x: float
    width: float


_SHARE_TONES = ("quiet", "good", "info", "violet", "bad")


def shares(counts: Sequence[int], *, last: str = "warn") -> tuple[ShareSegment, ...]:
    """One after the other; the last has a colour of its own where it is a person."""
    total, x, made = sum(counts), 0.0, []
    for index, count in enumerate(counts):
        width = 100 * count / total if total else 0.0
        tone = last if index == len(counts) - 1 and last else _SHARE_TONES[index % len(_SHARE_TONES)]
        made.append(ShareSegment(tone, round(x, 3), round(width, 3)))
        x += width
    return tuple(made)


def spend_top(days: Sequence[tuple[date, int]], limit: int) -> int:
    """The spend that reaches the top of the chart: the limit, or what went beyond it."""
    return max([limit, *(micros for _, micros in days)], default=1) or 1


def spend_line(days: Sequence[tuple[date, int]], limit: int) -> tuple[tuple[float, float, float, int], ...]:
    """x, y, height and micros of each day's spend against the limit, on 900 by 60."""
    most = spend_top(days, limit)
    slot = WIDTH / max(len(days), 1)
    return tuple(
        (round(i * slot, 1), round(60 - 60 * micros / most, 1), round(60 * micros / most, 1), micros)
        for i, (_, micros) in enumerate(days)
    )
