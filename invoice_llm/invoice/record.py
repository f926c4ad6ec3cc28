"""The line written for every document found: the shape of ``extract --json`` and of ``invoices.jsonl``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_serializer

from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.outcome import Outcome, known_reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.telling import detail_of


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
    """Written record of one document. ``concerns`` say why, each with its reason; what people did is the first of them.
    ``duplicate_of`` is set where another document came to be known as the same one, for sure or possibly. ``pages`` are
    the first and the last page of a document that is a part of a file; ``sha256`` is the file's. ``kind`` is what a
    document is that is no invoice; ``set_aside`` are pages that were not read as part of the invoice, with their kinds.
    ``refusals`` say which models would not read it, and why.
    Pages count from 1 in the file. ``version`` counts people's decisions and is written, like ``reviewed_by`` and
    ``reviewed_at``, from the first of them on.

    A key that this version does not know is kept and written again behind the others; one that an older version did
    not write has its default.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    document: str
    sha256: str
    outcome: Outcome
    reasons: tuple[str, ...] = ()
    concerns: tuple[Concern, ...] = ()
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
    refusals: tuple[str, ...] = ()
    calls: int = 0
    tokens: Tokens = Tokens()
    cost_usd: Decimal = Decimal(0)
    version: int | None = None
    reviewed_by: str | None = None
    reviewed_at: datetime | None = None

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> Record:
        """The record of a written object. Raises pydantic's ``ValidationError``."""
        return cls.model_validate(written)

    def to_json(self) -> dict[str, Any]:
        """The object that is written, with its keys in their order."""
        unset = {name for name in ("version", "reviewed_by", "reviewed_at") if getattr(self, name) is None}
        return self.model_dump(mode="json", exclude=unset)

    def written(self) -> dict[str, Any]:
        """The object of a written line: the stored one, with the sentences of its concerns as ``detail``."""
        line: dict[str, Any] = {}
        for name, value in self.to_json().items():
            if name == "concerns":
                line["detail"] = detail_of(self.concerns)
            line[name] = value
        return line

    @property
    def why(self) -> tuple[Concern, ...]:
        """The concerns; of a record that has none, its reasons as far as they are known."""
        known = (reason for code in self.reasons if (reason := known_reason(code)))
        return self.concerns or tuple(map(Concern, known))

    @property
    def is_data(self) -> bool:
        """True for values of e-invoice data, of which those of lesser weight have no evidence of their own."""
        return any(spot.source == "xml" for spot in self.evidence.values())

    @field_serializer("cost_usd")
    def _six_places(self, cost: Decimal) -> str:
        return f"{cost:.6f}"

    @field_serializer("reviewed_at")
    def _to_the_second(self, at: datetime | None) -> str | None:
        return None if at is None else at.isoformat(timespec="seconds")
