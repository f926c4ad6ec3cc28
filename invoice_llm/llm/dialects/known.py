"""Dialects as they are known: learned by one call at a time, kept in the store, tried anew once a night by one process.

Until an endpoint has taken a first request of a model, one call of the fleet finds out and the others wait for it, so
that a refusal is met once and not once a document. What ends that call otherwise (an outage, a rate limit) lets the
others go on at once.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from invoice_llm.calls import DialectState
from invoice_llm.errors import ModelNotServed, RequestRejected
from invoice_llm.llm.dialects.dialect import Dialect, dialect_of, dialect_text
from invoice_llm.llm.models.catalog import CatalogModel
from invoice_llm.llm.ports import DialectStore

AGAIN_AFTER = timedelta(hours=20)
"""A night later; shorter than a day, since nights start at about the same time and not at the very same."""
_FORMAT = "1"
"""Raised where kept dialects would be misunderstood: all are then learned anew."""
_POLL_S = 0.1, 1.0
_STRIKES = 2
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Turn:
    """One call's view of a dialect. ``proven``: the endpoint has taken it before. ``probing``: this call finds out.
    ``lets_go``: it found out nothing that others could wait for."""

    key: str
    entry: str
    model: str
    dialect: Dialect = field(default_factory=Dialect)
    proven: bool = False
    probing: bool = False
    gone: str | None = None
    settled: bool = False
    lets_go: bool = False


class Dialects:
    """For one event loop. ``lease`` is the longest that one call may take, its own settlement included."""

    def __init__(
        self,
        store: DialectStore,
        *,
        lease: timedelta,
        now: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._store = store
        self._lease = lease
        self._now = now
        self._sleep = sleep
        self._known: dict[str, Turn] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        self._strikes: Counter[str] = Counter()

    @asynccontextmanager
    async def turn(self, key: str, spec: CatalogModel) -> AsyncIterator[Turn]:
        """The dialect to speak in one call. Raises ``ModelNotServed`` for a model that the endpoint does not have."""
        if (known := self._known.get(key)) is not None:
            yield _usable(known)
            return
        async with self._locks.setdefault(key, asyncio.Lock()):
            turn = self._known.get(key) or await self._find_out(key, spec)
            if turn.probing:
                try:
                    yield turn
                finally:
                    await asyncio.shield(self._ended(turn))
                return
        yield _usable(turn)

    def is_known(self, key: str) -> bool:
        """False where a turn may have to wait."""
        return key in self._known

    def so_far(self, key: str) -> Dialect:
        """The dialect as it is known here, the plain one where nothing is."""
        known = self._known.get(key)
        return Dialect() if known is None else known.dialect

    async def serves(self, key: str, spec: CatalogModel) -> bool:
        """False while the endpoint is known not to have the model; it is asked again once a night."""
        if (known := self._known.get(key)) is not None:
            return known.gone is None
        state = await self._store.load(key)
        return state is None or state.gone is None or state.entry != entry_hash(spec) or self._is_due(state)

    def standing(self, key: str, spec: CatalogModel) -> str:
        """The model's entry and the dialect that is spoken now, as one short text."""
        known = self._known.get(key)
        return f"{entry_hash(spec)} {dialect_text(known.dialect) if known else ''}"

    async def taken(self, turn: Turn, dialect: Dialect) -> None:
        """The endpoint took a request in this dialect, or refused it for the document in it, which it has then read."""
        turn.settled = True
        self._strikes.pop(turn.key, None)
        if turn.proven and dialect == turn.dialect:
            return
        if dialect != Dialect():
            log.warning("%s takes: %s", turn.key, dialect)
        await self._keep(turn, DialectState(entry=turn.entry, dialect=dialect_text(dialect), probed_at=self._now()))

    async def gone(self, turn: Turn, error: RequestRejected) -> None:
        """The endpoint will take no request for this model, whatever its form or its document; asked again tomorrow."""
        turn.settled = True
        log.warning("%s is not asked again before tomorrow: %s", turn.key, error)
        await self._keep(turn, DialectState(entry=turn.entry, dialect="", probed_at=self._now(), gone=str(error)))

    def strikes(self, turn: Turn, *, named: bool) -> bool:
        """Count a document of which no form was taken; true when that can be no accident of a single document."""
        self._strikes[turn.key] += _STRIKES if named else 1
        return not turn.proven and self._strikes[turn.key] >= _STRIKES

    async def _find_out(self, key: str, spec: CatalogModel) -> Turn:
        """Load what the store knows, or claim the right to find out; waits while another process does."""
        entry, poll, ends = entry_hash(spec), _POLL_S[0], self._now() + self._lease
        while self._now() < ends:
            state = await self._store.load(key)
            known = None if state is None or state.entry != entry else _from_state(key, spec, state)
            if known is not None and state is not None and not self._is_due(state):
                return self._remember(known)
            if await self._store.claim(
                key, entry=entry, before=self._now() - AGAIN_AFTER, until=self._now() + self._lease
            ):
                if known is not None and known.gone is None:
                    self._remember(known)
                return Turn(key, entry, spec.name, probing=True)
            if known is not None:
                return self._remember(known)
            await self._sleep(poll)
            poll = min(2 * poll, _POLL_S[1])
        return self._remember(Turn(key, entry, spec.name))

    def _is_due(self, state: DialectState) -> bool:
        """Something is amiss, and it was a night ago that this was seen."""
        is_plain = state.gone is None and state.dialect == dialect_text(Dialect())
        return not is_plain and state.probed_at <= self._now() - AGAIN_AFTER

    async def _ended(self, turn: Turn) -> None:
        """A probe that told nothing ends its claim; if it was sent, the others need not wait for another one."""
        if turn.settled:
            return
        before = self._known.get(turn.key)
        if before is not None:
            await self._store.save(turn.key, _state_of(before, at=self._now()))
            return
        await self._store.save(turn.key, None)
        if turn.lets_go:
            self._remember(Turn(turn.key, turn.entry, turn.model, turn.dialect))

    async def _keep(self, turn: Turn, state: DialectState) -> None:
        dialect = dialect_of(state.dialect) or Dialect()
        proven = state.gone is None
        self._remember(Turn(turn.key, turn.entry, turn.model, dialect, proven=proven, gone=state.gone))
        await self._store.save(turn.key, state)

    def _remember(self, known: Turn) -> Turn:
        self._known[known.key] = known
        return known


def entry_hash(spec: CatalogModel) -> str:
    """The identity of a model's catalog entry."""
    return hashlib.sha256(f"{_FORMAT} {spec.model_dump_json()}".encode()).hexdigest()[:16]


def _from_state(key: str, spec: CatalogModel, state: DialectState) -> Turn:
    dialect = dialect_of(state.dialect) if state.dialect else None
    proven = dialect is not None
    return Turn(key, state.entry, spec.name, dialect or Dialect(), proven=proven, gone=state.gone)


def _state_of(known: Turn, *, at: datetime) -> DialectState:
    return DialectState(entry=known.entry, dialect=dialect_text(known.dialect), probed_at=at, gone=known.gone)


def _usable(known: Turn) -> Turn:
    """A turn of its own for each call."""
    if known.gone is not None:
        raise ModelNotServed(known.gone, model=known.model)
    return Turn(known.key, known.entry, known.model, known.dialect, proven=known.proven)
