"""Postgres as its administrator has set it: settings of a database or a role that every connection begins with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import make_url

from invoice_llm.errors import StoreUnavailable
from invoice_llm.store import open_store
from tests.store.postgres import Cluster

pytestmark = pytest.mark.postgres


@contextmanager
def configured(cluster: Cluster, *settings: str) -> Iterator[str]:
    """A migrated database with these settings of its own."""
    url = cluster.new_database()
    with open_store(url) as store:
        store.migrate()
    with psycopg.connect(url, autocommit=True) as admin:
        for setting in settings:
            admin.execute(f"ALTER DATABASE {make_url(url).database} SET {setting}".encode())
    yield url


@pytest.mark.parametrize(
    "setting",
    [
        "datestyle = 'SQL, DMY'",
        "timezone = 'Asia/Kathmandu'",
        "intervalstyle = 'sql_standard'",
        "default_transaction_isolation = serializable",
        "standard_conforming_strings = off",
        "bytea_output = 'escape'",
        "client_encoding = 'latin1'",
    ],
)
def test_a_database_works_however_its_administrator_has_set_it(setting: str, cluster: Cluster) -> None:
    with configured(cluster, setting) as url, open_store(url) as store:
        store.runs.begin("žluťoučký", inbox="inbox", params={})
        assert store.runs.latest_run() == "žluťoučký"
        store.nights.latest(1)


def test_a_client_with_another_encoding_reads_texts(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGCLIENTENCODING", "SQL_ASCII")
    with configured(cluster) as url, open_store(url) as store:
        store.runs.begin("žluťoučký", inbox="inbox", params={})
        assert store.runs.latest_run() == "žluťoučký"


def test_a_standby_and_a_user_without_rights_are_named(cluster: Cluster) -> None:
    with (
        configured(cluster, "default_transaction_read_only = on") as url,
        open_store(url) as store,
        pytest.raises(StoreUnavailable, match="is it a standby"),
    ):
        store.runs.begin("monday", inbox="inbox", params={})
    with configured(cluster) as url, psycopg.connect(url, autocommit=True) as admin:
        admin.execute("CREATE ROLE onlooker LOGIN")
        admin.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO onlooker")
        onlooker = make_url(url).set(username="onlooker").render_as_string(hide_password=False)
        with open_store(onlooker) as store, pytest.raises(StoreUnavailable, match="grant it the rights"):
            store.runs.begin("monday", inbox="inbox", params={})
