"""HTTP/1.1 on one kept connection: requests in, answers out, whole or not."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass

from tests.faults.replies import Reply, Way

PATIENCE_S = 600.0
"""After so long a client that never gives up is given up."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request. ``headers`` have lower-case names."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


class Connection:
    """Reads requests and sends replies. Its methods raise ``ConnectionError`` when the client has gone."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        writer.transport.set_write_buffer_limits(0)  # a drain that returns means: the kernel has every byte

    async def receive(self) -> Request | None:
        """The next request; ``None`` when the client has closed the connection."""
        try:
            head = await self._reader.readuntil(b"\r\n\r\n")
            first, *lines = head.decode("latin-1").split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            body = await self._reader.readexactly(int(headers.get("content-length", 0)))
        except asyncio.IncompleteReadError:
            return None
        method, path, _ = first.split(" ", 2)
        return Request(method, path, headers, body)

    async def send(self, reply: Reply, headers: Mapping[str, str]) -> bool:
        """Send a reply as far as it is meant to get; whether that was all of it, and the connection goes on."""
        if reply.way is Way.NEVER:
            await self._until_given_up()
        elif reply.way is Way.RESET_BEFORE:
            self.reset()
        elif reply.way is Way.RESET_WITHIN:
            await self._write(_head(reply, headers) + reply.body[: len(reply.body) // 2])
            self.reset()
        elif reply.way is Way.BYTE_BY_BYTE:
            return await self._drip(reply, headers)
        else:
            await self._write(_head(reply, headers) + reply.body)
            return True
        return False

    def reset(self) -> None:
        """End the connection with RST rather than FIN."""
        self._writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()

    def close(self) -> None:
        self._writer.close()

    async def _write(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    async def _drip(self, reply: Reply, headers: Mapping[str, str]) -> bool:
        await self._write(_head(reply, headers))
        for byte in reply.body:
            await self._write(bytes([byte]))
            if await self._has_given_up(1.0):
                return False
        return True

    async def _until_given_up(self) -> None:
        await self._has_given_up(PATIENCE_S)

    async def _has_given_up(self, within_s: float) -> bool:
        """Wait for the client's end of the connection to close; it sends nothing while it waits for an answer."""
        try:
            async with asyncio.timeout(within_s):
                return await self._reader.read(1) == b""
        except TimeoutError:
            return False


def _head(reply: Reply, headers: Mapping[str, str]) -> bytes:
    length = {"content-length": str(len(reply.body))}
    fields = {"content-type": "application/json", **headers, **reply.headers, **length}
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {reply.status} -\r\n{lines}\r\n".encode("latin-1")
