"""Airflow's API server as a process, with the project's samples processed and three people who may log in."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any

from tests.airflow.airflow_processes import free_ports
from tests.processes import HANG_S

PASSWORDS = {"admin": "of the admin", "user": "of the user", "viewer": "of the viewer"}
"""Of each of three people, who are named by their role."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Server:
    """``base`` is the path of Airflow's base URL; ``pid`` leads the processes that serve it."""

    origin: str
    base: str
    home: Path
    tokens: dict[str, str]
    pid: int

    def ask(
        self,
        path: str,
        *,
        who: str | None = "admin",
        method: str = "GET",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        cookie: bool = True,
    ) -> Answer:
        """A page of ours as a browser asks for it; redirects are not followed by anything but a GET."""
        sent = {"Accept": "text/html"} | dict(headers or {})
        if who:
            token = self.tokens[who]
            sent |= {"Cookie": f"_token={token}"} if cookie else {"Authorization": f"Bearer {token}"}
        data = None if body is None else json.dumps(body).encode()
        if data is not None:
            sent.setdefault("Content-Type", "application/json")
        url = f"{self.origin}{self.base}/invoice-llm{path}"
        return answer(urllib.request.Request(url, data=data, headers=sent, method=method))

    def post(self, path: str, body: Any, *, who: str = "admin", headers: Mapping[str, str] | None = None) -> Answer:
        """As a script on one of our pages does it."""
        ours = {"Origin": self.origin, "Sec-Fetch-Site": "same-origin", "Accept": "application/json"}
        ours["X-Invoice-LLM-Token"] = self.page_token(who)
        return self.ask(path, who=who, method="POST", body=body, headers=ours | dict(headers or {}))

    def page_token(self, who: str) -> str:
        """What a page of this person carries for its own requests."""
        page = self.ask("/review", who=who).text
        return page.partition('name="token" content="')[2].partition('"')[0]


def answer(request: urllib.request.Request) -> Answer:
    try:
        with urllib.request.urlopen(request, timeout=HANG_S) as response:
            return Answer(response.status, response.headers, response.read())
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.headers, error.read())


@contextmanager
def api_server(home: Path, env: Mapping[str, str], *, base: str = "") -> Iterator[Server]:
    """On a free port; the process is gone afterwards."""
    (port,) = free_ports(1)
    origin = f"http://127.0.0.1:{port}"
    (home / "passwords.json").write_text(json.dumps(PASSWORDS))
    env = dict(env) | {
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": f"{origin}{base}",
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{who}:{who}" for who in PASSWORDS),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(home / "passwords.json"),
        "AIRFLOW__API_AUTH__JWT_SECRET": "a secret of this test alone, as long as its algorithm wants it to be........",
    }
    with (home / "api-server.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "airflow", "api-server"], env=env, stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield Server(origin, base, home, _tokens(origin, base, home), process.pid)
    finally:
        _end(process)


def _tokens(origin: str, base: str, home: Path, timeout_s: float = HANG_S) -> dict[str, str]:
    deadline = time.monotonic() + timeout_s
    while True:
        try:
            return {who: _login(f"{origin}{base}/auth/token", who) for who in PASSWORDS}
        except (OSError, KeyError, ValueError):
            if time.monotonic() > deadline:
                raise AssertionError((home / "api-server.log").read_text()[-3000:]) from None
            time.sleep(0.5)


def _login(url: str, who: str) -> str:
    login = json.dumps({"username": who, "password": PASSWORDS[who]}).encode()
    request = urllib.request.Request(url, data=login, headers={"Content-Type": "application/json"}, method="POST")
    return str(answer(request).json()["access_token"])


def _end(process: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(timeout=15)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
