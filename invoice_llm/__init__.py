"""Supplier invoices into checked, structured records, with an LLM, at a known cost.

The public names below are loaded on first use, so that importing the package costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOMES = {
    "LLMExtractor": "invoice_llm.reading.extraction",
    "InvoiceModel": "invoice_llm.reading.detection",
    "ModelDetectionResult": "invoice_llm.reading.detection",
    "ModelDetector": "invoice_llm.reading.detection",
    "ResilientLLMClient": "invoice_llm.llm.client",
    "LLMCircuitBreaker": "invoice_llm.llm.guard.circuit",
    "TokenOptimizer": "invoice_llm.llm.models.optimizer",
    "ModelTier": "invoice_llm.llm.models.catalog",
    "ModelSelector": "invoice_llm.llm.models.selector",
    "PromptBuilder": "invoice_llm.prompt_pack",
    "ValidationPromptBuilder": "invoice_llm.prompt_pack",
    "LLMMetrics": "invoice_llm.llm.telemetry.metrics",
    "CostTracker": "invoice_llm.llm.cost",
    "Invoice": "invoice_llm.invoice.schema",
    "Settings": "invoice_llm.settings",
    "ReadResult": "invoice_llm.api",
    "aread": "invoice_llm.api",
    "read": "invoice_llm.api",
    "read_many": "invoice_llm.api",
}

__all__ = [
    "CostTracker",
    "Invoice",
    "InvoiceModel",
    "LLMCircuitBreaker",
    "LLMExtractor",
    "LLMMetrics",
    "ModelDetectionResult",
    "ModelDetector",
    "ModelSelector",
    "ModelTier",
    "PromptBuilder",
    "ReadResult",
    "ResilientLLMClient",
    "Settings",
    "TokenOptimizer",
    "ValidationPromptBuilder",
    "__version__",
    "aread",
    "read",
    "read_many",
]

if TYPE_CHECKING:
    from invoice_llm.api import ReadResult, aread, read, read_many


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
