"""The plugin: one page in Airflow's menu with the last run's outcomes and today's spend.

Airflow loads plugins in every component, so nothing heavy is imported here: the page's application is built on its
first request.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from airflow.configuration import conf
from airflow.plugins_manager import AirflowPlugin

PREFIX = "/invoice-llm"

Scope = MutableMapping[str, Any]
App = Callable[[Scope, Callable[..., Awaitable[Any]], Callable[..., Awaitable[None]]], Awaitable[None]]


class FirstUse:
    """An ASGI application that is built when the first request comes."""

    def __init__(self, build: Callable[[], App]) -> None:
        self._build = build
        self._app: App | None = None

    async def __call__(
        self, scope: Scope, receive: Callable[..., Awaitable[Any]], send: Callable[..., Awaitable[None]]
    ) -> None:
        if self._app is None:
            self._app = self._build()
        await self._app(scope, receive, send)


def build_pages() -> App:
    """The pages with their libraries."""
    from invoice_llm_airflow.pages import build

    return build()


def menu_href() -> str:
    """The page's address below the base URL, which may have a path of its own."""
    base: str = conf.get("api", "base_url", fallback="/") or "/"
    return f"{urlsplit(base).path.rstrip('/')}{PREFIX}/"


class InvoiceLLMPlugin(AirflowPlugin):
    """Found by Airflow through the entry point, or through the plugins folder where there is none."""

    name = "invoice_llm"
    fastapi_apps = [  # noqa: RUF012
        {"name": "invoice_llm", "app": FirstUse(build_pages), "url_prefix": PREFIX}
    ]
    external_views = [  # noqa: RUF012
        {
            "name": "Invoices",
            "href": menu_href(),
            "destination": "nav",
            "category": "browse",
            "url_route": "invoices",
        }
    ]
