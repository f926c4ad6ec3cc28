"""What the API server has to load before a page needs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

HEAVY = ("openai", "pypdfium2", "pdfplumber", "PIL", "rapidocr", "onnxruntime", "tiktoken", "reportlab")


def test_lists_and_decisions_load_no_pdf_ocr_or_openai_library(tmp_path: Path) -> None:
    code = f"""
import json, sys
from invoice_llm.settings import Settings
from invoice_llm_airflow.pages import application
from invoice_llm_airflow.pages.web.session import Opening

application.build()
service = Opening(lambda: Settings(database_url="sqlite:///{tmp_path}/s.db", storage="{tmp_path}")).service
service.overview()
print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1]) == []


def test_the_plugin_adds_less_than_a_tenth_of_a_second_to_the_start_of_a_process(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Measured in a process that has what Airflow loads before any plugin; the figure is in the test's report."""
    code = f"""
import json, sys, time
import airflow.plugins_manager

began = time.perf_counter()
import invoice_llm_airflow.plugin
print(json.dumps([1000 * (time.perf_counter() - began), [name for name in {HEAVY!r} if name in sys.modules]]))
"""
    env = os.environ | {"AIRFLOW_HOME": str(tmp_path)}
    command = [sys.executable, "-c", code]
    outputs = [subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout for _ in range(3)]
    answers = [json.loads(output.splitlines()[-1]) for output in outputs]
    fastest = min(took for took, _ in answers)
    record_property("import_ms", round(fastest, 1))
    assert fastest < 100
    assert [heavy for _, heavy in answers] == [[], [], []]
