"""Weights of a candidate's features: fitted on labelled documents, shipped as a file of numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

from pydantic import BaseModel, ConfigDict

FILE = "weights.json"
READER = "reader"
"""The weight of what a reader's record says, by which it is discounted: readers of one page err alike."""
NOTHING, SILENT = "nothing", "nothing_read"
"""For "none of them", and the same where the label reader found none."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights by field path and feature. ``about`` says what they were fitted on and how well; nothing is calculated
    from it."""

    fields: Mapping[str, Mapping[str, float]]
    about: Mapping[str, Any] = field(default_factory=dict)

    def score(self, path: str, features: Mapping[str, float]) -> float:
        """The logarithm of a candidate's weight, before any model's claim."""
        known = self.fields[path]
        return sum([known.get(name, 0.0) * value for name, value in features.items() if value], 0.0)

    def nothing(self, path: str, *, silent: bool) -> float:
        """The same for "none of them"; ``silent``: the label reader found nothing either."""
        known = self.fields[path]
        return known[NOTHING] + (known[SILENT] if silent else 0.0)

    def trust(self, path: str) -> float:
        return self.fields[path][READER]

    def to_json(self) -> dict[str, Any]:
        fields = {
            path: {name: round(weight, 4) for name, weight in sorted(own.items())} for path, own in self.fields.items()
        }
        return {"about": dict(self.about), "fields": fields}


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")
    about: dict[str, Any]
    fields: dict[str, dict[str, float]]


@lru_cache(maxsize=1)
def shipped() -> Weights:
    """The weights that the package ships."""
    text = files("invoice_llm.reading.posterior").joinpath(FILE).read_text("utf-8")
    shape = _Shape.model_validate(json.loads(text))
    return Weights(shape.fields, shape.about)
