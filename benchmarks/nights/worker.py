"""A night in a forked process, as the DAG does it: every chunk is tried, and the records are written at the end."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import sys
import traceback
from pathlib import Path

from benchmarks.chaos.worker import TUNING, process
from benchmarks.nights.disks import obey_mode_bits
from invoice_llm import app
from invoice_llm.pipeline import RunParams
from invoice_llm.settings import Settings


def warm_up(settings: Settings) -> None:
    """Do a night here, so that every process forked later begins with all that reading takes already loaded."""
    _night(settings, "warm-up")
    gc.collect()
    gc.freeze()


def start_night(settings: Settings, run_id: str, log: Path) -> int:
    """Fork; returns the child's process id. Its exit code is 0 if everything went well."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _log_to(log)
        obey_mode_bits()
        code = _night(settings, run_id)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _night(settings: Settings, run_id: str) -> int:
    failed = 0
    with app.open_pipeline(settings, tuning=TUNING) as pipeline:
        for chunk in pipeline.discover(run_id, RunParams(model_tier="basic")):
            try:
                asyncio.run(process(pipeline, run_id, chunk))
            except Exception:
                failed += 1
                traceback.print_exc()
        summary = pipeline.summarize(run_id)
    return int(failed > 0 or summary["undelivered"] > 0 or bool(summary["delivery_error"]))


def _log_to(path: Path) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s", force=True)
