"""What the API server has to load before a page needs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

HEAVY = ("openai", "pypdfium2", "pdfplumber", "PIL", "rapidocr", "onnxruntime", "tiktoken", "reportlab")


def test_lists_and_decisions_load_no_pdf_ocr_or_openai_library(tmp_path: Path) -> None:
    code = f"""
import json, sys
from invoice_llm.settings import Settings
from invoice_llm_airflow.pages import application
from invoice_llm_airflow.pages.opening import Opening

application.build()
office = Opening(lambda: Settings(database_url="sqlite:///{tmp_path}/s.db", storage="{tmp_path}")).office
office.overview()
print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1]) == []
