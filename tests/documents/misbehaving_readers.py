"""Read functions for the worker that do what a hostile document may do; the document's bytes say which."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable

from invoice_llm.documents.page import Page
from invoice_llm.documents.read_document import Limits, ReadDocument
from invoice_llm.errors import UnreadableDocument


def _hang() -> None:
    while True:
        signal.pause()


def _burn() -> None:
    while True:
        pass


def _segfault() -> None:
    ctypes.string_at(0)


def _eat_memory() -> None:
    eaten = []
    while True:
        eaten.append(bytearray(50_000_000))


def _talk() -> None:
    sys.stdout.write("noise of a library")
    sys.stdout.flush()
    os.write(1, b"noise of a library in C")


def _fail() -> None:
    raise RuntimeError("the document says: 4711")


def _refuse() -> None:
    raise UnreadableDocument("locked", reason="ENCRYPTED")


_DEEDS: dict[bytes, Callable[[], None]] = {
    b"hang": _hang,
    b"burn": _burn,
    b"segfault": _segfault,
    b"kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    b"exit": lambda: os._exit(0),
    b"eat": _eat_memory,
    b"talk": _talk,
    b"fail": _fail,
    b"refuse": _refuse,
}


def read(data: bytes, limits: Limits) -> ReadDocument:
    """Do as told; otherwise a document whose one page is as wide as the process's id is high."""
    if (deed := _DEEDS.get(data)) is not None:
        deed()
    if data == b"kill %d" % os.getpid():
        os.kill(os.getpid(), signal.SIGKILL)
    return ReadDocument("pdf", (Page(1, float(os.getpid()), float(len(data)), ()),))


def read_environment(data: bytes, limits: Limits) -> ReadDocument:
    """The number of environment variables that carry ``data`` in their value, as the width of the page."""
    return ReadDocument("pdf", (Page(1, float(sum(data.decode() in v for v in os.environ.values())), 1.0, ()),))
