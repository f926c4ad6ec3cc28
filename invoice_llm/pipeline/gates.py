"""The two questions between the steps, for one document."""

from __future__ import annotations

from invoice_llm.pipeline.params import RunParams


def is_confident(confidence: float | None, params: RunParams) -> bool:
    """Whether the evidence is strong enough to propose acceptance; unknown is not."""
    return confidence is not None and confidence >= params.confidence_threshold


def needs_validation(confidence: float | None, field_count: int, params: RunParams) -> bool:
    """Whether a second check is asked for: a doubt, or few fields."""
    return confidence is None or confidence < params.validation_threshold or field_count < params.min_fields
