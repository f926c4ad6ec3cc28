"""Which version of the reader this is, so that answers of an older one are not taken for its own."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from invoice_llm.revision import revision_of


@cache
def revision() -> str:
    """Of the reader's code and vocabulary, and of the parsing it rests on."""
    package = Path(__file__).parent
    parsing = (package.parent / "invoice" / name for name in ("amounts.py", "dates.py", "currency.py"))
    return revision_of([*package.glob("*.py"), *package.glob("*.yaml"), *parsing])
