"""Documents are hostile input: each is read in another process, which may hang, crash or run out of memory.

A process is reused for many documents and thrown away after any of these. It inherits no secrets: of the environment
only what Python needs to start.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from dataclasses import asdict
from types import TracebackType
from typing import Any, Self

from invoice_llm.documents.frames import BrokenFrame, frame, receive_frame
from invoice_llm.documents.read_document import Limits, ReadDocument
from invoice_llm.errors import InvoiceLLMError, UnreadableDocument
from invoice_llm.invoice.outcome import Reason

READ_BYTES = "invoice_llm.documents.reader:read_bytes"
_START_S = 60.0
_PASSED_ON = (
    "PATH",
    "HOME",
    "LANG",
    "TMPDIR",
    "TEMP",
    "SYSTEMROOT",
    "LD_LIBRARY_PATH",
    "VIRTUAL_ENV",
    "TESSDATA_PREFIX",
)
_PASSED_ON_PREFIXES = ("LC_", "COV_", "COVERAGE_")


class WorkerNotStarting(InvoiceLLMError):
    """The worker process did not come up: a fault of this installation, not of a document."""


class _Ended(Exception):
    """The worker ended before it answered; the message is its exit code."""


class IsolatedReader:
    """Reads documents in up to ``processes`` worker processes, started when they are first needed.

    Guarantee: ``read`` returns the document or raises ``UnreadableDocument`` within the time limit (plus the start of
    a process; twice that if a used process ends before it), whatever the document does; other documents are not
    touched. ``read_function`` names what the worker
    calls (``module:function``, see :mod:`.worker`).
    """

    def __init__(self, limits: Limits, *, processes: int = 1, read_function: str = READ_BYTES) -> None:
        self._limits = limits
        self._read_function = read_function
        self._slots = asyncio.Semaphore(processes)
        self._idle: list[_Worker] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._idle:
            await self._idle.pop().stop()

    async def read(self, data: bytes) -> ReadDocument:
        """Read one document; waits for a free process first, which is not counted into the time limit."""
        if len(data) > self._limits.max_bytes:
            message = f"{len(data)} bytes are more than {self._limits.max_bytes}"
            raise UnreadableDocument(message, reason=Reason.TOO_LARGE)
        async with self._slots:
            return _document(await self._answer(data))

    async def _answer(self, data: bytes) -> dict[str, Any]:
        """A process that ended may have been ended, or worn out, before the document came: only a fresh one proves
        that the document ends it."""
        if (waiting := self._waiting()) is not None:
            try:
                return await self._ask(waiting, data)
            except _Ended:
                pass
        try:
            return await self._ask(await _Worker.start(self._limits, self._read_function), data)
        except _Ended as ended:
            message = f"the process that read it ended ({ended})"
            raise UnreadableDocument(message, reason=Reason.PARSE_CRASHED) from None

    async def _ask(self, worker: _Worker, data: bytes) -> dict[str, Any]:
        try:
            answer = await worker.ask(data, self._limits)
        except BaseException:
            # Also when we are cancelled: its answer would be taken for that of the next document.
            await worker.stop()
            raise
        self._idle.append(worker)
        return answer

    def _waiting(self) -> _Worker | None:
        """A process that is still there: the system may have ended one while it had nothing to do."""
        while self._idle:
            if (worker := self._idle.pop()).is_alive:
                return worker
        return None


class _Worker:
    def __init__(self, process: Process) -> None:
        self._process = process

    @property
    def is_alive(self) -> bool:
        return self._process.returncode is None

    @classmethod
    async def start(cls, limits: Limits, read_function: str) -> Self:
        """Start a process and wait until it has imported what it needs, so that no document pays for that."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "invoice_llm.documents.worker", json.dumps(asdict(limits)), read_function),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            env=bare_environment(),
        )
        worker = cls(process)
        try:
            async with asyncio.timeout(_START_S):
                await worker._receive()
        except (BrokenFrame, TimeoutError):
            await worker.stop()
            raise WorkerNotStarting(f"the process that reads documents did not start ({sys.executable})") from None
        except BaseException:
            await worker.stop()
            raise
        return worker

    async def ask(self, data: bytes, limits: Limits) -> dict[str, Any]:
        try:
            async with asyncio.timeout(limits.timeout_s):
                await self._send(data)
                answer: dict[str, Any] = json.loads(await self._receive())
                return answer
        except TimeoutError:
            message = f"no result after {limits.timeout_s:g} s"
            raise UnreadableDocument(message, reason=Reason.PARSE_TIMEOUT) from None
        except (BrokenFrame, OSError, ValueError):
            raise _Ended(await self._exit_code()) from None

    async def stop(self) -> None:
        """Kill rather than ask: the process holds nothing worth saving."""
        if self.is_alive:
            self._process.kill()
        await self._process.wait()

    async def _send(self, data: bytes) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(frame(data))
        await self._process.stdin.drain()

    async def _receive(self) -> bytes:
        assert self._process.stdout is not None
        return await receive_frame(self._process.stdout)

    async def _exit_code(self) -> str:
        await self.stop()
        return f"exit code {self._process.returncode}"


def _document(answer: dict[str, Any]) -> ReadDocument:
    if "unreadable" in answer:
        raise UnreadableDocument(answer["message"], reason=answer["unreadable"])
    return ReadDocument.from_json(answer["document"])


def bare_environment() -> dict[str, str]:
    """Environment of a process that reads hostile input: enough for Python to start, and no secrets."""
    kept = {k: v for k, v in os.environ.items() if k in _PASSED_ON or k.startswith(_PASSED_ON_PREFIXES)}
    return kept | {"PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path)), "PYTHONSAFEPATH": "1"}
