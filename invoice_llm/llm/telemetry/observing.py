"""Observers of calls as they happen, told one after the other without harming a call."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Final, Protocol

from invoice_llm.calls import CallEnd, CallIntent

log = logging.getLogger(__name__)

Ended = Callable[[CallEnd], None]

EVENTS: Final[Mapping[str, frozenset[str]]] = {
    "retry": frozenset({"reason"}),
    "reask": frozenset({"reason"}),
    "answer_reused": frozenset({"operation"}),
    "breaker": frozenset({"to"}),
    "limiter_wait_s": frozenset({"model"}),
    "budget_alert": frozenset({"fraction", "scope"}),
    "budget_refused": frozenset({"scope"}),
    "param_healed": frozenset({"model"}),
    "confidence": frozenset(),
    "concurrency": frozenset({"key"}),
}
"""What may be told besides attempts, with the tags that each may carry.

The value is 1 but for ``limiter_wait_s`` (seconds), ``confidence`` (0 to 1) and ``concurrency`` (calls at
once; ``key`` is a rate key, endpoint and model).
"""


class CallObserver(Protocol):
    """Is told about calls as they happen. Never told any content. Must not raise; must be cheap."""

    def attempt(self, intent: CallIntent) -> AbstractContextManager[Ended]:
        """Around one attempt; the callable is told how it ended. An exception that passes through ended it as well."""
        ...

    def event(self, name: str, value: float = 1.0, **tags: str) -> None:
        """Something countable: one of the names in ``EVENTS``. Other names and tags are not passed on."""
        ...


def known_tags(name: str, tags: Mapping[str, str]) -> dict[str, str]:
    """The tags that belong to this event: what else is said could be without bound, or content."""
    allowed = EVENTS.get(name, frozenset())
    return {key: value for key, value in tags.items() if key in allowed}


class Observers:
    """Tells all of them. One that raises is logged once and not told again; the call does not notice."""

    def __init__(self, *observers: CallObserver | None) -> None:
        """``None`` stands for an observer that is not configured."""
        self._members = tuple(_Member(observer) for observer in observers if observer is not None)

    def attempt(self, intent: CallIntent) -> AbstractContextManager[Ended]:
        return _Attempt(self._members, intent)

    def event(self, name: str, value: float = 1.0, **tags: str) -> None:
        if name not in EVENTS:
            return
        kept = known_tags(name, tags)
        for member in self._members:
            if not member.off:
                with member:
                    member.observer.event(name, value, **kept)


no_observers: Final = Observers()


class _Member:
    """One observer. As a context, it keeps the observer's exceptions to itself and switches it off for the first."""

    __slots__ = ("observer", "off")

    def __init__(self, observer: CallObserver) -> None:
        self.observer = observer
        self.off = False

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> bool:
        if not isinstance(error, Exception):
            return False
        if not self.off:
            self.off = True
            log.warning("%s failed and is not told of calls any more", type(self.observer).__name__, exc_info=error)
        return True


class _Attempt:
    """One attempt as all members see it. It never swallows an exception, whatever a member returns on the way out."""

    __slots__ = ("_entered", "_intent", "_members")

    def __init__(self, members: tuple[_Member, ...], intent: CallIntent) -> None:
        self._members = members
        self._intent = intent
        self._entered: list[tuple[_Member, AbstractContextManager[Ended], Ended]] = []

    def __enter__(self) -> Ended:
        for member in self._members:
            if not member.off:
                with member:
                    attempt = member.observer.attempt(self._intent)
                    self._entered.append((member, attempt, attempt.__enter__()))
        return self._ended

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for member, attempt, _ in reversed(self._entered):
            with member:
                _leave(attempt, kind, error, at)

    def _ended(self, end: CallEnd) -> None:
        for member, _, ended in self._entered:
            if not member.off:
                with member:
                    ended(end)


def _leave(
    attempt: AbstractContextManager[Ended],
    kind: type[BaseException] | None,
    error: BaseException | None,
    at: TracebackType | None,
) -> None:
    """A member that lets the call's own exception through has done nothing wrong."""
    try:
        attempt.__exit__(kind, error, at)
    except Exception as raised:
        if raised is not error:
            raise


__all__ = ["EVENTS", "CallObserver", "Ended", "Observers", "known_tags", "no_observers"]
