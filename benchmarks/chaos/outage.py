"""An outage in the middle of a chaos run: the endpoint is switched to it and back while everybody works."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

from benchmarks.chaos.promises import Promise
from benchmarks.chaos.worker import TUNING
from tests.faults.account import Entry
from tests.faults.endpoint import Mode


@dataclass(frozen=True, slots=True)
class Outage:
    """``mode`` from ``at_s`` on, for ``for_s`` seconds of the run."""

    mode: str
    at_s: float
    for_s: float

    @classmethod
    def parse(cls, text: str) -> Outage:
        """``outage_503:20:15``. Raises ``ValueError``."""
        mode, at_s, for_s = text.split(":")
        if mode not in get_args(Mode):
            raise ValueError(f"{mode!r} is none of {', '.join(get_args(Mode))}")
        return cls(mode, float(at_s), float(for_s))

    def most_calls(self, under_way: int) -> int:
        """Most calls that may meet the outage if the breaker works: those under way when it begins, and the probes."""
        policy = TUNING.breaker
        assert policy is not None
        return under_way + policy.probes * (1 + int(self.for_s / policy.open_for.total_seconds()))

    def promise(self, entries: Iterable[Entry], under_way: int) -> Promise:
        met, most = sum(1 for entry in entries if entry.fault == self.mode), self.most_calls(under_way)
        wrong = () if 0 < met <= most else (f"{met} calls met it, up to {most} may",)
        return Promise("an outage is met by few calls", wrong)


class Switch:
    """Call it often: it switches the endpoint when it is time."""

    def __init__(self, outage: Outage, base_url: str) -> None:
        self._url = base_url.removesuffix("/v1") + "/admin/mode"
        started = time.monotonic()
        begins = started + outage.at_s
        self._due = [(begins, outage.mode), (begins + outage.for_s, "normal")]

    def __call__(self) -> None:
        while self._due and time.monotonic() >= self._due[0][0]:
            body = json.dumps({"mode": self._due.pop(0)[1]}).encode()
            urllib.request.urlopen(urllib.request.Request(self._url, body, method="POST"), timeout=10).close()
