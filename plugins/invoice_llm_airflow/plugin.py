"""The plugin: pages in Airflow's menu and on each DAG run, a listener that notes each night's result, and one that
loads the library ahead where tasks are forked.

Airflow loads plugins in every component, so nothing heavy is imported here: the pages' application is built on its
first request.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from threading import Lock
from typing import Any

from airflow.plugins_manager import AirflowPlugin

from invoice_llm_airflow import addresses, nightly, notes
from invoice_llm_airflow.local import starting

Scope = MutableMapping[str, Any]
App = Callable[[Scope, Callable[..., Awaitable[Any]], Callable[..., Awaitable[None]]], Awaitable[None]]


class FirstUse:
    """An ASGI application that is built when the first request comes."""

    def __init__(self, build: Callable[[], App]) -> None:
        self._build = build
        self._lock = Lock()
        self._app: App | None = None

    async def __call__(
        self, scope: Scope, receive: Callable[..., Awaitable[Any]], send: Callable[..., Awaitable[None]]
    ) -> None:
        await self._built()(scope, receive, send)

    def _built(self) -> App:
        with self._lock:
            if self._app is None:
                self._app = self._build()
            return self._app


def build_pages() -> App:
    """The pages with their libraries."""
    from invoice_llm_airflow.pages.application import build

    return build()


class InvoiceLLMPlugin(AirflowPlugin):
    """Found by Airflow through the entry point, or through the plugins folder where there is none."""

    name = "invoice_llm"
    listeners = [notes, starting]  # noqa: RUF012
    timetables = [nightly.NightlyTimetable]  # noqa: RUF012
    fastapi_apps = [  # noqa: RUF012
        {"name": "invoice_llm", "app": FirstUse(build_pages), "url_prefix": addresses.PREFIX}
    ]
    external_views = [  # noqa: RUF012
        {
            "name": "Invoices",
            "href": addresses.page("/"),
            "destination": "nav",
            "category": "browse",
            "url_route": addresses.NAV_ROUTE,
        },
        {
            "name": "Invoices",
            "href": addresses.page("/dag-runs/{DAG_ID}/{RUN_ID}"),
            "destination": "dag_run",
            "url_route": addresses.RUN_ROUTE,
        },
    ]
