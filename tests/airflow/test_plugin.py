from __future__ import annotations

import importlib.metadata
import runpy
import stat
from pathlib import Path

import pytest

from invoice_llm_airflow.local.ui import login_password
from tests.processes import json_printed_by
from tests.repository import ROOT

IN_FOLDER = ROOT / "plugins" / "invoice_llm_plugin.py"


def test_loading_the_plugin_imports_neither_the_pages_nor_the_library() -> None:
    """Airflow loads plugins in every component. How long it takes is measured by ``benchmarks/start_cost``."""
    code = """
import json, sys
import airflow.plugins_manager, airflow.listeners
before = set(sys.modules)
import invoice_llm_airflow.plugin
print(json.dumps(sorted(set(sys.modules) - before)))
"""
    names = ("addresses", "local", "local.starting", "nightly", "notes", "plugin")
    ours = [f"invoice_llm_airflow.{name}" for name in names]
    assert [name for name in json_printed_by(code) if name.startswith("invoice_llm") and "." in name] == ours


def test_the_installed_entry_point_is_the_plugin() -> None:
    (point,) = importlib.metadata.entry_points(group="airflow.plugins", name="invoice_llm")
    assert point.load().name == "invoice_llm"


def test_the_plugins_folder_steps_back_where_the_entry_point_is_installed() -> None:
    assert "InvoiceLLMPlugin" not in runpy.run_path(str(IN_FOLDER))


def test_the_plugins_folder_registers_the_plugin_where_there_is_no_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda **_: ())
    assert runpy.run_path(str(IN_FOLDER))["InvoiceLLMPlugin"].name == "invoice_llm"


def test_airflow_loads_the_plugin_once_with_the_folder_and_the_entry_point() -> None:
    code = """
import json
from airflow.plugins_manager import _get_plugins
plugins, errors = _get_plugins()
print(json.dumps([[p.name for p in plugins].count("invoice_llm"), errors]))
"""
    assert json_printed_by(code, env={"AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins")}) == [1, {}]


def test_airflow_shows_the_menu_entry_and_the_tab_on_a_run() -> None:
    code = """
import json
from airflow.plugins_manager import _get_ui_plugins
print(json.dumps([[v["destination"], v["url_route"], v["href"]] for v in _get_ui_plugins()[0]]))
"""
    assert json_printed_by(code) == [
        ["nav", "invoices", "/invoice-llm/"],
        ["dag_run", "invoice-run", "/invoice-llm/dag-runs/{DAG_ID}/{RUN_ID}"],
    ]


def test_below_a_base_url_with_a_path_every_address_has_it() -> None:
    code = """
import json
from invoice_llm_airflow import addresses, links
print(json.dumps([addresses.page("/review"), addresses.framed("/review"), links.queue_link(),
    links.run_link("invoice_extraction", "manual__2026-01-01T00:00:00+00:00")]))
"""
    run = "/af/dags/invoice_extraction/runs/manual__2026-01-01T00%3A00%3A00%2B00%3A00/plugin/invoice-run"
    queue = "/af/plugin/invoices/af/invoice-llm/review"
    shown = json_printed_by(code, env={"AIRFLOW__API__BASE_URL": "http://host/af/"})
    assert shown == ["/af/invoice-llm/review", queue, queue, run]


def test_the_login_of_make_ui_is_kept_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "password.json"
    first = login_password(path)
    assert login_password(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
