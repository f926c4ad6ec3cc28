"""Everything that a task needs, imported and compiled once in the process that forks the tasks.

A task's process takes about three CPU-seconds to import the library and to compile its vocabulary; a chunk has five.
The plugin's listener does that once in a scheduler whose tasks are forked from it (LocalExecutor), before it forks
them. Celery's worker tells no listener that it starts: there it is called from ``airflow_local_settings.py``, which
Airflow imports in each of its processes before anything else, and loads nothing of Airflow.
"""

from __future__ import annotations

import gc
import importlib
import logging
import sys
from contextlib import suppress
from functools import cache

log = logging.getLogger(__name__)
FORKING = ("scheduler", "worker")
"""Commands of Airflow below which tasks are forked."""
MODULES = (  # nothing of Airflow, which is still being imported itself
    "invoice_llm.app",
    "invoice_llm.pipeline.steps",
    "invoice_llm.llm.wire",
    "invoice_llm.documents.isolation",
    "invoice_llm.llm.telemetry.otel",
)
LATE = ("httpcore2", "truststore", "anyio._backends._asyncio", "schwifty", "sqlite3", "psycopg", "opentelemetry.trace")
"""What libraries import when they are first used; one that is not installed is not needed."""
OF_THE_DAG = (
    "airflow.sdk.definitions.decorators",
    *(
        f"invoice_llm_airflow.{name}"
        for name in (
            *("alerting.alerts", "alerting.lateness", "alerting.stats", "alerting.watch", "asking", "assets"),
            *("batching", "gates", "links", "nightly", "notes", "params", "retry", "work"),
        )
    ),
)
"""Modules that the DAG's file imports: each task parses that file before it begins."""
_PAGE = """\
Harbour Paper Ltd                                                   INVOICE
VAT No: GB 100 0000 71

Bill to:                                       Invoice no:         HP-2041
Northgate Hotels Ltd                           Invoice date:       2 March 2026

Description                                Qty     Unit price          Amount
Bath towel, white                           40           6.50          260.00
                                               Net total           GBP 260.00
                                               VAT 20%              GBP 52.00
                                               Total               GBP 312.00
Page 1 of 1
"""


@cache
def preload(more: tuple[str, ...] = ()) -> bool:
    """Do it where tasks are forked, once; true where it was done. ``more`` are modules to import besides. A fault is
    logged: a task can still import by itself."""
    if not set(FORKING) & set(sys.argv[1:3]):
        return False
    gc.disable()  # it would look again and again through what is imported and stays
    try:
        for module in (*MODULES, *more):
            importlib.import_module(module)
        for module in LATE:
            with suppress(ImportError):
                importlib.import_module(module)
        _read_one()
        _know_states()
        _know_models()
    except Exception:
        log.exception("the library was not loaded ahead; each task loads it by itself")
        return False
    finally:
        gc.freeze()  # else the first collection in each task touches, and so copies, all of it
        gc.enable()
    return True


def _read_one() -> None:
    """Read a made-up page and hold against it what is read, which compiles what readings need."""
    from datetime import UTC, datetime

    from invoice_llm.invoice.identity import accounts_prefix, business_keys
    from invoice_llm.reading.asking import asked_of
    from invoice_llm.reading.concerns.missing_pages import missing_pages
    from invoice_llm.reading.concerns.not_understood import unexplained
    from invoice_llm.reading.concerns.self_described import self_concerns
    from invoice_llm.reading.evidence.page_reading import PageReading
    from invoice_llm.reading.evidence.rivals.two_labels import contested
    from invoice_llm.reading.extraction import ExtractionConfig, examine
    from invoice_llm.reading.memory.teaching import lesson_of
    from invoice_llm.reading.sheet import Sheet, text_page
    from invoice_llm.reading.splitting.segments import segment

    read = PageReading.of((text_page(_PAGE),))
    segment(read.pages)
    sheet = Sheet(read, datetime.now(UTC).date())
    config = ExtractionConfig(sheet=sheet, asked=asked_of(sheet))
    told = examine(read.labels, read.text, config, llm_model="none", prompt_version="none")
    missing_pages(read.pages, len(read.pages))
    unexplained(told.invoice, told.evidence, read.pages)
    contested(told.invoice, read)
    self_concerns(told.invoice, read.structure)
    business_keys(told.invoice)
    accounts_prefix(told.invoice)
    lesson_of(told.invoice, read, told.evidence)


def _know_states() -> None:
    """Compile all phrases by which documents tell their state; the page has few of them."""
    from invoice_llm.label_reader.state_words import any_state, state_phrases

    for phrases in (any_state(), *state_phrases().values()):
        phrases.compile()


def _know_models() -> None:
    """Read the packaged models and prompts, look up what the models cost, load the certificates, and tell the revision
    of the code, which takes all its files."""
    from datetime import UTC, datetime

    from invoice_llm.calls import Usage
    from invoice_llm.documents.revision import documents_revision
    from invoice_llm.errors import PriceUnknown
    from invoice_llm.llm.models.catalog import Catalog
    from invoice_llm.llm.models.prices import cost_micros
    from invoice_llm.llm.wire.streams import trust
    from invoice_llm.pipeline.keeping import cut_revision
    from invoice_llm.prompt_pack import prompts_in

    prompts_in(None)
    for model in Catalog.load().values():
        with suppress(PriceUnknown):
            cost_micros(model, Usage(input=1, output=1), day=datetime.now(UTC).date())
    trust()
    documents_revision()
    cut_revision()
