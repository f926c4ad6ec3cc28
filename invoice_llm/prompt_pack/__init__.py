"""The prompts: text and examples in ``prompts/``, checked when loaded, with a content hash as their version."""

from invoice_llm.prompt_pack.builders import (
    DetectionPromptBuilder,
    Prompt,
    PromptBuilder,
    ValidationPromptBuilder,
)
from invoice_llm.prompt_pack.folders import Example, Hints, ModelFolder
from invoice_llm.prompt_pack.pack import FALLBACK, PromptPack, prompts_in

__all__ = [
    "FALLBACK",
    "DetectionPromptBuilder",
    "Example",
    "Hints",
    "ModelFolder",
    "Prompt",
    "PromptBuilder",
    "PromptPack",
    "ValidationPromptBuilder",
    "prompts_in",
]
