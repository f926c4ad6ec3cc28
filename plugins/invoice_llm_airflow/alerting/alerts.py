"""Alerts to people, through the Airflow connections that ``INVOICE_LLM_ALERT_CONNECTIONS`` names (ids, by commas).

Supported connections, each sent to through a notifier of Airflow:

* ``smtp``: mail to the addresses in the extra ``to``, from the extra ``from_email``.
* ``slackwebhook`` and ``slack``: to the webhook, or as the bot to the extra ``channel``.
* ``http``, or ``generic`` where Airflow's HTTP provider is not installed: a POST of ``{"kind", "subject", "message",
  "text"}``; see :mod:`invoice_llm_airflow.alerting.webhook`.

An alert is in the task's log in any case. That it could not be sent is logged and nothing more: no task fails or waits
longer than ``SEND_TIMEOUT_S`` for it. What is logged of a failure is its class, since its text may hold an address
with a secret in it.
"""

from __future__ import annotations

import asyncio
import atexit
import contextvars
import html
import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal
from urllib.error import HTTPError

from airflow.sdk import BaseNotifier

from invoice_llm.airflow_settings import AirflowSettings
from invoice_llm.errors import ConfigurationError
from invoice_llm.invoice.visible import visible
from invoice_llm_airflow.settings import ConnectionLike, find_connection

if TYPE_CHECKING:
    from invoice_llm.llm.cost import BudgetAlert

log = logging.getLogger("airflow.task.invoice_llm.alerts")

CONNECTIONS = "INVOICE_LLM_ALERT_CONNECTIONS"
SEND_TIMEOUT_S = 60.0
AlertKind = Literal["budget", "breaker", "deadline", "documents"]


@dataclass(frozen=True, slots=True)
class Alert:
    """Message to people. Ids, counts and amounts only: no text of a document."""

    kind: AlertKind
    subject: str
    message: str


def send_alert(kind: AlertKind, subject: str, message: str) -> None:
    """Send to every connection, and wait for it; within an event loop, return at once and send meanwhile.

    Never raises. Who sends within an event loop calls :func:`wait_for_alerts` before the task ends: after it, Airflow
    gives out no connections any more.
    """
    subject, message = visible(subject), visible(message)  # an endpoint's own words may be among them
    log.warning("%s: %s", subject, message)
    try:
        alert = Alert(kind, " ".join(subject.split()), message)
        started = [_start(conn_id, alert) for conn_id in connection_ids(os.environ)]
        if not _in_event_loop():
            _join(started, SEND_TIMEOUT_S)
    except Exception as error:
        log.error("The alert could not be sent: %s", type(error).__name__)


def on_budget_alert(alert: BudgetAlert) -> None:
    """For the client's budget: most of it is spent."""
    of = f"of {alert.period}" if alert.scope == "day" else f"of {alert.scope} {alert.period}".rstrip()
    left = max(alert.limit_micros - alert.spent_micros, 0) / 1_000_000
    send_alert(
        "budget",
        f"{alert.fraction:.0%} of the LLM budget {of} is spent",
        f"{alert}. ${left:.2f} are left; documents beyond that are deferred to the next run.",
    )


def wait_for_alerts(timeout_s: float = SEND_TIMEOUT_S) -> None:
    """Until all alerts under way are sent or given up."""
    _join(_under_way(), timeout_s)


def connection_ids(env: Mapping[str, str]) -> list[str]:
    """The connections that are named, each once, in their order."""
    return list(dict.fromkeys(AirflowSettings.from_env(env).alert_connections))


def notifier_for(conn_id: str, connection: ConnectionLike, alert: Alert) -> BaseNotifier:
    """The notifier of the connection's type; ``ConfigurationError`` says what is missing."""
    build = _NOTIFIERS.get(str(connection.conn_type))
    if build is None:
        known = ", ".join(sorted(_NOTIFIERS))
        raise ConfigurationError(f"its type is {connection.conn_type!r}, and alerts can be sent to: {known}")
    try:
        return build(conn_id, connection.extra_dejson, alert)
    except ImportError as error:
        raise ConfigurationError(f"its type needs a package that is not installed: {error.name}") from None


