"""A night whose documents are in the store as the pipeline leaves them."""

from __future__ import annotations

import csv
import hashlib
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.identity import business_keys
from invoice_llm.invoice.outcome import Outcome
from invoice_llm.invoice.record import Record
from invoice_llm.invoice.schema import Invoice, LineItem, Party, PaymentAccount, TaxLine
from invoice_llm.pipeline.records.delivering import deliver
from invoice_llm.review import Person, ReviewDecisions
from invoice_llm.store import DocumentPlace, FoundDocument, Store

NIGHT = "scheduled__2026-11-23T02:00:00+00:00"
ANN, BOB = Person(who="ann"), Person(who="bob")


def invoice(number: str = "RE-1", *, vat_id: str | None = "DE136695976", gross: str = "119.00", **more: Any) -> Invoice:
    """One whose sums add up where the total is 119.00."""
    values: dict[str, Any] = {
        "invoice_number": number,
        "issue_date": date(2026, 11, 2),
        "due_date": date(2026, 12, 2),
        "currency": "EUR",
        "seller": Party(name="Bäcker & Sohn GmbH", vat_id=vat_id),
        "buyer": Party(name="Nordlicht AG"),
        "lines": (line("Rolls", "1", "60.00", "60.00"), line("Bread", "2", "20.00", "40.00")),
        "taxes": (TaxLine(category="S", rate=Decimal(19), base=Decimal("100.00"), amount=Decimal("19.00")),),
        "total_net": Decimal("100.00"),
        "total_tax": Decimal("19.00"),
        "total_gross": Decimal(gross),
        "payment_accounts": (PaymentAccount(iban="DE89370400440532013000"),),
    }
    return Invoice(**{**values, **more})


def line(description: str, quantity: str, price: str, total: str) -> LineItem:
    return LineItem(
        description=description, quantity=Decimal(quantity), unit_price=Decimal(price), line_total=Decimal(total)
    )


def evidence(read: Invoice) -> dict[str, Evidence]:
    spot = Evidence(page=1, bbox=(0.1, 0.2, 0.3, 0.25), quote="as printed", source="text", confidence=0.8)
    lines = {f"lines[{index}].line_total": spot for index in range(len(read.lines))}
    return {"invoice_number": spot, "total_gross": spot, "taxes[0].amount": spot, **lines}


class Scene:
    """``add`` puts a document into the night; ``end`` writes the records as the last task does."""

    def __init__(self, store: Store, decisions: ReviewDecisions, folder: Path) -> None:
        self.store = store
        self.decisions = decisions
        self.folder = folder
        self._added = 0
        store.runs.begin(NIGHT, inbox="inbox", params={})

    def add(
        self,
        read: Invoice | None = None,
        outcome: Outcome = Outcome.REVIEW,
        *,
        reasons: tuple[str, ...] = ("SUM_MISMATCH",),
        run_id: str = NIGHT,
        name: str | None = None,
        **record: Any,
    ) -> DocumentPlace:
        position, self._added = self._added, self._added + 1
        name = name or f"{position}.pdf"
        sha256 = hashlib.sha256(f"{run_id} {name}".encode()).hexdigest()
        self.store.runs.add_found(run_id, [FoundDocument(position, name, sha256, 9, 0)])
        full = Record(
            document=name,
            sha256=sha256,
            outcome=outcome,
            reasons=() if outcome is Outcome.ACCEPTED else reasons,
            invoice=read,
            evidence={} if read is None else evidence(read),
            **{"confidence": 0.5, "llm_model": "small", "invoice_model": "bakery_v1", **record},
        )
        self.store.runs.finish(run_id, position, full)
        if outcome is Outcome.ACCEPTED and read is not None:
            for key in business_keys(read):
                self.store.runs.claim_identity(key, run_id=run_id, position=position, name=name, sha256=sha256)
        return DocumentPlace(run_id, position)

    def end(self, run_id: str = NIGHT) -> None:
        files = {name: str(self.folder / f"invoices.{name}") for name in ("jsonl", "csv")}
        self.store.runs.end(run_id, files)
        deliver(self.store, run_id, "", whole=True)

    def written(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.folder / "invoices.jsonl").read_text("utf-8").splitlines()]

    def table(self) -> list[dict[str, str]]:
        with (self.folder / "invoices.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def owner(self, read: Invoice) -> str | None:
        """The file that has the invoice's identity."""
        claim = self.store.runs.identity_owner(business_keys(read)[0])
        return None if claim is None else claim.name
