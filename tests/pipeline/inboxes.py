"""Small inboxes: invoices drawn in a fixed pitch, so that a text block is the page."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from invoice_llm import app
from invoice_llm.pipeline import RunParams
from invoice_llm.settings import Settings

INVOICE = """\
Alder & Finch Trading Ltd                                  INVOICE
14 Wharf Street
Bristol BS1 4QA
VAT Reg No GB 823 4471 81

Bill to:                              Invoice no:      {number}
Northgate Hotels Ltd                  Invoice date:    {date}
7 Castle Road                         Due date:        1 May 2026
Leeds LS1 2AB

Description                         Qty    Unit price       Amount
Bath towel, white                    40          6.50       260.00
Hand towel, white                    25          3.20        80.00

                                          Subtotal         £340.00
                                          VAT 20%           £68.00
                                          Total            £{total}
{more}
Payment within 30 days. IBAN GB33 BUKB 2020 1555 5555 55
"""
LETTER = """\
Rosemary Gardens
3 Mill Lane

Northgate Hotels Ltd
7 Castle Road

Dear Sir or Madam,

thank you for the friendly welcome at your house last week. Our new
catalogue will reach you in the autumn.

Yours faithfully
"""


def invoice(number: str = "AF-2026-00123", *, date: str | None = None, total: str = "408.00", more: str = "") -> bytes:
    """Each number has a day of its own: the same total on the same day could be the same invoice again."""
    return page(INVOICE.format(number=number, date=date or f"{_day(number)} March 2026", total=total, more=more))


def _day(number: str) -> int:
    return (int(re.sub(r".*\D", "", number) or 0) - 122) % 28 + 1


def page(text: str, *, note: str = "") -> bytes:
    """A PDF that shows ``text``; ``note`` only changes its bytes."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=True)
    canvas.setTitle(note)
    drawn = canvas.beginText(40, 790)
    drawn.setFont("Courier", 9)
    drawn.textLines(text)
    canvas.drawText(drawn)
    canvas.save()
    return target.getvalue()


def fill(folder: Path, files: Mapping[str, bytes]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def settings(home: Path, inbox: Path, **changes: Any) -> Settings:
    """Whatever OCR engine this machine has, it is left out."""
    given = {
        "inbox": str(inbox),
        "output": str(home / "output"),
        "provider": "embedded",
        "ocr": "off",
        "settle_s": 0.0,
        **changes,
    }
    return Settings.from_env({"AIRFLOW_HOME": str(home)}, **given)


def run(settings: Settings, run_id: str, **params: Any) -> dict[str, dict[str, Any]]:
    """Do a whole run; returns the written objects by document."""
    return run_and_sum_up(settings, run_id, **params)[0]


def run_and_sum_up(settings: Settings, run_id: str, **params: Any) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    """The same with the run's summary."""
    with app.open_pipeline(settings) as pipeline:
        for chunk in pipeline.discover(run_id, RunParams(**params)):
            asyncio.run(pipeline.process(run_id, chunk))
        summary = pipeline.summarize(run_id)
        return {record.document: record.written() for record in pipeline.records(run_id)}, summary
