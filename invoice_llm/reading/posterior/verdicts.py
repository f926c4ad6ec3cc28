"""Puts the verdicts of a second look on the ballots.

A model that checks its own answer is no independent reader: its agreement weighs little, and its doubt weighs less than
the page. Only who names another value of the page speaks for that one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import log

from invoice_llm.reading.posterior.ballots import Ballot, Option

CONFIRMED = log(1.6)
"""A value that is right is confirmed about as often again as one that is wrong."""
DOUBTED = -log(8)
NAMED = log(5)


def with_verdicts(
    ballots: Iterable[Ballot], chosen: Mapping[str, str | None], verdicts: Mapping[str, str | None]
) -> tuple[Ballot, ...]:
    """The ballots after a second look at the ``chosen`` candidates. ``verdicts`` are by the paths that were asked
    about: ``None`` where the value was confirmed, else what is printed instead, empty where nothing was named."""
    return tuple(
        _judged(ballot, key, verdicts[ballot.path])
        if ballot.path in verdicts and (key := chosen.get(ballot.path))
        else ballot
        for ballot in ballots
    )


def _judged(ballot: Ballot, chosen: str, instead: str | None) -> Ballot:
    named = _squeezed(instead) if instead else None

    def judged(option: Option) -> Option:
        if option.key == chosen:
            return replace(option, score=option.score + (CONFIRMED if instead is None else DOUBTED))
        is_named = named in (option.key, _squeezed(option.printed))
        return replace(option, score=option.score + NAMED) if is_named else option

    return replace(ballot, options=tuple(map(judged, ballot.options)))


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()
