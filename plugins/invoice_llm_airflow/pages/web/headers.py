"""Security headers that Airflow leaves out: every response of ours tells the browser what it may do with it, errors
included."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from invoice_llm_airflow.pages.text.language import choose
from invoice_llm_airflow.pages.text.notation import locale_of

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'self'"
)
HARDENING = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
"""A response that says something else itself is left as it is."""

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Scope]]
Send = Callable[[Scope], Awaitable[None]]


def _accepted(scope: Scope) -> str | None:
    """Languages that the browser asks for."""
    told = (value for name, value in scope.get("headers", ()) if name == b"accept-language")
    return next((value.decode("latin-1") for value in told), None)


class HardenedHeaders:
    """Adds what is missing to the head of each response, and sets the language that it is made in."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]]) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        choose(locale_of(_accepted(scope)).language)

        async def hardened(message: Scope) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message["headers"]}
                missing = ((k.encode(), v.encode()) for k, v in HARDENING.items() if k.encode() not in present)
                message["headers"] = [*message["headers"], *missing]
            await send(message)

        await self._app(scope, receive, hardened)
