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
    ``duplicate_of`` is set where another document came to be known as the same one, for sure or possibly."""

    model_config = ConfigDict(frozen=True)

    document: str
    sha256: str
    outcome: Outcome
    reasons: tuple[str, ...] = ()
    detail: str | None = None
    duplicate_of: Original | None = None
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
