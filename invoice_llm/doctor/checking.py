"""A check's entries, and how a check that fails on the way is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal

from invoice_llm.errors import InvoiceLLMError
from invoice_llm.settings import Settings

Entry = dict[str, Any]
"""``{"name", "status": ok|warning|error, "message"}``; the message is a sentence."""
Status = Literal["ok", "warning", "error"]
CheckOf = Callable[[Settings], Iterator[Entry]]


def entry(name: str, status: Status, message: str) -> Entry:
    return {"name": name, "status": status, "message": message}


def entries_of(name: str, run: CheckOf, settings: Settings) -> list[Entry]:
    """Run a check; the entries up to the point where it fails, and the failure."""
    entries: list[Entry] = []
    try:
        entries.extend(run(settings))
    except InvoiceLLMError as error:
        entries.append(entry(name, "error", str(error)))
    return entries
