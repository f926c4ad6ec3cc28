"""Alerts arrive at real receivers, through connections as Airflow reads them from the environment."""

from __future__ import annotations

import asyncio
import base64
import json
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from typing import Any

import pytest
from airflow.sdk import Connection

from invoice_llm.errors import ConfigurationError
from invoice_llm.llm.cost import BudgetAlert
from invoice_llm_airflow.alerting.alerts import (
    CONNECTIONS,
    AlertNotifier,
    connection_ids,
    on_budget_alert,
    send_alert,
    wait_for_alerts,
)
from invoice_llm_airflow.alerting.webhook import WebhookNotifier, headers, webhook_url
from tests.airflow.alerting.receivers import WebReceiver, mail_server, web_receiver

SECRET = "planted-secret"
MESSAGE = "7 documents <b>failed</b> & wait"


ALERT = BudgetAlert(scope="day", period="2026-11-23", fraction=0.8, spent_micros=80_500_000, limit_micros=100_000_000)


@pytest.fixture
def receiver() -> Iterator[WebReceiver]:
    with web_receiver() as receiver:
        yield receiver


@pytest.fixture
def connect(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Defines connections as an operator would, and names them as those for alerts."""

    def define(**connections: dict[str, Any]) -> None:
        for conn_id, fields in connections.items():
            monkeypatch.setenv(f"AIRFLOW_CONN_{conn_id.upper()}", json.dumps(fields))
        monkeypatch.setenv(CONNECTIONS, ", ".join(connections))

    return define


def webhook(receiver: WebReceiver, **more: Any) -> dict[str, Any]:
    return {"conn_type": "http", "host": "127.0.0.1", "port": receiver.port, **more}


def test_an_alert_is_posted_to_a_webhook(receiver: WebReceiver, connect: Any) -> None:
    connect(hook=webhook(receiver, password=SECRET, extra={"endpoint": "alerts", "headers": {"X-Team": "ap"}}))
    send_alert("documents", "7 documents failed", MESSAGE)
    text = "7 documents failed\n7 documents &lt;b&gt;failed&lt;/b&gt; &amp; wait"
    told = {"kind": "documents", "subject": "7 documents failed", "message": MESSAGE, "text": text}
    assert (receiver.bodies, receiver.paths) == ([told], ["/alerts"])
    assert receiver.headers[0]["Authorization"] == f"Bearer {SECRET}"
    assert receiver.headers[0]["X-Team"] == "ap"


def test_an_alert_is_mailed_to_the_addresses_of_an_smtp_connection(connect: Any) -> None:
    with mail_server() as server:
        extra = {"to": "ap@example.com, cfo@example.com", "from_email": "airflow@example.com"}
        fields = {"conn_type": "smtp", "host": "127.0.0.1", "port": server.port}
        connect(mail=fields | {"extra": extra | {"disable_ssl": True, "disable_tls": True}})
        send_alert("documents", "7 documents\nfailed {{ 1 + 1 }}", MESSAGE)
    assert server.recipients == ["ap@example.com", "cfo@example.com"]
    assert server.mails[0]["Subject"] == "7 documents failed {{ 1 + 1 }}"
    body = server.mails[0].get_body(("html",))
    assert body is not None
    assert "7 documents &lt;b&gt;failed&lt;/b&gt; &amp; wait" in body.get_content()


@pytest.mark.skipif(find_spec("slack_sdk") is None, reason="Airflow's Slack provider is not installed")
def test_an_alert_is_posted_to_a_slack_webhook(receiver: WebReceiver, connect: Any) -> None:
    connect(
        hook={
            "conn_type": "slackwebhook",
            "schema": "http",
            "host": f"127.0.0.1:{receiver.port}/services",
            "password": f"T/B/{SECRET}",
        }
    )
    send_alert("breaker", "The circuit is open", MESSAGE)
    assert receiver.paths == [f"/services/T/B/{SECRET}"]
    assert receiver.bodies[0]["text"].startswith("The circuit is open\n7 documents &lt;b&gt;")


def test_a_generic_connection_is_a_webhook_since_airflow_knows_http_only_with_its_provider(
    receiver: WebReceiver, connect: Any
) -> None:
    connect(hook=webhook(receiver) | {"conn_type": "generic"})
    send_alert("breaker", "The circuit is open", MESSAGE)
    assert [body["kind"] for body in receiver.bodies] == ["breaker"]


def test_a_budget_alert_says_how_much_is_left(receiver: WebReceiver, connect: Any) -> None:
    connect(hook=webhook(receiver))
    on_budget_alert(ALERT)
    on_budget_alert(replace(ALERT, scope="invoice_model:vendor_a_v2"))
    assert [body["subject"] for body in receiver.bodies] == [
        "80% of the LLM budget of 2026-11-23 is spent",
        "80% of the LLM budget of invoice_model:vendor_a_v2 2026-11-23 is spent",
    ]
    assert receiver.bodies[0]["kind"] == "budget"
    assert "$80.50 of $100.00. $19.50 are left" in receiver.bodies[0]["message"]


def test_within_an_event_loop_an_alert_is_sent_meanwhile(connect: Any) -> None:
    """The receiver answers only once the loop has gone on, so a send that held the loop up would never end."""
    gone_on: list[float] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        connect(hook={"conn_type": "http", "host": "127.0.0.1", "port": server.getsockname()[1]})

        async def call() -> None:
            on_budget_alert(ALERT)
            gone_on.append(time.monotonic())
            answered, _ = await asyncio.to_thread(server.accept)
            with answered:
                answered.recv(65536)
                answered.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

        asyncio.run(asyncio.wait_for(call(), 20))
        wait_for_alerts(20)
    assert gone_on


def test_a_connection_that_fails_keeps_no_other_from_being_told(
    receiver: WebReceiver, connect: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with web_receiver(404) as refusing:
        connect(
            first=webhook(refusing, password=SECRET, extra={"endpoint": f"services/{SECRET}"}),
            missing_to={"conn_type": "smtp", "host": "127.0.0.1", "password": SECRET},
            queue={"conn_type": "aws", "password": SECRET},
            last=webhook(receiver),
        )
        send_alert("deadline", "The run is late", "It is 06:00.")
    errors = sorted(record.message for record in caplog.records if record.levelname == "ERROR")
    assert errors == [
        "No alerts are sent to connection 'missing_to': its extra does not say to whom: "
        'add {"to": "ap-team@example.com"}',
        "No alerts are sent to connection 'queue': its type is 'aws', and alerts can be sent to: "
        "generic, http, https, slack, slackwebhook, smtp",
        "The alert was not sent to connection 'first': HTTPError 404",
    ]
    assert len(receiver.bodies) == 1
    assert SECRET not in caplog.text


@pytest.mark.skipif(find_spec("slack_sdk") is not None, reason="Airflow's Slack provider is installed")
def test_a_provider_that_is_not_installed_is_named(connect: Any, caplog: pytest.LogCaptureFixture) -> None:
    connect(hook={"conn_type": "slackwebhook", "password": SECRET})
    send_alert("documents", "s", "m")
    assert "its type needs a package that is not installed: airflow.providers.slack" in caplog.text


def test_a_connection_that_does_not_exist_is_named_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(CONNECTIONS, "nobody_defined_me")
    send_alert("documents", "s", "m")
    assert "connection 'nobody_defined_me'" in caplog.text


def test_without_connections_an_alert_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    send_alert("breaker", "The circuit is open", "Until 12:05.")
    assert [record.message for record in caplog.records] == ["The circuit is open: Until 12:05."]


def test_connections_are_named_by_commas_each_once() -> None:
    assert connection_ids({CONNECTIONS: " mail, hook,,mail "}) == ["mail", "hook"]
    assert connection_ids({}) == []


def test_a_dag_can_alert_by_callback_and_by_deadline(receiver: WebReceiver, connect: Any) -> None:
    connect(hook=webhook(receiver))
    notifier = AlertNotifier("deadline", "Run {{ run_id }} is late", "It is 06:00.", context={"run_id": "nightly"})

    async def in_the_triggerer() -> None:
        await notifier

    asyncio.run(in_the_triggerer())
    AlertNotifier("documents", "Run {{ run_id }} failed", "See its tasks.")({"run_id": "by hand"})
    assert [body["subject"] for body in receiver.bodies] == ["Run nightly is late", "Run by hand failed"]


def test_a_receiver_that_is_away_for_a_moment_is_tried_again(connect: Any) -> None:
    with web_receiver(503, 500) as receiver:
        connect(hook=webhook(receiver))
        WebhookNotifier("hook", {"kind": "breaker"}, waits_s=(0, 0)).notify({})
        assert len(receiver.bodies) == 3


def test_a_redirect_is_not_followed(connect: Any) -> None:
    with web_receiver(302) as receiver:
        connect(hook=webhook(receiver, password=SECRET))
        with pytest.raises(OSError, match="302"):
            WebhookNotifier("hook", {}, waits_s=(0,)).notify({})
        assert receiver.paths == ["/"]


@pytest.mark.parametrize(
    ("fields", "url"),
    [
        ({"host": "https://hooks.example/a/b"}, "https://hooks.example/a/b"),
        ({"host": "hooks.example", "schema": "https"}, "https://hooks.example"),
        ({"host": "hooks.example", "schema": "alerts", "port": 8080}, "http://hooks.example:8080/alerts"),
        ({"host": "https://hooks.example", "extra": '{"endpoint": "/v1/alerts"}'}, "https://hooks.example/v1/alerts"),
    ],
)
def test_the_address_of_a_webhook(fields: dict[str, Any], url: str) -> None:
    assert webhook_url(Connection(conn_id="hook", conn_type="http", **fields)) == url


@pytest.mark.parametrize("host", [None, "file:///etc/passwd", "ftp://hooks.example"])
def test_an_address_that_is_none_of_http_is_refused(host: str | None) -> None:
    with pytest.raises(ConfigurationError):
        webhook_url(Connection(conn_id="hook", conn_type="http", host=host))


def test_a_login_is_sent_as_basic_authentication() -> None:
    sent = headers(Connection(conn_id="hook", conn_type="http", login="ap", password=SECRET))["Authorization"]
    assert base64.b64decode(sent.removeprefix("Basic ")).decode() == f"ap:{SECRET}"
