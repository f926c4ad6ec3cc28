"""E-invoice XML into an invoice; the mapping follows in the next commit."""

from typing import NoReturn


def parse_einvoice(xml: bytes) -> NoReturn:
    from invoice_llm.errors import UnreadableDocument

    raise UnreadableDocument("x", reason="UNREADABLE_FILE")
