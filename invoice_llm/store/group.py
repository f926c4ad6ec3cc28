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
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from invoice_llm.store.database import Database
from invoice_llm.store.translation import Collision

_LARGEST = 128
_PACE_S = 0.004
"""With many callers a transaction starts at most this often: it is then worth its commit. A single one never waits."""
_TRIES = 5


Handler = Callable[..., Sequence[Any]]
"""Of a connection, operations of one kind and ``careful``; gives one result for each, an exception for one refused.
``careful`` when it has but one operation, after a transaction of several has failed."""


@dataclass(frozen=True, slots=True)
class Work:
    """An operation that no other can be joined with."""

    do: Callable[[Connection], Any]


@dataclass(frozen=True, slots=True)
class Look:
    """As :class:`Work`, for one that only reads."""

    do: Callable[[Connection], Any]


def _each(connection: Connection, operations: Sequence[Work | Look], *, careful: bool) -> list[Any]:  # noqa: ARG001
    return [operation.do(connection) for operation in operations]


class GroupCommit:
    """``handlers`` are by the class of operation, in the order in which they run, which is that of their locks."""

    def __init__(self, database: Database, handlers: Mapping[type, Handler], reads: tuple[type, ...]) -> None:
        self._database = database
        self._handlers = {**handlers, Work: _each, Look: _each}
        self._reads = (*reads, Look)
        self._thread: threading.Thread | None = None
        self._start_anew()

    async def run(self, operation: Any) -> Any:
        """Have it done; returns its result, also when others fail. Raises what it raised."""
        return await asyncio.shield(asyncio.wrap_future(self.submit(operation)))

    def submit(self, operation: Any) -> Future[Any]:
        """Have it done without waiting."""
        if self._pid != os.getpid():
            self._start_anew()
        waiting: Future[Any] = Future()
        with self._ready:
            if self._closed:
                raise RuntimeError("the store is closed")
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="invoice-llm-store", daemon=True)
                self._thread.start()
            self._pending.append((operation, waiting))
            self._ready.notify()
        return waiting

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
        self._pending: deque[tuple[Any, Future[Any]]] = deque()
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

    def _taken(self) -> list[tuple[Any, Future[Any]]]:
        with self._ready:
            return [self._pending.popleft() for _ in range(min(len(self._pending), _LARGEST))]

    def _do(self, batch: Sequence[tuple[Any, Future[Any]]]) -> None:
        try:
            results = self._in_one([operation for operation, _ in batch], careful=False)
        except Exception as error:
            if len(batch) == 1 and not isinstance(error, Collision):
                batch[0][1].set_exception(error)
                return
            results = [self._alone(operation) for operation, _ in batch]
        for (_, waiting), result in zip(batch, results, strict=True):
            if isinstance(result, Exception):
                waiting.set_exception(result)
            else:
                waiting.set_result(result)

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
