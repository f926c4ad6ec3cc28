"""The same surroundings for every test, whatever the shell has set and however busy the machine is."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.worker_groups import GroupScheduling, group_of

_FOREIGN = ("AIRFLOW", "INVOICE_LLM_", "OPENAI_", "OTEL_", "PG", "TESSDATA_")
_PROXIES = ("http_proxy", "https_proxy", "all_proxy")


def _forget_the_shells_settings() -> None:
    """Tests name all they need; importing Airflow writes into its home, which is not to be the user's."""
    for name in list(os.environ):
        if name.startswith(_FOREIGN) or name.lower() in _PROXIES:
            del os.environ[name]
    os.environ["AIRFLOW_HOME"] = tempfile.mkdtemp(prefix="airflow-tests-")
    os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"
    os.environ["INVOICE_LLM_SETTLE_S"] = "0"  # files of a test are written before it reads them
    os.environ["INVOICE_LLM_OCR"] = "off"  # whatever engine this machine has; tests of OCR name theirs


_forget_the_shells_settings()

# A slow machine is no failure.
settings.register_profile("no clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("no clock")


def _group(item: pytest.Item) -> str:
    return group_of(PurePosixPath(item.path.relative_to(Path(__file__).parent)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> GroupScheduling:
    config.option.loadscopereorder = False  # the order is that of ``_rank``
    return GroupScheduling(config, log)


def _rank(item: pytest.Item) -> int:
    """What waits longest begins first, so that no worker ends with it alone."""
    if item.get_closest_marker("scheduler"):
        return 0
    return 1 if item.get_closest_marker("airflow") else 2


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    first: dict[str, int] = {}
    for item in items:
        first[_group(item)] = min(_rank(item), first.get(_group(item), 2))
    items.sort(key=lambda item: first[_group(item)])
    if os.environ.get("SLOW_TESTS") != "1":
        for item in items:
            if item.get_closest_marker("slow"):
                item.add_marker(pytest.mark.skip(reason="takes minutes of the real scheduler: SLOW_TESTS=1 make test"))


def pytest_sessionfinish() -> None:
    shutil.rmtree(os.environ["AIRFLOW_HOME"], ignore_errors=True)
