"""Revision of the label reader, so that answers of an older one are not taken for its own."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from invoice_llm import vocabulary
from invoice_llm.invoice import amounts, currency
from invoice_llm.revision import revision_of, sources


@cache
def revision() -> str:
    """Hash of the reader's code and vocabulary, and of the parsing it rests on."""
    package = Path(__file__).parent
    words = Path(str(vocabulary.__file__)).parent
    return revision_of(
        [*package.rglob("*.py"), *words.glob("*.py"), *words.glob("*.yaml"), *sources(amounts, currency)]
    )
