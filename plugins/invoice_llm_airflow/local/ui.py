"""All of Airflow on this machine: what ``make ui`` starts. ``python -m invoice_llm_airflow.local.ui [PORT]``."""

from __future__ import annotations

import json
import os
import secrets
import sys
from pathlib import Path

HOST = "127.0.0.1"


def main(arguments: list[str]) -> None:
    """Print the login and become ``airflow standalone``; ends with Ctrl-C."""
    port = arguments[0] if arguments else "8080"
    home = Path(os.environ["AIRFLOW_HOME"])
    password = login_password(home / "ui_password.json")
    url = served_at(port)
    os.environ["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"] = str(home / "ui_password.json")
    print(f"Airflow will answer at {url} in about a minute. User: admin  password: {password}", flush=True)  # noqa: T201
    os.execv(sys.executable, [sys.executable, "-m", "airflow", "standalone"])  # noqa: S606


def served_at(port: str) -> str:
    """Have the Airflow that this process starts answer on this machine alone, at this port; returns its address."""
    url = f"http://{HOST}:{port}"
    os.environ.update(
        PATH=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",  # standalone starts `airflow`
        AIRFLOW__API__HOST=HOST,
        AIRFLOW__API__PORT=port,
        AIRFLOW__API__BASE_URL=url,
        AIRFLOW__CORE__EXECUTION_API_SERVER_URL=f"{url}/execution/",
    )
    return url


def login_password(path: Path) -> str:
    """The password kept from last time, or a new one, readable by its owner alone."""
    if path.is_file():
        return str(json.loads(path.read_text())["admin"])
    password = secrets.token_urlsafe(12)
    path.touch(mode=0o600)
    path.write_text(json.dumps({"admin": password}))
    return password


if __name__ == "__main__":
    main(sys.argv[1:])
