"""Values read of one document, as they are kept between the steps."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.schema import Invoice
from invoice_llm.pipeline.parts import Parts

STEP = "extracted"


class Reading(BaseModel):
    """``confidence`` is that of the weakest required value; ``field_count`` are header values present and located.
    ``printed_rows`` is how many lines the page shows, whatever was read; ``None`` where that is not certain.
    ``set_aside`` are pages of the file that were left out, with their kinds, ``in_doubt`` those on which another
    invoice may begin. ``refusals`` say which models would not read it, and why."""

    model_config = ConfigDict(frozen=True)

    invoice: Invoice
    evidence: dict[str, Evidence]
    confidence: float | None
    field_count: int
    printed_rows: int | None = None
    from_xml: bool = False
    invoice_model: str | None = None
    llm_model: str | None = None
    prompt_version: str | None = None
    set_aside: dict[int, str] = Field(default_factory=dict)
    in_doubt: tuple[int, ...] = ()
    refusals: tuple[str, ...] = ()


def readings(parts: Parts, run_id: str, chunk: int) -> dict[int, Reading]:
    """Every reading of a chunk by the document's position."""
    kept = parts.store.runs.steps(run_id, STEP, chunk)
    return {position: Reading.model_validate(payload) for position, payload in kept.items()}
