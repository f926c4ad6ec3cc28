"""One printed invoice with what a reader copies from it, and clients that answer as they are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, TypeVar

from pydantic import BaseModel

from invoice_llm.calls import CallContext
from invoice_llm.invoice.printed import PrintedInvoice, PrintedLine, PrintedParty, PrintedTax
from invoice_llm.label_reader.endpoint.transport import EmbeddedTransport
from invoice_llm.llm.client import Answer, ResilientLLMClient
from invoice_llm.llm.wire import connect
from tests.processes import HANG_S

T = TypeVar("T", bound=BaseModel)

MODEL = "embedded-label-reader"

TEXT = """\
Harbour Paper Ltd                                                   INVOICE
2 Quay Street
Bristol BS1 4QA
accounts@harbourpaper.example

Bill to:                                       Invoice no:         HP-2041
Northgate Hotels Ltd                           Invoice date:       2 March 2026
Leeds LS1 2AB                                  Due date:           1 April 2026

Description                                Qty     Unit price          Amount
Bath towel, white                           40           6.50          260.00
Slippers, box of 50                          2          45.00           90.00

                                               Subtotal               £350.00
                                               VAT 20%                 £70.00
                                               Total                  £420.00
"""

NOBODY = PrintedParty(name=None, vat_id=None, tax_id=None, address=None)
EMPTY = PrintedInvoice(
    doc_type="invoice",
    language=None,
    invoice_number=None,
    issue_date=None,
    due_date=None,
    delivery_date=None,
    currency=None,
    seller=NOBODY,
    buyer=NOBODY,
    purchase_order=None,
    customer_number=None,
    delivery_note_ref=None,
    preceding_invoice=None,
    iban=None,
    bic=None,
    prices_include_tax=None,
    sum_lines_net=None,
    allowances_charges=[],
    total_net=None,
    taxes=[],
    total_tax=None,
    total_gross=None,
    paid_amount=None,
    previous_balance=None,
    amount_due=None,
    payment_terms=None,
    lines=[],
)


def party(name: str | None, vat_id: str | None = None) -> PrintedParty:
    return NOBODY.model_copy(update={"name": name, "vat_id": vat_id})


def line(
    description: str, total: str | None, *, quantity: str | None = None, unit_price: str | None = None
) -> PrintedLine:
    return PrintedLine(
        description=description,
        item_code=None,
        quantity=quantity,
        unit=None,
        unit_price=unit_price,
        tax_rate=None,
        line_total=total,
    )


def printed(**changes: Any) -> PrintedInvoice:
    """Nothing but ``changes``."""
    return EMPTY.model_copy(update=changes)


RIGHT = printed(
    language="en",
    invoice_number="HP-2041",
    issue_date="2 March 2026",
    due_date="1 April 2026",
    currency="£",
    seller=party("Harbour Paper Ltd"),
    buyer=party("Northgate Hotels Ltd"),
    total_net="£350.00",
    taxes=[PrintedTax(rate="20%", base=None, amount="£70.00")],
    total_tax="£70.00",
    total_gross="£420.00",
    lines=[
        line("Bath towel, white", "260.00", quantity="40", unit_price="6.50"),
        line("Slippers, box of 50", "90.00", quantity="2", unit_price="45.00"),
    ],
)
"""What stands in ``TEXT``."""


class Scripted:
    """Answers every question with the same value and keeps what it was asked."""

    def __init__(self, value: BaseModel) -> None:
        self._value = value
        self.asked: list[tuple[str, CallContext, str]] = []

    def _as_said(self, answer: type[BaseModel]) -> Any:
        """A whole answer where a short one was asked for."""
        return self._value if isinstance(self._value, getattr(answer, "also", ())) else self._value.model_dump()

    async def ask(
        self,
        messages: Sequence[Mapping[str, Any]],
        *,
        answer: type[T],
        schema_name: str,
        model: str,
        context: CallContext,
        max_output_tokens: int | None = None,
    ) -> Answer[T]:
        self.asked.append((schema_name, context, "\n".join(str(message["content"]) for message in messages)))
        return Answer(
            value=answer.model_validate(self._as_said(answer)),
            raw="",
            usage=None,
            cost_micros=0,
            model=model,
            latency=timedelta(0),
            from_store=False,
        )


def embedded_client() -> ResilientLLMClient:
    """The real client over the label reader's endpoint: everything but the network."""
    endpoint = connect(
        base_url="http://embedded.invalid/v1",
        api_key="none",
        concurrency=2,
        timeout_s=HANG_S,
        transport=EmbeddedTransport(),
    )
    return ResilientLLMClient({"embedded": endpoint})
