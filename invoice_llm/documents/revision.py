"""Revision of the readers of files, so that pages kept by an older one are read again."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from invoice_llm.revision import revision_of


@cache
def documents_revision() -> str:
    """Hash of the code that turns bytes into pages and e-invoices."""
    return revision_of(Path(__file__).parent.rglob("*.py"))
