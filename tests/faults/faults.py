"""What can go wrong with one call, how often, and the seeded sequence in which it does."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import log


class Fault(StrEnum):
    """How one call goes wrong."""

    RATE_LIMITED = "rate_limited"
    RATE_LIMITED_SILENT = "rate_limited_silent"
    QUOTA = "quota"
    ERROR_500 = "error_500"
    ERROR_503 = "error_503"
    RESET_EARLY = "reset_early"
    RESET_LATE = "reset_late"
    RESET_MID = "reset_mid"
    HANG = "hang"
    CUT_OFF = "cut_off"
    REFUSAL = "refusal"
    HTML = "html"
    NO_CHOICES = "no_choices"
    OFF_SCHEMA = "off_schema"
    BAD_UTF8 = "bad_utf8"
    HUGE = "huge"
    DRIP = "drip"


UNPROCESSED = frozenset(
    {
        Fault.RATE_LIMITED,
        Fault.RATE_LIMITED_SILENT,
        Fault.QUOTA,
        Fault.ERROR_500,
        Fault.ERROR_503,
        Fault.RESET_EARLY,
        Fault.HTML,
    }
)
"""No model has seen these requests: refused, broken before, or answered by a proxy. All others are billed, whether or
not their answer arrives."""

WEIGHTS: Mapping[Fault, float] = dict.fromkeys(Fault, 1.0) | {
    Fault.QUOTA: 0.0,
    Fault.HUGE: 0.02,
    Fault.DRIP: 0.05,
}
"""How often a fault occurs among the faults. An exhausted account never cures itself, so it is off."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one call: its fault if any, how long it is thought about, and what its answer says."""

    fault: Fault | None
    latency_s: float
    cached_share: float
    service_tier: str | None


@dataclass(slots=True)
class Plan:
    """Draws the fates of calls in the order in which they arrive; the same seed draws the same fates.

    ``share`` of the calls goes wrong. The latency is ``base_s`` and an exponential share with the mean ``jitter_s``.
    """

    seed: int = 7
    share: float = 0.0
    weights: Mapping[Fault, float] = field(default_factory=lambda: WEIGHTS)
    base_s: float = 0.0
    jitter_s: float = 0.0
    _random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def next(self) -> Fate:
        """The next call's fate. Every call takes the same number of draws, so that one setting shifts no other."""
        goes_wrong, which, wait, cached, tier = (self._random.random() for _ in range(5))
        return Fate(
            fault=self._pick(which) if goes_wrong < self.share else None,
            latency_s=self.base_s + self.jitter_s * _exponential(wait),
            cached_share=0.5 if cached < 0.3 else 0.0,
            service_tier=(None, "default", "flex")[int(tier * 3)],
        )

    def _pick(self, which: float) -> Fault | None:
        left = which * sum(self.weights.values())
        for fault, weight in self.weights.items():
            left -= weight
            if left < 0:
                return fault
        return None


def _exponential(uniform: float) -> float:
    """A draw with the mean 1, cut at 8."""
    return min(-log(1.0 - uniform), 8.0)


def parse_weights(text: str) -> dict[Fault, float]:
    """``reset_mid,hang=3`` as weights; what is not named does not occur. Raises ``ValueError`` for an unknown name."""
    weights = {}
    for part in filter(None, text.split(",")):
        name, _, weight = part.partition("=")
        weights[Fault(name.strip())] = float(weight or 1)
    return weights
