"""Settings from the environment and, where that says nothing, from the Airflow connections.

``invoice_llm_db`` is the database (any connection type of SQLAlchemy: postgres, sqlite, ...). ``openai_default`` is
the endpoint: the password is the key; the base URL is the extra ``base_url`` or the host; for Azure's classic form
the extras ``api_version`` and ``azure_deployment`` are added to it. A missing connection is
fine. Every other setting comes from the environment.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from invoice_llm.settings import Settings

DATABASE = "invoice_llm_db"
ENDPOINT = "openai_default"
_DIALECTS = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg"}


class ConnectionLike(Protocol):
    """The part of an Airflow connection that is read here."""

    conn_type: Any
    host: Any
    login: Any
    password: Any
    schema: Any
    port: Any

    @property
    def extra_dejson(self) -> dict[str, Any]: ...


Lookup = Callable[[str], ConnectionLike | None]


def airflow_settings() -> Settings:
    """The settings of a task or of a plugin page."""
    return read_settings(os.environ, find_connection)


def read_settings(env: Mapping[str, str], lookup: Lookup) -> Settings:
    """The environment wins; a connection is only asked for where the environment is silent."""
    found: dict[str, object] = {}
    if not env.get("INVOICE_LLM_DATABASE_URL") and (database := lookup(DATABASE)):
        found["database_url"] = database_url(database)
    if not env.get("OPENAI_API_KEY") and (endpoint := lookup(ENDPOINT)):
        found["openai_api_key"] = endpoint.password
        if not env.get("OPENAI_BASE_URL"):
            found["openai_base_url"] = base_url(endpoint)
    return Settings.from_env(env, **found)


def with_endpoint(settings: Settings, connection: ConnectionLike) -> Settings:
    """The settings with another endpoint: key and base URL of a connection, each where it has one."""
    key = str(connection.password) if connection.password else settings.openai_api_key
    return replace(settings, openai_api_key=key, openai_base_url=base_url(connection) or settings.openai_base_url)


def find_connection(conn_id: str) -> ConnectionLike | None:
    """The Airflow connection of that id, or ``None``; Airflow's database being away is an error."""
    from airflow.sdk import BaseHook
    from airflow.sdk.exceptions import AirflowNotFoundException

    try:
        return BaseHook.get_connection(conn_id)
    except AirflowNotFoundException:
        return None


def database_url(connection: ConnectionLike) -> str:
    """The SQLAlchemy URL of a connection; for SQLite the host (or schema) is the path of the file."""
    kind = str(connection.conn_type or "")
    if kind == "sqlite":
        return f"sqlite:///{connection.host or connection.schema or ''}"
    account = quote(str(connection.login or ""), safe="")
    if connection.password:
        account += f":{quote(str(connection.password), safe='')}"
    place = str(connection.host or "") + (f":{connection.port}" if connection.port else "")
    options = {k: v for k, v in connection.extra_dejson.items() if isinstance(v, str | int)}
    url = f"{_DIALECTS.get(kind, kind)}://{account + '@' if account else ''}{place}/{connection.schema or ''}"
    return f"{url}?{urlencode(options)}" if options else url


def base_url(connection: ConnectionLike) -> str | None:
    """The endpoint's base URL, or ``None`` for the provider's own. The extras ``api_version`` and ``azure_deployment``
    make it Azure's classic form."""
    extra = connection.extra_dejson
    given = extra.get("openai_client_kwargs") or {}
    url = extra.get("base_url") or extra.get("azure_endpoint") or given.get("base_url") or _host(connection)
    version = extra.get("api_version") or given.get("api_version")
    if not url or not version:
        return str(url) if url else None
    deployment = extra.get("azure_deployment") or given.get("azure_deployment")
    base = str(url).rstrip("/")
    if deployment and "/deployments/" not in base:
        base = f"{base.removesuffix('/openai')}/openai/deployments/{quote(str(deployment), safe='')}"
    return f"{base}?{urlencode({'api-version': version})}"


def _host(connection: ConnectionLike) -> str | None:
    host = str(connection.host or "")
    if not host or "://" in host:
        return host or None
    port = f":{connection.port}" if connection.port else ""
    return f"{connection.conn_type if connection.conn_type == 'http' else 'https'}://{host}{port}"
