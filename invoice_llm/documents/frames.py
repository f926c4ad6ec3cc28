"""Messages on a pipe: eight bytes of length, big-endian, then the body."""

from __future__ import annotations

import struct
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from asyncio import StreamReader  # a process that reads documents has no loop, and starts sooner without one

_LENGTH = struct.Struct(">Q")
LONGEST_ANSWER = 1 << 27
"""More text than any invoice has; a document built to hold more must not fill the memory of the one who asks."""


class BrokenFrame(Exception):
    """The other side closed the pipe in the middle of a message, or announced one that is too long."""


def frame(body: bytes) -> bytes:
    return _LENGTH.pack(len(body)) + body


def read_frame(source: IO[bytes], *, longest: int | None = None) -> bytes | None:
    """The next message from a blocking pipe; ``None`` when it was closed between messages. Raises ``BrokenFrame``, also
    for one of more than ``longest`` bytes."""
    head = source.read(_LENGTH.size)
    if not head:
        return None
    if len(head) < _LENGTH.size:
        raise BrokenFrame
    size = int(_LENGTH.unpack(head)[0])
    if longest is not None and size > longest:
        raise BrokenFrame
    body = source.read(size)
    if len(body) < size:
        raise BrokenFrame
    return body


async def receive_frame(source: StreamReader) -> bytes:
    """The next answer from a pipe of the event loop. Raises ``BrokenFrame`` when there is none, or it is too long."""
    try:
        size = int(_LENGTH.unpack(await source.readexactly(_LENGTH.size))[0])
        if size > LONGEST_ANSWER:
            raise BrokenFrame
        return await source.readexactly(size)
    except EOFError:  # asyncio's IncompleteReadError
        raise BrokenFrame from None
