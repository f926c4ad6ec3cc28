"""Error pages for people: never JSON in a frame, never a trace."""

from __future__ import annotations

import base64
import hashlib
from html import escape

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from invoice_llm.errors import ConfigurationError, StoreUnavailable
from invoice_llm_airflow.pages.text.language import current_language, t
from invoice_llm_airflow.pages.web.headers import HARDENING
from invoice_llm_airflow.pages.web.json_answer import JsonAnswer
from invoice_llm_airflow.pages.web.security import STALE

_STYLE = (
    "body{font:14px/20px Inter,'Segoe UI',Helvetica,Arial,sans-serif;color:#161d2d;background:#f8fafd;margin:0;"
    "padding:72px 24px;text-align:center}h1{font-size:18px}p{color:#3e5873}button{font:inherit;font-weight:600;"
    "padding:8px 16px;border:0;border-radius:6px;background:#3c5b89;color:#fff;cursor:pointer}"
    "button:focus-visible{outline:2px solid #1d3358;outline-offset:2px}"
    "@media(prefers-color-scheme:dark){body{background:#161d2d;color:#f8fafd}p{color:#a3afbe}}"
)
_SCRIPT = (
    'document.querySelector("button")?.addEventListener("click",()=>(parent===window?window:parent).location.reload());'
)
_NO_SESSION = ("Invalid JWT token", "Token Expired", "Not authenticated")
"""Airflow's words for a login that is none. It answers 403 to a broken one, which no right would cure."""
_TITLES = {
    401: "Your session has ended",
    403: "Not allowed",
    404: "Not here",
    503: "The invoices cannot be shown now",
}


def install(app: FastAPI) -> None:
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _broken)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(StoreUnavailable, _away)
    app.add_exception_handler(ConfigurationError, _away)


def message_page(title: str, text: str, status: int, *, button: str | None = None) -> HTMLResponse:
    """A page that needs nothing else from us: without a session there is no style sheet to be had."""
    action = f"<button autofocus>{escape(button)}</button>" if button else ""
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
    body = f"<h1>{escape(title)}</h1><p>{escape(text)}</p>{action}<script>{_SCRIPT}</script>"
    policy = (
        f"default-src 'none'; style-src {_hash(_STYLE)}; script-src {_hash(_SCRIPT)}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )
    text = (
        f'<!doctype html><html lang="{current_language()}"><head>{head}</head><body><main>{body}</main></body></html>'
    )
    return HTMLResponse(text, status, {"content-security-policy": policy})


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _wants_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


def _answer(request: Request, status: int, text: str) -> Response:
    if not _wants_page(request):
        return JsonAnswer({"message": text, "stale": text == STALE}, status)
    if status == 401:
        return message_page(t(_TITLES[401]), t("Log in again and this page comes back."), 401, button=t("Log in again"))
    return message_page(t(_TITLES.get(status, "This did not work")), text, status)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    text = t("There is nothing at this address.") if error.detail == "Not Found" else t(str(error.detail))
    return _answer(request, 401 if error.detail in _NO_SESSION else error.status_code, text)


async def _malformed(request: Request, _error: Exception) -> Response:
    return _answer(request, 422, t("The request is not what this page sends."))


async def _broken(request: Request, _error: Exception) -> Response:
    """The server logs what happened; a page is not the place for it."""
    answer = _answer(request, 500, t("Something went wrong that should not have. The API server's log says what."))
    answer.headers.update({name: value for name, value in HARDENING.items() if name not in answer.headers})
    return answer


async def _away(request: Request, error: Exception) -> Response:
    return _answer(request, 503, str(error))
