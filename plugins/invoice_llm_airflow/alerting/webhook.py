"""A JSON POST to an Airflow connection of type ``http`` or ``generic``.

The address is the connection's host (with or without ``https://``), port and the extra ``endpoint``; the schema is the
protocol, ``http`` if there is none. Login and password are sent as basic authentication, a password alone as a bearer
token, and the extra ``headers`` as headers. Redirects are not followed, for they would take the secret along.
"""

from __future__ import annotations

import asyncio
import base64
import json
import time
import urllib.request
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit

from airflow.sdk import BaseNotifier

from invoice_llm.errors import ConfigurationError
from invoice_llm_airflow.settings import ConnectionLike, find_connection

TIMEOUT_S = 10.0
WAITS_S = (1.0, 4.0)
PROTOCOLS = ("http", "https")


class WebhookNotifier(BaseNotifier):
    """Posts ``payload`` to the connection; a receiver that is away or answers with 5xx is tried again after each wait.

    Raises ``ConfigurationError`` or ``OSError`` (``HTTPError`` with the receiver's status is one).
    """

    template_fields = ("payload",)

    def __init__(
        self, conn_id: str, payload: Mapping[str, Any], *, waits_s: Sequence[float] = WAITS_S, context: Any = None
    ) -> None:
        super().__init__(context=context)
        self.conn_id = conn_id
        self.payload = dict(payload)
        self.waits_s = waits_s

    def notify(self, context: Any) -> None:  # noqa: ARG002
        connection = find_connection(self.conn_id)
        if connection is None:
            raise ConfigurationError(f"there is no connection {self.conn_id!r}")
        request = urllib.request.Request(  # noqa: S310
            webhook_url(connection), data=json.dumps(self.payload).encode(), headers=headers(connection), method="POST"
        )
        for wait in (*self.waits_s, None):
            try:
                return _post(request)
            except OSError as error:
                refused = isinstance(error, HTTPError) and error.code < 500
                if refused or wait is None:
                    raise
                time.sleep(wait)
        return None

    async def async_notify(self, context: Any) -> None:
        await asyncio.to_thread(self.notify, context)


def webhook_url(connection: ConnectionLike) -> str:
    """URL to post to. A schema that is no protocol is a path, as in ``http://host/path`` given as a URI."""
    host, schema = str(connection.host or ""), str(connection.schema or "")
    if "://" not in host:
        protocol = next((name for name in (schema, str(connection.conn_type)) if name in PROTOCOLS), "http")
        host = f"{protocol}://{host}"
    if urlsplit(host).scheme not in PROTOCOLS or not urlsplit(host).hostname:
        raise ConfigurationError("its host is no address of http or https")
    port = f":{connection.port}" if connection.port and not urlsplit(host).port else ""
    path = str(connection.extra_dejson.get("endpoint") or ("" if schema in PROTOCOLS else schema))
    return f"{host.rstrip('/')}{port}/{path.lstrip('/')}" if path or port else host


def headers(connection: ConnectionLike) -> dict[str, str]:
    """The connection's own headers, and what authenticates us."""
    own = connection.extra_dejson.get("headers") or {}
    found = {"Content-Type": "application/json", "User-Agent": "invoice-llm"} | {str(k): str(v) for k, v in own.items()}
    if connection.login:
        account = f"{connection.login}:{connection.password or ''}".encode()
        found["Authorization"] = f"Basic {base64.b64encode(account).decode()}"
    elif connection.password:
        found["Authorization"] = f"Bearer {connection.password}"
    return found


def _post(request: urllib.request.Request) -> None:
    """With ``urllib``, which writes no addresses into the log."""
    with _opener().open(request, timeout=TIMEOUT_S) as answer:
        answer.read()


def _opener() -> urllib.request.OpenerDirector:
    """The usual handlers without the one for redirects: those are errors."""
    opener = urllib.request.OpenerDirector()
    for kind in (
        urllib.request.ProxyHandler,
        urllib.request.HTTPHandler,
        urllib.request.HTTPSHandler,
        urllib.request.HTTPDefaultErrorHandler,
        urllib.request.HTTPErrorProcessor,
    ):
        opener.add_handler(kind())
    return opener
