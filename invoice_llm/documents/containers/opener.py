"""Containers are opened in another process, which may hang, crash or run out of memory.

One process opens many containers, one after the other, and is thrown away after any of these. It inherits no secrets.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from invoice_llm.documents.containers.entries import ContainerLimits, Entries, Entry, Itself, Part, Refused
from invoice_llm.documents.frames import BrokenFrame, frame, read_frame
from invoice_llm.documents.isolation import WorkerNotStarting, bare_environment
from invoice_llm.invoice.outcome import Reason, reason_of


class ContainerOpener:
    """Opens containers in a process that is started when it is first needed.

    Guarantee: the entries of a container come in a bounded time, whatever it does, and all that came stand; where the
    process ended before the last, the last entry refuses the container itself. No more than one part is in memory.
    """

    def __init__(self, limits: ContainerLimits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def open(self, path: Path) -> Entries:
        """The documents in the file; nothing for one that is a document itself."""
        process = self._started()
        late = threading.Event()

        def end() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(self._limits.timeout_s, end)
        timer.daemon = True
        timer.start()
        done = False
        try:
            yield from self._asked(process, path)
            done = True
        except (BrokenFrame, OSError, ValueError):
            yield Refused("", Reason.PARSE_TIMEOUT if late.is_set() else Reason.PARSE_CRASHED)
        finally:
            timer.cancel()
            if not done:
                self._stop()

    def _asked(self, process: subprocess.Popen[bytes], path: Path) -> Iterator[Entry]:
        assert process.stdin is not None
        process.stdin.write(frame(os.fsencode(path)))
        process.stdin.flush()
        while "end" not in (told := json.loads(self._received(process))):
            yield self._entry(process, told)

    def _entry(self, process: subprocess.Popen[bytes], told: dict[str, Any]) -> Entry:
        if "part" in told:
            return Part(told["part"], self._received(process), told["cover"])
        return Itself() if "itself" in told else Refused(told["refused"], reason_of(told["reason"]))

    def _received(self, process: subprocess.Popen[bytes]) -> bytes:
        assert process.stdout is not None
        body = read_frame(process.stdout, longest=2 * self._limits.max_bytes + (1 << 20))
        if body is None:
            raise BrokenFrame
        return body

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            command = [
                sys.executable,
                "-m",
                "invoice_llm.documents.containers.worker",
                json.dumps(asdict(self._limits)),
            ]
            self._process = subprocess.Popen(  # noqa: S603
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=bare_environment(),
            )
            try:
                self._received(self._process)
            except BrokenFrame:
                self._stop()
                message = f"the process that opens containers did not start ({sys.executable})"
                raise WorkerNotStarting(message) from None
        return self._process

    def _stop(self) -> None:
        """Kill rather than ask: the process holds nothing worth saving."""
        if self._process is None:
            return
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait()
        self._process = None
