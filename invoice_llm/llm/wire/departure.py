"""Departure of a request: what never left this machine is never charged."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

_SENDING = "send_request_headers.started"


@dataclass(slots=True)
class Departure:
    """``left`` turns true with the first byte of a request on a connection that stands."""

    left: bool = False


_under_way: ContextVar[Departure | None] = ContextVar("invoice_llm_departure", default=None)


def watch(departure: Departure) -> None:
    """Have the next requests of this task told to ``departure``."""
    _under_way.set(departure)


async def trace(request: Any) -> None:
    """A request hook of the HTTP client, for connections over the network."""
    departure = _under_way.get()
    if departure is None:
        return

    async def happened(event: str, _info: Any) -> None:
        if event.endswith(_SENDING):
            departure.left = True

    request.extensions = {**request.extensions, "trace": happened}


async def leaves_at_once(_request: Any) -> None:
    """A request hook for a transport of our own, which cannot tell: what is given to it has left."""
    if (departure := _under_way.get()) is not None:
        departure.left = True
