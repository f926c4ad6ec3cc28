from __future__ import annotations

import importlib.metadata
import json
import runpy
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from invoice_llm_airflow.pages import build, run_part, spend_part
from invoice_llm_airflow.ui import login_password

ROOT = Path(__file__).resolve().parents[2]
IN_FOLDER = ROOT / "plugins" / "invoice_llm_plugin.py"


def test_loading_the_plugin_imports_neither_the_pages_nor_the_library() -> None:
    code = """
import json, sys
import airflow.plugins_manager
before = set(sys.modules)
import invoice_llm_airflow.plugin
print(json.dumps(sorted(set(sys.modules) - before)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1]) == ["invoice_llm_airflow", "invoice_llm_airflow.plugin"]


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
    env_code = f"import os; os.environ['AIRFLOW__CORE__PLUGINS_FOLDER'] = {str(ROOT / 'plugins')!r}\n"
    done = subprocess.run([sys.executable, "-c", env_code + code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1]) == [1, {}]


def test_every_page_stands_behind_the_login() -> None:
    pages = build()
    assert [str(getattr(route, "path", "")) for route in pages.routes] == ["/", "/style.css"]
    for route in pages.routes:
        assert getattr(route, "dependencies", []), "a page without a login"


def test_the_last_run_is_counted_by_outcome_and_its_id_is_escaped() -> None:
    page = run_part("manual__<b>", [{"outcome": "accepted"}, {"outcome": "review"}, {"outcome": "accepted"}])
    assert "manual__&lt;b&gt;" in page
    assert "<th scope=row>accepted</th><td>2</td>" in page
    assert "<th scope=row>documents</th><td>3</td>" in page


def test_the_spend_is_shown_against_the_budget() -> None:
    spend = {"day": "2026-03-01", "spent_usd": "1.25", "held_usd": "0", "budget_usd": "100", "calls": 7}
    assert "<th scope=row>spent</th><td>$1.25</td>" in spend_part(spend)


def test_the_login_of_make_ui_is_kept_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "password.json"
    first = login_password(path)
    assert login_password(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
