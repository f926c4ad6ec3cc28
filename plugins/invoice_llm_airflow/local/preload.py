"""Everything that a task needs, imported and compiled once in the process that forks the tasks.

A task's process takes about three CPU-seconds to import the library and to compile its vocabulary; a chunk has five.
Called from ``airflow_local_settings.py``, which Airflow imports in each of its processes before anything else, the
scheduler (LocalExecutor) or Celery's worker does that once, and the tasks that it forks find it done.
"""

from __future__ import annotations

import importlib
import logging
import sys

log = logging.getLogger(__name__)
FORKING = ("scheduler", "worker")
"""Commands of Airflow below which tasks are forked."""
MODULES = (  # nothing of Airflow, which is still being imported itself
    "invoice_llm.app",
    "invoice_llm.pipeline.steps",
    "invoice_llm.llm.wire",
    "invoice_llm.documents.isolation",
)
_PAGE = """\
Harbour Paper Ltd                                                   INVOICE
VAT No: GB 100 0000 71

Bill to:                                       Invoice no:         HP-2041
Northgate Hotels Ltd                           Invoice date:       2 March 2026

Description                                Qty     Unit price          Amount
Bath towel, white                           40           6.50          260.00
                                               Net total              £260.00
                                               VAT 20%                 £52.00
                                               Total                  £312.00
"""


def preload() -> bool:
    """Do it where tasks are forked; true where it was done. A fault is logged: a task can still import by itself."""
    if not set(FORKING) & set(sys.argv[1:3]):
        return False
    try:
        for module in MODULES:
            importlib.import_module(module)
        _read_one()
    except Exception:
        log.exception("the library was not loaded ahead; each task loads it by itself")
        return False
    return True


def _read_one() -> None:
    """Read a made-up page, which compiles what readings need."""
    from datetime import UTC, datetime

    from invoice_llm.reading.asking import asked_of
    from invoice_llm.reading.evidence.page_reading import PageReading
    from invoice_llm.reading.extraction import ExtractionConfig, examine
    from invoice_llm.reading.sheet import Sheet, text_page

    read = PageReading.of((text_page(_PAGE),))
    sheet = Sheet(read, datetime.now(UTC).date())
    config = ExtractionConfig(sheet=sheet, asked=asked_of(sheet))
    examine(read.labels, read.text, config, llm_model="none", prompt_version="none")
