"""The call that all benchmarks of the client make: one invoice of about 3 kB, read into the extraction's own answer."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import itertools
import json
from collections.abc import Awaitable, Callable

from benchmarks.support.timing import Cost, timed
from invoice_llm.invoice.printed import PrintedInvoice

MODEL = "gpt-6-luna"
SYSTEM = "You read supplier invoices. Copy every value exactly as it is printed; null for what is not printed."
LINES = 52
Call = Callable[[int], Awaitable[PrintedInvoice]]


def text(number: int) -> str:
    """The text of invoice ``number``; no two are alike."""
    head = f"Nordwind Supplies Ltd\nInvoice INV-{number:06d}\nDate 14 March 2026\nVAT GB999999973\n\n"
    lines = "".join(
        f"{line:3d}  Hex bolt M8x{line}, zinc plated     {line + 1:3d} pcs    1.25 EUR\n" for line in range(LINES)
    )
    return f"{head}{lines}\nTotal net 100.00 EUR  VAT 20% 20.00 EUR  Total 120.00 EUR\n"


def messages(number: int) -> list[dict[str, str]]:
    return [{"role": "system", "content": SYSTEM}, {"role": "user", "content": text(number)}]


def document(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def answer_json() -> str:
    """The server's answer: an invoice with four lines, valid for the schema."""
    names = [name for name, field in PrintedInvoice.model_fields.items() if field.is_required()]
    party = {"name": "Nordwind Supplies Ltd", "vat_id": "GB999999973", "tax_id": None, "address": "1 Quay, Leeds"}
    line = {"description": "Hex bolt M8x20, zinc plated", "item_code": "8020", "quantity": "20", "unit": "pcs"}
    line |= {"unit_price": "1.25", "tax_rate": "20%", "line_total": "25.00"}
    values: dict[str, object] = dict.fromkeys(names)
    values |= {"doc_type": "invoice", "language": "en", "invoice_number": "INV-000001", "issue_date": "14 March 2026"}
    values |= {"seller": party, "buyer": party, "allowances_charges": [], "lines": [line] * 4, "total_gross": "120.00"}
    values |= {
        "taxes": [{"rate": "20%", "base": "100.00", "amount": "20.00"}],
        "currency": "EUR",
        "total_net": "100.00",
    }
    content = json.dumps(values)
    PrintedInvoice.model_validate_json(content)
    return content


async def measure(call: Call, *, calls: int, in_flight: int) -> Cost:
    """Make ``calls`` calls, ``in_flight`` at a time, after a warm-up on the same connections."""
    numbers = itertools.count()
    await _many(call, numbers, calls=max(in_flight, 16), in_flight=in_flight)
    gc.collect()
    with timed(calls) as cost:
        await _many(call, numbers, calls=calls, in_flight=in_flight)
    return cost


async def _many(call: Call, numbers: itertools.count[int], *, calls: int, in_flight: int) -> None:
    todo = iter([next(numbers) for _ in range(calls)])

    async def worker() -> None:
        for number in todo:
            await call(number)

    await asyncio.gather(*(worker() for _ in range(in_flight)))
