"""The parts of a chaos run: an endpoint in a process of its own, a database, and settings that join them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from benchmarks.chaos.evidence import MODEL
from benchmarks.chaos.fleet import ROOT
from invoice_llm.settings import Settings
from invoice_llm.store import open_store
from tests.store.postgres import find_binaries, running

_PRICES = ("0.10", "0.02", "0.40")
"""USD per million tokens: input, cached, output."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Surroundings of one run: its folder, its database, and the endpoint that it asks."""

    folder: Path
    database_url: str
    base_url: str
    budget_micros: int
    concurrency: int
    chunk_size: int
    timeout_s: float

    @property
    def environment(self) -> dict[str, str]:
        """Environment variables of a worker; nothing of the caller's own settings."""
        own = {k: v for k, v in os.environ.items() if not k.startswith(("INVOICE_LLM_", "OPENAI_", "AIRFLOW"))}
        ours = {
            "DATABASE_URL": self.database_url,
            "STORAGE": str(self.folder / "storage"),
            "INBOX": str(self.folder / "inbox"),
            "OUTPUT": str(self.folder / "output"),
            "MODELS_FILE": str(self._models_file()),
            "PROVIDER": "openai",
            "DAILY_BUDGET_USD": str(Decimal(self.budget_micros) / 1_000_000),
            "CONCURRENCY": str(self.concurrency),
            "CHUNK_SIZE": str(self.chunk_size),
            "REQUEST_TIMEOUT_S": str(self.timeout_s),
            "SETTLE_S": "0",
        }
        settings = {f"INVOICE_LLM_{name}": value for name, value in ours.items()}
        key = {"OPENAI_API_KEY": "none", "OPENAI_BASE_URL": self.base_url, "AIRFLOW_HOME": str(self.folder)}
        return own | settings | key

    @property
    def settings(self) -> Settings:
        return Settings.from_env(self.environment)

    def _models_file(self) -> Path:
        """One model, with the endpoint's prices, in JSON, which is YAML."""
        price = dict(zip(("input", "cached", "output"), _PRICES, strict=True))
        model = {"tier": "basic", "context": 128_000, "max_output": 16_000, "price": price}
        path = self.folder / "models.yaml"
        path.write_text(json.dumps({"models": {MODEL: model}}))
        return path


@contextmanager
def endpoint(folder: Path, options: Sequence[str]) -> Iterator[str]:
    """The address of a fault-injecting endpoint, which writes its account into the folder."""
    command = [sys.executable, "-m", "tests.faults.serve", "--with-parent", "--price", ":".join((MODEL, *_PRICES))]
    command += ["--account", str(folder / "account.jsonl"), *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """The URL of a migrated database that nobody else uses."""
    if kind == "sqlite":
        url = f"sqlite:///{folder / 'ledger.db'}"
        _migrate(url)
        yield url
        return
    binaries = find_binaries()
    if binaries is None:
        raise SystemExit("there are no PostgreSQL binaries on this machine")
    with running(binaries) as cluster:
        url = cluster.new_database()
        _migrate(url)
        yield url


def _migrate(url: str) -> None:
    with open_store(url) as store:
        store.migrate()