class AlertNotifier(BaseNotifier):
    """An alert as a callback of a DAG or task, and of a deadline::

        deadline=DeadlineAlert(
            reference=DeadlineReference.DAGRUN_QUEUED_AT,
            interval=timedelta(hours=4),
            callback=AsyncCallback(AlertNotifier, kwargs={"kind": "deadline", "subject": ..., "message": ...}),
        )

    ``subject`` and ``message`` are templates.
    """

    template_fields = ("subject", "message")

    def __init__(self, kind: AlertKind, subject: str, message: str, context: Any = None) -> None:
        super().__init__(context=context)
        self.kind = kind
        self.subject = subject
        self.message = message

    def notify(self, context: Any) -> None:  # noqa: ARG002
        send_alert(self.kind, self.subject, self.message)

    async def async_notify(self, context: Any) -> None:  # noqa: ARG002
        await asyncio.to_thread(send_alert, self.kind, self.subject, self.message)


def _mail(conn_id: str, extra: Mapping[str, Any], alert: Alert) -> BaseNotifier:
    from airflow.providers.smtp.notifications.smtp import SmtpNotifier

    if not extra.get("to"):
        raise ConfigurationError('its extra does not say to whom: add {"to": "ap-team@example.com"}')
    text = html.escape(alert.message).replace("\n", "<br>\n")
    return SmtpNotifier(smtp_conn_id=conn_id, to=extra["to"], subject=alert.subject, html_content=f"<p>{text}</p>")


def _slack_webhook(conn_id: str, _extra: Mapping[str, Any], alert: Alert) -> BaseNotifier:
    slack = import_module("airflow.providers.slack.notifications.slack_webhook")
    notifier: BaseNotifier = slack.SlackWebhookNotifier(slack_webhook_conn_id=conn_id, text=_text(alert))
    return notifier


def _slack(conn_id: str, extra: Mapping[str, Any], alert: Alert) -> BaseNotifier:
    slack = import_module("airflow.providers.slack.notifications.slack")
    if not extra.get("channel"):
        raise ConfigurationError('its extra does not say where: add {"channel": "#accounts-payable"}')
    notifier: BaseNotifier = slack.SlackNotifier(slack_conn_id=conn_id, channel=extra["channel"], text=_text(alert))
    return notifier


def _webhook(conn_id: str, _extra: Mapping[str, Any], alert: Alert) -> BaseNotifier:
    from invoice_llm_airflow.alerting.webhook import WebhookNotifier

    told = {"kind": alert.kind, "subject": alert.subject, "message": alert.message, "text": _text(alert)}
    return WebhookNotifier(conn_id, told)


def _text(alert: Alert) -> str:
    """Text for chat programs: nothing in it can be a mention or a link."""
    return html.escape(f"{alert.subject}\n{alert.message}", quote=False)


_NOTIFIERS: Mapping[str, Callable[[str, Mapping[str, Any], Alert], BaseNotifier]] = {
    "smtp": _mail,
    "slackwebhook": _slack_webhook,
    "slack": _slack,
    "http": _webhook,
    "https": _webhook,
    "generic": _webhook,
}


def _deliver(conn_id: str, alert: Alert) -> None:
    """One alert to one connection. The notifier is told directly: called, it would read the alert as a template."""
    try:
        connection = find_connection(conn_id)
        if connection is None:
            raise ConfigurationError("there is no such connection")
        notifier_for(conn_id, connection, alert).notify({})
    except ConfigurationError as error:
        log.error("No alerts are sent to connection %r: %s", conn_id, error)
    except Exception as error:
        status = f" {error.code}" if isinstance(error, HTTPError) else ""
        log.error("The alert was not sent to connection %r: %s%s", conn_id, type(error).__name__, status)


_THREADS = "invoice-llm-alert"


def _start(conn_id: str, alert: Alert) -> threading.Thread:
    """A thread, since connections and notifiers block; it does not keep the process, which waits a while at exit."""
    run = contextvars.copy_context().run
    thread = threading.Thread(target=run, args=(_deliver, conn_id, alert), name=_THREADS, daemon=True)
    thread.start()
    atexit.register(thread.join, SEND_TIMEOUT_S)
    return thread


def _join(threads: Iterable[threading.Thread], timeout_s: float) -> None:
    deadline = time.monotonic() + timeout_s
    for thread in threads:
        thread.join(max(deadline - time.monotonic(), 0.0))
        if thread.is_alive():
            log.error("An alert was not sent within %.0f s", timeout_s)


def _under_way() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == _THREADS]


def _in_event_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
