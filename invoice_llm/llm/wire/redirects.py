"""Redirects: a document and a key go to the host of the address that was configured, and to no other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import httpx2

_KEY = "api-key"
"""The header of Azure's classic form; the client itself takes only ``Authorization`` away."""


class LedElsewhere(httpx2.RequestError):
    """The endpoint has sent a request with its body on to another host, or from https to http."""

    def __init__(self) -> None:
        super().__init__("led to another host")


def staying_at(address: str) -> Callable[[Any], Awaitable[None]]:
    """A request hook for a client of this address. One that names no host leads nowhere, and that is told later."""
    home = urlsplit(address)

    async def stay(request: Any) -> None:
        is_home = request.url.host == home.hostname and request.url.scheme in (home.scheme, "https")
        if is_home or not home.hostname:
            return
        request.headers.pop(_KEY, None)
        if request.method == "POST":
            raise LedElsewhere

    return stay
