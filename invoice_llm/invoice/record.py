"""The line written for every document found: the shape of ``extract --json`` and of ``invoices.jsonl``."""

from __future__ import annotations

from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field, field_serializer

from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.outcome import Outcome
from invoice_llm.invoice.schema import Invoice


class Tokens(BaseModel):
    """Tokens billed for one document, over all its calls."""

    model_config = ConfigDict(frozen=True)

    input: int = 0
    cached: int = 0
    output: int = 0


class Original(BaseModel):
    """The document that another one is, or may be, a copy of. ``position`` counts from 0 over its run."""

    model_config = ConfigDict(frozen=True)

    run_id: str
    position: int | None
    document: str


class Record(BaseModel):
    """What became of one document. ``detail`` is the sentence for people behind the first reason, if it adds to it.
    ``duplicate_of`` is set where another document came to be known as the same one, for sure or possibly. ``pages`` are
    the first and the last page of a document that is a part of a file; ``sha256`` is the file's. ``kind`` is what a
    document is that is no invoice; ``set_aside`` are pages that were not read as part of the invoice, with their kinds.
    Pages count from 1 in the file."""

    model_config = ConfigDict(frozen=True)

    document: str
    sha256: str
    outcome: Outcome
    reasons: tuple[str, ...] = ()
    detail: str | None = None
    duplicate_of: Original | None = None
    pages: tuple[int, int] | None = None
    kind: str | None = None
    set_aside: dict[int, str] = Field(default_factory=dict)
    confidence: float | None = Field(default=None, ge=0, le=1)
    invoice: Invoice | None = None
    evidence: dict[str, Evidence] = Field(default_factory=dict)
    invoice_model: str | None = None
    llm_model: str | None = None
    prompt_version: str | None = None
    calls: int = 0
    tokens: Tokens = Tokens()
    cost_usd: Decimal = Decimal(0)

    @field_serializer("cost_usd")
    def _six_places(self, cost: Decimal) -> str:
        return f"{cost:.6f}"
