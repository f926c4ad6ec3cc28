"""What the API server has to load before a page needs it."""

from __future__ import annotations

from pathlib import Path

from tests.processes import json_printed_by

HEAVY = ("openai", "pypdfium2", "pdfplumber", "PIL", "rapidocr", "onnxruntime", "tiktoken", "reportlab")


def test_lists_and_decisions_load_no_pdf_ocr_or_openai_library(tmp_path: Path) -> None:
    code = f"""
import json, sys
from invoice_llm.settings import Settings
from invoice_llm_airflow.pages import application
from invoice_llm_airflow.pages.web.session import ServiceHolder

application.build()
service = ServiceHolder(lambda: Settings(database_url="sqlite:///{tmp_path}/s.db", storage="{tmp_path}")).service
service.overview()
print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))
"""
    assert json_printed_by(code) == []
