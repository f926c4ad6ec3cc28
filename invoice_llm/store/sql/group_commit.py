"""One thread that writes for everyone: what waits is done in one transaction, so that a commit is shared.

An operation's result is given out after its commit; so what a caller was told survives a kill of the process. If a
transaction fails, each of its operations is done again in one of its own, and only the one that cannot be done fails.
What was begun is finished even if its caller is cancelled.
"""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from invoice_llm.store.sql.database import Database
from invoice_llm.store.sql.errors import Collision

_LARGEST = 128
_PACE_S = 0.008
"""With many callers a transaction starts at most this often: it is then worth its commit. A single one never waits."""
_TRIES = 5


Handler = Callable[..., Sequence[Any]]
"""Function of a connection, operations of one kind and ``careful``; one result for each, an exception if refused.
``careful`` when it has but one operation, after a transaction of several has failed."""


@dataclass(frozen=True, slots=True)
class WriteOperation:
    """An operation that no other can be joined with."""

    do: Callable[[Connection], Any]


@dataclass(frozen=True, slots=True)
class ReadOperation:
    """Operation like :class:`WriteOperation` that only reads."""

    do: Callable[[Connection], Any]


def _each(connection: Connection, operations: Sequence[WriteOperation | ReadOperation], *, careful: bool) -> list[Any]:  # noqa: ARG001
    return [operation.do(connection) for operation in operations]


OnAbandoned = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class _Pending:
    """An operation, and who waits for it in which loop."""

    operation: Any
    loop: asyncio.AbstractEventLoop | None = None
    waiting: asyncio.Future[Any] | None = None
    abandoned: OnAbandoned | None = None

    def deliver(self, result: Any) -> None:
        """In the loop of who waits; a loop that is closed has nobody waiting any more."""
        if self.waiting is None or self.waiting.done():
            self.leave(result)
        elif isinstance(result, Exception):
            self.waiting.set_exception(result)
        else:
            self.waiting.set_result(result)

    def leave(self, result: Any) -> None:
        if self.abandoned is not None and not isinstance(result, Exception):
            self.abandoned(result)


def _give_out(batch: Sequence[_Pending], results: Sequence[Any]) -> None:
    """To wake a loop takes a system call, so each is woken once."""
    by_loop: dict[asyncio.AbstractEventLoop | None, list[tuple[_Pending, Any]]] = {}
    for pending, result in zip(batch, results, strict=True):
        by_loop.setdefault(pending.loop, []).append((pending, result))
    for loop, pairs in by_loop.items():
        try:
            if loop is not None:
                loop.call_soon_threadsafe(_deliver, pairs)
        except RuntimeError:
            for pending, result in pairs:
                pending.leave(result)


def _deliver(pairs: Sequence[tuple[_Pending, Any]]) -> None:
    for pending, result in pairs:
        pending.deliver(result)


class GroupCommit:
    """``handlers`` are by the class of operation, in the order in which they run, which is that of their locks."""

    def __init__(self, database: Database, handlers: Mapping[type, Handler], reads: tuple[type, ...]) -> None:
        self._database = database
        self._handlers = {**handlers, WriteOperation: _each, ReadOperation: _each}
        self._reads = (*reads, ReadOperation)
        self._thread: threading.Thread | None = None
        self._start_anew()

    async def run(self, operation: Any, *, abandoned: OnAbandoned | None = None) -> Any:
        """Have it done; returns its result, also when others fail. Raises what it raised.

        If the caller is cancelled it is done all the same, and ``abandoned`` is told the result that nobody takes.
        """
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[Any] = loop.create_future()
        self._put(_Pending(operation, loop, waiting, abandoned))
        return await waiting

    def submit(self, operation: Any) -> None:
        """Have it done without waiting for it."""
        self._put(_Pending(operation))

    def _put(self, pending: _Pending) -> None:
        if self._pid != os.getpid():
            self._start_anew()
        with self._ready:
            if self._closed:
                raise RuntimeError("the store is closed")
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="invoice-llm-store", daemon=True)
                self._thread.start()
            self._pending.append(pending)
            self._ready.notify()

    def close(self) -> None:
        """Finish what waits, and end the thread."""
        if self._pid != os.getpid():
            return
        with self._ready:
            self._closed = True
            self._ready.notify()
        if self._thread is not None:
            self._thread.join()

    def _start_anew(self) -> None:
        """After a fork the child has no thread, and a lock that may be held for ever."""
        self._pid = os.getpid()
        self._ready = threading.Condition()
        self._pending: deque[_Pending] = deque()
        self._thread = None
        self._closed = False

    def _work(self) -> None:
        busy, last = False, 0.0
        while True:
            with self._ready:
                while not self._pending and not self._closed:
                    self._ready.wait()
                if not self._pending:
                    return
                busy = busy or len(self._pending) > 1
            if busy and (rest := last + _PACE_S - time.monotonic()) > 0:
                time.sleep(rest)
            batch = self._taken()
            busy = len(batch) > 1
            self._do(batch)
            last = time.monotonic()

    def _taken(self) -> list[_Pending]:
        with self._ready:
            return [self._pending.popleft() for _ in range(min(len(self._pending), _LARGEST))]

    def _do(self, batch: Sequence[_Pending]) -> None:
        try:
            results = self._in_one([pending.operation for pending in batch], careful=False)
        except Exception as error:
            if len(batch) == 1 and not isinstance(error, Collision):
                results = [error]
            else:
                results = [self._alone(pending.operation) for pending in batch]
        _give_out(batch, results)

    def _alone(self, operation: Any) -> Any:
        """Its result or its error; one that met another process's is tried again."""
        for tried in range(_TRIES):
            try:
                return self._in_one([operation], careful=True)[0]
            except Collision as error:
                failure: Exception = error
                time.sleep(0.01 * 2**tried)
            except Exception as error:
                return error
        return failure

    def _in_one(self, operations: Sequence[Any], *, careful: bool) -> list[Any]:
        only_reads = all(isinstance(operation, self._reads) for operation in operations)
        transaction = self._database.read if only_reads else self._database.write
        results: dict[int, Any] = {}
        with transaction() as connection:
            for kind, handler in self._handlers.items():
                mine = [place for place, operation in enumerate(operations) if type(operation) is kind]
                if mine:
                    done = handler(connection, [operations[place] for place in mine], careful=careful)
                    results.update(zip(mine, done, strict=True))
        return [results[place] for place in range(len(operations))]
