"""Airflow's own scheduler, DAG processor and API server as processes, for one test."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

from tests.processes import HANG_S

PASSWORD = "of the test"
COMMANDS = ("api-server", "scheduler", "dag-processor")


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on; held all at once, so that they differ."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [int(each.getsockname()[1]) for each in sockets]


@contextmanager
def running_airflow(home: Path, env: dict[str, str], *, commands: Sequence[str] = COMMANDS) -> Iterator[Api]:
    """All parts of Airflow on free ports; every process they started is gone afterwards."""
    api, worker_logs, trigger_logs = free_ports(3)
    url = f"http://127.0.0.1:{api}"
    env = env | {
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(api),
        "AIRFLOW__API__BASE_URL": url,
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{url}/execution/",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "admin:admin",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(home / "passwords.json"),
        "AIRFLOW__API_AUTH__JWT_SECRET": "a secret of this test alone, shared by all the parts of its Airflow....",
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(worker_logs),
        "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(trigger_logs),
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "5",
        "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "3600",  # no file changes while they run
    }
    (home / "passwords.json").write_text(json.dumps({"admin": PASSWORD}))
    parts = Parts(home, env)
    try:
        for command in commands:
            parts.start(command)
        yield Api(url, home, parts)
    finally:
        for command in commands:
            parts.end(command)


class Parts:
    """Processes of Airflow by their commands, which may have options."""

    def __init__(self, home: Path, env: dict[str, str]) -> None:
        self._home = home
        self.env = env
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def pids(self) -> list[int]:
        """Of the processes that were started last, by command."""
        return [process.pid for process in self._processes.values()]

    def start(self, command: str) -> None:
        with (self._home / f"{command.replace(' ', '-')}.log").open("ab") as file:
            self._processes[command] = subprocess.Popen(
                [sys.executable, "-m", "airflow", *command.split()],
                env=self.env,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )

    def pid(self, command: str) -> int:
        return self._processes[command].pid

    def kill(self, command: str) -> None:
        """End it at once, with all processes that it started."""
        process = self._processes[command]
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def end(self, command: str) -> None:
        if command in self._processes:
            _end_group(self._processes[command])


def _end_group(process: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(timeout=10)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


class Api:
    """Airflow's public API as an administrator sees it."""

    def __init__(self, url: str, home: Path, parts: Parts) -> None:
        self.parts = parts
        self._url = url
        self.home = home
        self._token = ""

    def wait_for_dag(self, dag_id: str, *, timeout_s: float) -> None:
        self.wait_until(lambda: self._has(dag_id), f"{dag_id} is known", timeout_s)

    def wait_for_run(self, dag_id: str, run_id: str, *, timeout_s: float, every_s: float = 0.5) -> str:
        """The final state of the run, which is asked for again and again."""
        path = f"/api/v2/dags/{dag_id}/dagRuns/{run_id}"
        self.wait_until(lambda: self._state(path) in ("success", "failed"), f"{run_id} has ended", timeout_s, every_s)
        return self._state(path)

    def wait_until(self, holds: Callable[[], bool], what: str, timeout_s: float, every_s: float = 0.5) -> None:
        deadline = time.monotonic() + timeout_s
        while not holds():
            if time.monotonic() > deadline:
                raise AssertionError(f"not within {timeout_s:.0f} s: {what}\n{self._logs()}")
            time.sleep(every_s)

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Status and decoded answer. Asked again where Airflow found its SQLite database locked by another process."""
        if not self._token:
            login = {"username": "admin", "password": PASSWORD}
            self._token = str(self._send("POST", "/auth/token", login)[1]["access_token"])
        deadline = time.monotonic() + HANG_S
        while True:
            status, answer = self._send(method, path, body)
            if not _is_locked(status, answer) or time.monotonic() > deadline:
                return status, answer
            time.sleep(0.5)

    def page(self, path: str, *, login: bool = True) -> tuple[int, str]:
        """Status and text of a page of a plugin."""
        headers = {"Authorization": f"Bearer {self._token}"} if login else {}
        return self._open(urllib.request.Request(f"{self._url}{path}", headers=headers))

    def log(self, dag_id: str, run_id: str, task_id: str, map_index: int = -1) -> str:
        instance = f"/api/v2/dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}"
        return json.dumps(self.call("GET", f"{instance}/logs/1?full_content=true&map_index={map_index}")[1])

    def _send(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        request = urllib.request.Request(f"{self._url}{path}", data=data, headers=headers, method=method)
        status, text = self._open(request)
        return status, json.loads(text or "null")

    def _open(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(request, timeout=HANG_S) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def _has(self, dag_id: str) -> bool:
        try:
            return self.call("GET", f"/api/v2/dags/{dag_id}")[0] == 200
        except (OSError, KeyError, ValueError):
            return False

    def _state(self, path: str) -> str:
        return str((self.call("GET", path)[1] or {}).get("state"))

    def _logs(self) -> str:
        return "\n".join(f"== {c}\n{(self.home / f'{c}.log').read_text()[-1500:]}" for c in COMMANDS)


def _is_locked(status: int, answer: Any) -> bool:
    detail = answer.get("detail") if status == HTTPStatus.INTERNAL_SERVER_ERROR and isinstance(answer, dict) else None
    return isinstance(detail, dict) and detail.get("reason") == "Database error"
