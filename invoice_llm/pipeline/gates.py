"""The rule of each of the two gates between the steps, for one document. Unknown never passes a gate unchecked.

The DAG's conditions and the pipeline's steps both ask here.
"""

from __future__ import annotations


def is_confident(confidence: float | None, threshold: float) -> bool:
    """True where the evidence is strong enough to propose acceptance. Both are 0 to 1; ``None`` is unknown."""
    return confidence is not None and confidence >= threshold


def needs_validation(confidence: float | None, field_count: int | None, *, threshold: float, fewest: int) -> bool:
    """True where a second check is asked for: a confidence below ``threshold``, or less than ``fewest`` values."""
    return not is_confident(confidence, threshold) or field_count is None or field_count < fewest
