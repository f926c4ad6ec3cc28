"""The same surroundings for every test, whatever the shell has set and however busy the machine is."""

from __future__ import annotations

import os
import shutil
import tempfile

from hypothesis import HealthCheck, settings

_FOREIGN = ("AIRFLOW", "INVOICE_LLM_", "OPENAI_", "OTEL_", "PG", "TESSDATA_")
_PROXIES = ("http_proxy", "https_proxy", "all_proxy")


def _forget_the_shells_settings() -> None:
    """Tests name all they need; importing Airflow writes into its home, which is not to be the user's."""
    for name in list(os.environ):
        if name.startswith(_FOREIGN) or name.lower() in _PROXIES:
            del os.environ[name]
    os.environ["AIRFLOW_HOME"] = tempfile.mkdtemp(prefix="airflow-tests-")
    os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"


_forget_the_shells_settings()

# A slow machine is no failure.
settings.register_profile("no clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("no clock")


def pytest_sessionfinish() -> None:
    shutil.rmtree(os.environ["AIRFLOW_HOME"], ignore_errors=True)
