"""One seed: a disturbed night, tried again as a scheduler would, then an undisturbed one; and what is left of them."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.chaos.evidence import gather
from benchmarks.chaos.promises import Promise, hold_across_runs
from benchmarks.nights.holding import hold_after_nights
from benchmarks.nights.home import BUDGET_MICROS, NightsHome
from benchmarks.nights.troubles import Course, Trouble, courses
from benchmarks.nights.worker import start_night

DISTURBED, QUIET = "disturbed", "quiet"
_MOST_TRIES = 4
_KILLED = 0.2
"""Share of the troubles that are a SIGKILL."""
_PAUSE_S = 3.5
"""Before the undisturbed night, so that a circuit which is open may let a probe out."""
_NO_END_S = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialResult:
    """``met`` counts the troubles; ``codes`` are the exit codes of the disturbed night's tries, negative for a
    signal."""

    seed: int
    met: Counter[str]
    codes: tuple[int, ...]
    promises: tuple[Promise, ...]
    outcomes: Counter[str]

    @property
    def broken(self) -> dict[str, tuple[str, ...]]:
        return {promise.name: promise.broken for promise in self.promises if promise.broken}


def run_trial(home: NightsHome, seed: int) -> TrialResult:
    """Do both nights and hold what is left against the promises."""
    chance, met, codes = random.Random(seed), Counter[str](), list[int]()
    log = home.scene.folder / "nights.log"
    course = courses(list(home.troubles), chance)
    for _ in range(chance.randint(1, _MOST_TRIES)):
        child = start_night(home.scene.settings, DISTURBED, log)
        codes.append(_disturbed(child, course, chance, met))
        if codes[-1] == 0:
            break
    home.heal()
    time.sleep(_PAUSE_S)
    quiet = _ended(start_night(home.scene.settings, QUIET, log), time.monotonic() + _NO_END_S)
    evidence = gather(
        totals=home.totals,
        run_ids=(DISTURBED, QUIET),
        url=home.scene.database_url,
        folder=home.scene.folder,
        limit=BUDGET_MICROS,
        is_limited=False,
    )
    ended = Promise("the undisturbed night ends well", () if quiet == 0 else (f"it ended with {quiet}",))
    return TrialResult(
        seed=seed,
        met=met,
        codes=tuple(codes),
        promises=(ended, *hold_across_runs(evidence), *hold_after_nights(evidence, home.scene.database_url)),
        outcomes=Counter(outcome or "none" for _, outcome, _ in evidence.runs[-1].rows),
    )


def _disturbed(child: int, course: Iterator[Course], chance: random.Random, met: Counter[str]) -> int:
    """Trouble after trouble until the process has ended; its exit code."""
    until = time.monotonic() + _NO_END_S
    while True:
        one = next(course)
        if (code := _ended(child, time.monotonic() + one.after_s, kill=False)) is not None:
            return code
        if chance.random() < _KILLED or time.monotonic() > until:
            met["SIGKILL"] += 1
            _kill(child)
        else:
            met[one.trouble.name] += 1
            code = _meanwhile(child, one.trouble, one.lasts_s)
            if code is not None:
                return code


def _meanwhile(child: int, trouble: Trouble, lasts_s: float) -> int | None:
    """One trouble; the exit code of the process if it has ended by then."""
    trouble.begin()
    try:
        return _ended(child, time.monotonic() + lasts_s, kill=False)
    finally:
        trouble.end()


def _ended(child: int, until: float, *, kill: bool = True) -> int | None:
    """The exit code once it has ended; ``None`` if it goes on at ``until``, or that of its SIGKILL with ``kill``."""
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > until:
            if not kill:
                return None
            _kill(child)
        time.sleep(0.02)


def _kill(child: int) -> None:
    """The whole group: a machine that stops takes the reading processes along."""
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)


def tail(path: Path, lines: int = 15) -> str:
    """The end of a log, for people."""
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:]) if path.exists() else ""
