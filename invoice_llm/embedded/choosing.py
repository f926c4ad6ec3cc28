"""Which invoice model a document belongs to, as far as names that stand in it can tell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

FALLBACK = "generic_fallback"


def choose_model(document: str, prompt: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """The candidate whose name, or a hint quoted on its line of the prompt, stands in the document."""
    plain = _plain(document)
    for name in _candidates(schema):
        for word in (name, *_hints(name, prompt)):
            if len(word) > 3 and f" {_plain(word)} " in f" {plain} ":
                return {"model_type": name, "confidence": 0.9, "reasoning": f"{word} stands in the document."}
    return {"model_type": FALLBACK, "confidence": 0.5, "reasoning": "No candidate's name or hint stands in it."}


def _candidates(schema: Mapping[str, Any]) -> list[str]:
    kind = schema.get("properties", {}).get("model_type", {})
    names = kind.get("enum", []) if isinstance(kind, Mapping) else []
    return [name for name in names if isinstance(name, str) and name != FALLBACK]


def _hints(name: str, prompt: str) -> list[str]:
    """Words in quotation marks on lines that begin with the candidate's name."""
    lines = [line for line in prompt.splitlines() if line.lstrip(" -*#").startswith(name)]
    return [word for line in lines for word in re.findall(r'["“„`]([^"”“`]+)["”“`]', line) if word != name]


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold().replace("_", " ")))
