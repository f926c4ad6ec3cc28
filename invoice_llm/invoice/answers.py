"""Schemas of the answers to detection and validation; the extraction call answers a ``PrintedInvoice``."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

DETECT = "detect_invoice_model"
EXTRACT = "extract_invoice"
VALIDATE = "validate_invoice"
"""The schema names of the three operations, as they stand in a request."""


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DetectionAnswer(_Answer):
    """``model_type`` is the name of a candidate; ``confidence`` is the model's own, 0-1, and proves nothing."""

    model_type: str
    confidence: float
    reasoning: str


class FieldVerdict(_Answer):
    """One field's second look. ``printed`` is the value as the page shows it, where it shows another."""

    field: str
    verdict: Literal["correct", "wrong", "not_printed", "unsure"]
    printed: str | None
    reason: str


class ValidationAnswer(_Answer):
    verdicts: list[FieldVerdict]
