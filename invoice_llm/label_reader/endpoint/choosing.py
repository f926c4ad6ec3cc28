"""Choice of a document's invoice model by the names that stand in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

FALLBACK = "generic_fallback"
# In a candidate's line of the prompt, names stand in quotation marks or brackets: 'Vendor A (Alder & Finch Ltd)'.
_HINT = re.compile(r"[\"“„`]([^\"”“`]+)[\"”“`]|\(([^()]+)\)")
_SHORTEST_HINT = 6


def choose_model(document: str, prompt: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """The one candidate whose hint stands in the document; the fallback where there is none or more than one."""
    plain = f" {_plain(document)} "
    found = {
        name: hint
        for name in _candidates(prompt, schema)
        for hint in _hints(name, prompt)
        if len(_plain(hint)) >= _SHORTEST_HINT and f" {_plain(hint)} " in plain
    }
    if len(found) != 1:
        reason = "No candidate's hint stands in it." if not found else "Hints of more than one candidate stand in it."
        return {"model_type": FALLBACK, "confidence": 0.6, "reasoning": reason}
    ((name, hint),) = found.items()
    return {"model_type": name, "confidence": 0.9, "reasoning": f"{hint} stands in the document."}


def _candidates(prompt: str, schema: Mapping[str, Any]) -> list[str]:
    """Named by the schema's enum; without one, by the list in the prompt."""
    kind = schema.get("properties", {}).get("model_type", {})
    names = kind.get("enum") if isinstance(kind, Mapping) else None
    listed = names if isinstance(names, list) else re.findall(r"^- (\w+): ", prompt, re.MULTILINE)
    return [name for name in listed if isinstance(name, str) and name != FALLBACK]


def _hints(name: str, prompt: str) -> list[str]:
    """Words in quotation marks or brackets on lines that begin with the candidate's name."""
    lines = [line for line in prompt.splitlines() if re.match(rf"[ \-*#]*{re.escape(name)}\b", line)]
    return [name, *(quoted or bracketed for line in lines for quoted, bracketed in _HINT.findall(line))]


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold().replace("_", " ")))
