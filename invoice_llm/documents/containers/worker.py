"""The process that opens containers: ``python -m invoice_llm.documents.containers.worker LIMITS``.

It takes one path at a time from standard input (:mod:`..frames`) and answers on standard output: an empty message once
it is ready; then for each entry a JSON object, ``{"part": name, "cover": text}`` with the bytes in the next message,
``{"itself": true}`` or ``{"refused": name, "reason": code}``; ``{"end": true}`` behind the last. It opens the files
that it is told and writes none. ``LIMITS`` is :class:`.entries.ContainerLimits` as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any, BinaryIO

from invoice_llm.documents.containers.entries import ContainerLimits, Entry, Itself, Part, Refused
from invoice_llm.documents.containers.opening import open_container
from invoice_llm.documents.frames import frame, read_frame
from invoice_llm.documents.process_limits import limit_cpu, limit_memory
from invoice_llm.invoice.outcome import Reason


def main(arguments: list[str]) -> None:
    limits = ContainerLimits(**json.loads(arguments[0]))
    source, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints goes to standard error
    limit_memory(limits.memory_mb)
    _send(answers, b"")
    while (path := read_frame(source)) is not None:
        limit_cpu(limits.timeout_s)
        _answer(answers, Path(os.fsdecode(path)), limits)


def _answer(answers: BinaryIO, path: Path, limits: ContainerLimits) -> None:
    """An exception of a library refuses the container: what came before it stands."""
    try:
        for entry in open_container(path, limits):
            _tell(answers, entry)
    except BrokenPipeError:
        raise
    except Exception:
        _tell(answers, Refused("", Reason.PARSE_CRASHED))
    _send(answers, _json(end=True))


def _tell(answers: BinaryIO, entry: Entry) -> None:
    match entry:
        case Part(name, data, cover):
            _send(answers, _json(part=name, cover=cover))
            _send(answers, data)
        case Itself():
            _send(answers, _json(itself=True))
        case Refused(name, reason):
            _send(answers, _json(refused=name, reason=str(reason)))


def _json(**told: Any) -> bytes:
    return json.dumps(told).encode()


def _send(answers: BinaryIO, body: bytes) -> None:
    answers.write(frame(body))
    answers.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
