"""The process that reads documents: ``python -m invoice_llm.documents.worker LIMITS READ``.

It takes one document at a time from standard input and answers on standard output (:mod:`.frames`): first an empty
message once it is ready, then one JSON object a document, ``{"document": ...}`` or ``{"unreadable": reason,
"message": ...}``. ``LIMITS`` is :class:`Limits` as JSON, ``READ`` names the function that reads, ``module:function``
with the signature of :func:`.reader.read_bytes`; another one makes the process misbehave in tests.

It limits itself before the first byte of a document arrives: address space, CPU seconds for each document, no core
files. A parent that is gone closes standard input, which ends the loop; a hang behind its back ends on the CPU limit.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from invoice_llm.documents.frames import LONGEST_ANSWER, frame, read_frame
from invoice_llm.documents.process_limits import limit_cpu, limit_memory
from invoice_llm.documents.read_document import Limits, ReadDocument
from invoice_llm.errors import UnreadableDocument
from invoice_llm.invoice.outcome import Reason

Read = Callable[[bytes, Limits], ReadDocument]
_TOO_MUCH_TEXT = {"unreadable": Reason.TOO_LARGE, "message": "the text is longer than that of any invoice"}


def main(arguments: list[str]) -> None:
    limits, read = Limits(**json.loads(arguments[0])), _imported(arguments[1])
    source, answers = sys.stdin.buffer, _private_stdout()
    limit_memory(limits.memory_mb)
    _load_engine(limits)

    def limited(data: bytes) -> dict[str, Any]:
        limit_cpu(limits.timeout_s)
        return answer(data, limits, read)

    serve(source, answers, limited)


def serve(
    source: BinaryIO, answers: BinaryIO, reply: Callable[[bytes], dict[str, Any]], longest: int = LONGEST_ANSWER
) -> None:
    """Say that all is ready, then reply to every document until ``source`` is closed; replies are bounded in bytes."""
    _send(answers, b"")
    while (data := read_frame(source)) is not None:
        body = json.dumps(reply(data)).encode()
        _send(answers, body if len(body) <= longest else json.dumps(_TOO_MUCH_TEXT).encode())


def answer(data: bytes, limits: Limits, read: Read) -> dict[str, Any]:
    """Exceptions of the libraries are answers as well: their text may quote the document, so only the type is told."""
    try:
        return {"document": read(data, limits).to_json()}
    except UnreadableDocument as error:
        return {"unreadable": error.reason, "message": str(error)}
    except MemoryError:
        return {"unreadable": Reason.PARSE_CRASHED, "message": f"more than {limits.memory_mb} MB were needed"}
    except Exception as error:
        return {"unreadable": Reason.PARSE_CRASHED, "message": f"reading it raised {type(error).__name__}"}


def _imported(path: str) -> Read:
    module, _, name = path.partition(":")
    read: Read = getattr(importlib.import_module(module), name)
    return read


def _load_engine(limits: Limits) -> None:
    """Before the first document: an engine that does not load is a fault of the installation, not of a scan."""
    if limits.ocr is not None:
        from invoice_llm.documents.ocr.installed import loaded_engine

        loaded_engine(limits.ocr)


def _private_stdout() -> BinaryIO:
    """Keep the pipe for the answers; whatever a library prints goes to standard error."""
    pipe = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return pipe


def _send(answers: BinaryIO, body: bytes) -> None:
    answers.write(frame(body))
    answers.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
