from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from airflow.sdk import Connection

from invoice_llm_airflow.settings import base_url, database_url, find_connection, read_settings

POSTGRES = Connection(
    conn_id="invoice_llm_db",
    conn_type="postgres",
    host="db",
    port=5433,
    schema="invoices",
    login="ap",
    password="p@ss/word",
)
ENDPOINT = Connection(
    conn_id="openai_default", conn_type="openai", password="sk-1", extra='{"base_url": "http://llm:8000/v1"}'
)


def lookup(*connections: Connection) -> Mapping[str, Connection]:
    return {str(connection.conn_id): connection for connection in connections}


def test_without_environment_the_connections_say_where_database_and_endpoint_are() -> None:
    settings = read_settings({}, lookup(POSTGRES, ENDPOINT).get)
    assert settings.database_url == "postgresql+psycopg://ap:p%40ss%2Fword@db:5433/invoices"
    assert (settings.openai_api_key, settings.openai_base_url) == ("sk-1", "http://llm:8000/v1")
    assert settings.has_endpoint


def test_the_environment_wins_over_the_connections() -> None:
    env = {"INVOICE_LLM_DATABASE_URL": "sqlite:///own.db", "OPENAI_API_KEY": "sk-env"}
    settings = read_settings(env, lookup(POSTGRES, ENDPOINT).get)
    assert settings.database_url == "sqlite:///own.db"
    assert (settings.openai_api_key, settings.openai_base_url) == ("sk-env", None)


def test_a_missing_connection_leaves_the_defaults() -> None:
    settings = read_settings({"AIRFLOW_HOME": "/af"}, lookup().get)
    assert settings.database_url == "sqlite:////af/invoice_llm.db"
    assert not settings.has_endpoint


def test_a_key_never_shows_in_the_settings_text() -> None:
    assert "sk-1" not in repr(read_settings({}, lookup(ENDPOINT).get))


@pytest.mark.parametrize(
    ("connection", "url"),
    [
        (Connection(conn_id="c", conn_type="openai"), None),
        (Connection(conn_id="c", conn_type="openai", host="https://eu.example/v1"), "https://eu.example/v1"),
        (Connection(conn_id="c", conn_type="http", host="llm", port=8000), "http://llm:8000"),
        (
            Connection(
                conn_id="c",
                conn_type="openai",
                host="https://mine.openai.azure.com",
                extra='{"api_version": "2024-10-21", "azure_deployment": "my model"}',
            ),
            "https://mine.openai.azure.com/openai/deployments/my%20model?api-version=2024-10-21",
        ),
        (
            Connection(
                conn_id="c",
                conn_type="openai",
                extra='{"azure_endpoint": "https://mine.openai.azure.com/", "api_version": "2024-10-21"}',
            ),
            "https://mine.openai.azure.com?api-version=2024-10-21",
        ),
        (
            Connection(conn_id="c", conn_type="openai", host="https://mine.openai.azure.com/openai/v1"),
            "https://mine.openai.azure.com/openai/v1",
        ),
        (
            Connection(conn_id="c", conn_type="openai", extra='{"openai_client_kwargs": {"base_url": "http://x/v1"}}'),
            "http://x/v1",
        ),
    ],
)
def test_the_base_url_comes_from_the_extra_or_the_host(connection: Connection, url: str | None) -> None:
    assert base_url(connection) == url


def test_a_sqlite_connection_names_a_file() -> None:
    assert database_url(Connection(conn_id="c", conn_type="sqlite", host="/data/ap.db")) == "sqlite:////data/ap.db"


def test_an_airflow_connection_is_found_and_a_missing_one_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_OPENAI_DEFAULT", json.dumps({"conn_type": "openai", "password": "sk-2"}))
    found = find_connection("openai_default")
    assert found is not None
    assert found.password == "sk-2"
