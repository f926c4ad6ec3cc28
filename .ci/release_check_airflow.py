"""The installed wheel in a bare Airflow: provider, connection form, connection's test, blocks, plugin and DAGs."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import invoice_llm_airflow

assert Path(str(invoice_llm_airflow.__file__)).is_relative_to(sys.prefix), invoice_llm_airflow.__file__
AIRFLOW = str(Path(sys.executable).with_name("airflow"))
CALLS: list[dict[str, Any]] = []


class Endpoint(BaseHTTPRequestHandler):
    """Chat Completions that answer what the connection's test asks for."""

    def do_POST(self) -> None:
        CALLS.append({"path": self.path, "key": self.headers.get("authorization"), **self._sent()})
        message = {"role": "assistant", "content": '{"word": "pong"}'}
        answer = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": CALLS[-1].get("model", ""),
            "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
            "usage": {"prompt_tokens": 5, "completion_tokens": 5, "total_tokens": 10},
        }
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _sent(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["content-length"])))
        return read

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def airflow(*arguments: str) -> str:
    """What a command of Airflow prints."""
    done = subprocess.run([AIRFLOW, *arguments], capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


def table(*arguments: str) -> list[dict[str, Any]]:
    """Rows that a command of Airflow prints as JSON; what it logs before them is left out."""
    said = airflow(*arguments, "--output", "json")
    rows: list[dict[str, Any]] = json.loads(said[said.index("[{") :])
    return rows


def check_provider() -> str:
    providers = table("providers", "list")
    assert "invoice-llm" in {one["package_name"] for one in providers}, providers
    return "listed by 'airflow providers list'"


def check_form() -> str:
    from airflow.providers_manager import ProvidersManager

    manager = ProvidersManager()
    fields = {name for name in manager.connection_form_widgets if "invoice_llm" in name}
    assert {one.rpartition("__")[2] for one in fields} == {"api_version", "azure_deployment"}, fields
    behaviour = manager.field_behaviours["invoice_llm"]
    assert behaviour["relabeling"] == {"host": "Base URL", "password": "API key"}, behaviour
    return f"form with {len(fields)} fields of its own, host and password relabelled"


def check_test_button() -> str:
    from airflow.models.connection import Connection

    server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host = f"http://127.0.0.1:{server.server_port}/v1"
    os.environ["AIRFLOW_CONN_INVOICE_LLM_DEFAULT"] = json.dumps(
        {"conn_type": "invoice_llm", "host": host, "password": "sk-form"}
    )
    good, said = Connection(
        conn_id="invoice_llm_default",
        conn_type="invoice_llm",
        host=host,
        password="sk-form",  # noqa: S106
    ).test_connection()
    server.shutdown()
    assert good, said
    assert {call["key"] for call in CALLS} == {"Bearer sk-form"}, CALLS
    return f"test button: {len(CALLS)} calls to the endpoint"


def check_blocks() -> str:
    from airflow.sdk import task

    names = ("hook", "operators", "sensors", "triggers", "decorators")
    for name in names:
        importlib.import_module(f"invoice_llm_airflow.blocks.{name}")
    assert callable(task.invoice)
    return f"{', '.join(names)} and @task.invoice import"


def check_plugin() -> str:
    plugins = table("plugins")
    assert "invoice_llm" in {one["name"] for one in plugins}, plugins
    return "plugin loaded"


def check_dags() -> str:
    folder = Path(invoice_llm_airflow.__file__).parent / "_dags"
    os.environ["AIRFLOW__CORE__DAGS_FOLDER"] = str(folder)
    airflow("db", "migrate")
    airflow("dags", "reserialize")
    dags = {one["dag_id"] for one in table("dags", "list")}
    assert {"invoice_extraction", "invoice_evaluation"} <= dags, dags
    return f"DAGs {', '.join(sorted(dags))}"


CHECKS: tuple[Callable[[], str], ...] = (
    check_provider,
    check_form,
    check_blocks,
    check_plugin,
    check_dags,
    check_test_button,
)
for check in CHECKS:
    print("bare Airflow:", check())  # noqa: T201
