"""The page of the plugin: the last run's outcomes and today's spend. It only reads.

Every address needs Airflow's login and the right to read the runs of the DAG; there is no documentation page, since
Airflow would serve that without a login.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

from airflow.api_fastapi.auth.managers.models.resource_details import DagAccessEntity
from airflow.api_fastapi.core_api.security import requires_access_dag
from fastapi import Depends, FastAPI
from fastapi.responses import HTMLResponse, Response

from invoice_llm.errors import InvoiceLLMError
from invoice_llm_airflow.settings import airflow_settings

DAG_ID = "invoice_extraction"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
STYLE = """
:root { --fg: #161d2d; --muted: #3e5873; --border: #dee3ea; --bg: #fff; color-scheme: light dark }
@media (prefers-color-scheme: dark) { :root { --fg: #f8fafd; --muted: #a3afbe; --border: #1c2a3a; --bg: #161d2d } }
body { font: 14px/20px Inter, "Segoe UI", Helvetica, Arial, sans-serif; color: var(--fg); background: var(--bg);
  margin: 16px; max-width: 60rem }
h1 { font-size: 20px } h2 { font-size: 16px; margin-top: 24px }
table { border-collapse: collapse } td, th { padding: 8px; border-bottom: 1px solid var(--border); text-align: left }
td { text-align: right } p { color: var(--muted) }
"""


def build() -> FastAPI:
    """The application below the plugin's prefix."""
    allowed = requires_access_dag("GET", DagAccessEntity.RUN, param_dag_id=DAG_ID)
    pages = FastAPI(dependencies=[Depends(allowed)], docs_url=None, redoc_url=None, openapi_url=None)
    pages.add_middleware(HardenedHeaders)
    pages.add_api_route("/", overview, response_class=HTMLResponse)
    pages.add_api_route("/style.css", style, response_class=Response)
    return pages


class HardenedHeaders:
    """Adds what Airflow leaves out to every response, errors included."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self._app = app

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        async def hardened(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message["headers"],
                    *((k.lower().encode(), v.encode()) for k, v in HEADERS.items()),
                ]
            await send(message)

        await self._app(scope, receive, hardened)


def style() -> Response:
    return Response(STYLE, media_type="text/css")


def overview() -> HTMLResponse:
    """The page; runs in a thread, since it reads the database."""
    from invoice_llm import app

    try:
        settings = airflow_settings()
        spend = app.spend_report(settings, datetime.now(settings.zone).date())
        run_id, records, _ = app.run_result(settings, None)
    except InvoiceLLMError as error:
        return HTMLResponse(page(f"<p>Nothing to show yet: {escape(str(error))}</p>"))
    return HTMLResponse(page(spend_part(spend) + run_part(run_id, records)))


def page(body: str) -> str:
    head = '<meta charset="utf-8"><title>Invoices</title><link rel="stylesheet" href="style.css">'
    return f'<!doctype html><html lang="en"><head>{head}</head><body><h1>Invoices</h1>{body}</body></html>'


def spend_part(spend: Mapping[str, Any]) -> str:
    """Today's spend against the limit; amounts are strings in USD."""
    rows = {
        "spent": f"${spend['spent_usd']}",
        "held for calls under way": f"${spend['held_usd']}",
        "budget": f"${spend['budget_usd']}",
        "calls": spend["calls"],
    }
    return f"<h2>Spend on {escape(str(spend['day']))}</h2>{_table(rows)}"


def run_part(run_id: str, records: Sequence[Mapping[str, Any]]) -> str:
    """How many documents of the run ended in which outcome."""
    outcomes = Counter(str(record["outcome"]) for record in records)
    counts = {"documents": len(records), **dict(sorted(outcomes.items()))}
    return f"<h2>Last run</h2><p>{escape(run_id)}</p>{_table(counts)}"


def _table(rows: Mapping[str, object]) -> str:
    cells = (f"<tr><th scope=row>{escape(name)}</th><td>{escape(str(value))}</td></tr>" for name, value in rows.items())
    return f"<table>{''.join(cells)}</table>"
