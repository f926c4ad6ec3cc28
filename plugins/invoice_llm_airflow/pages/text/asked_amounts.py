"""Amounts that a person asks for in a search."""

from __future__ import annotations

from decimal import Decimal

from invoice_llm.invoice.amounts import parse_amount
from invoice_llm_airflow.pages.text.notation import Notation

LEFT_OUT = "“{text}” is left out; it could not be understood."


def asked_amount(text: str, notation: Notation) -> Decimal | None:
    """An amount as the reader types it; ``None`` for what is none, or more than any invoice can have."""
    from invoice_llm.store.runs.search_columns import micros

    read = parse_amount(text, "," if notation.decimal_mark == "," else ".") if text.strip() else None
    return None if read is None or micros(read.value) is None else read.value
