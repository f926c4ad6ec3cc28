"""Bounds on what is read of an answer, and pools of connections."""

from __future__ import annotations

import os
import ssl
from collections.abc import AsyncIterator
from functools import cache
from itertools import cycle
from typing import Any

import httpx2

from invoice_llm.errors import ConfigurationError

LARGEST_BODY = 4_000_000
"""Bytes. An answer is some kilobytes; whatever is larger than this is none."""
LARGEST_FILE = 400_000_000
"""Bytes of a file of answers to a file of 50,000 requests."""


_TRUSTED = ("SSL_CERT_FILE", "SSL_CERT_DIR")


class BodyTooLarge(httpx2.RequestError):
    """More came than any answer can be; the rest was not read."""

    def __init__(self) -> None:
        super().__init__(f"a body of more than {LARGEST_BODY} bytes")


def trust() -> ssl.SSLContext:
    """The certificates that are trusted, loaded once for all steps of a process: that takes as long as 20 calls."""
    return _loaded_trust(*(os.environ.get(name) for name in _TRUSTED))


@cache
def _loaded_trust(_file: str | None, _folder: str | None) -> ssl.SSLContext:
    try:
        return httpx2.create_ssl_context()
    except OSError as error:
        named = ", ".join(f"{name}={place!r}" for name, place in zip(_TRUSTED, (_file, _folder), strict=True) if place)
        raise ConfigurationError(
            f"the certificates of {named or 'this system'} cannot be loaded: {error.strerror or error}; name a file "
            "of certificates that exists, or unset it"
        ) from None


class Pools(httpx2.AsyncBaseTransport):
    """Several pools in turn. A pool looks at each of its idle connections at every call, with a system call each; with
    a hundred of them that takes longer than the call itself."""

    def __init__(self, count: int, limits: httpx2.Limits) -> None:
        self._pools = [httpx2.AsyncHTTPTransport(verify=trust(), limits=limits) for _ in range(count)]
        self._turn = cycle(self._pools)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        return await next(self._turn).handle_async_request(request)

    async def aclose(self) -> None:
        for pool in self._pools:
            await pool.aclose()


async def bound(response: Any) -> None:
    """Before the body is read: whatever its length says, no more than an answer can have is taken in."""
    length = str(response.headers.get("content-length") or 0)
    most = LARGEST_FILE if response.request.url.path.endswith("/content") else LARGEST_BODY
    if length.isdecimal() and int(length[:20]) > most:
        raise BodyTooLarge
    response.stream = _Bounded(response.stream, most)


class _Bounded(httpx2.AsyncByteStream):
    """A body that ends with an error where it gets too large."""

    def __init__(self, stream: Any, most: int = LARGEST_BODY) -> None:
        self._stream = stream
        self._most = most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        taken = 0
        async for part in self._stream:
            taken += len(part)
            if taken > self._most:
                raise BodyTooLarge
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()
