"""The fitted model: what each signal weighs, and how a score becomes a probability. A file of numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from invoice_llm.errors import ConfigurationError
from invoice_llm.reading.confidence.calibrators import Platt, VennAbers
from invoice_llm.reading.confidence.logistic import score
from invoice_llm.reading.confidence.signals import SIGNALS, Signals

MOST = 0.995
"""No evidence on a page makes a reading certain."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """``weights`` are by signal, and by ``is_<kind>`` for what holds of a kind of field before anything is looked at.
    ``about`` says what it was fitted on and how well; nothing is calculated from it."""

    weights: Mapping[str, float]
    calibrator: Platt | VennAbers
    about: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def believed(cls) -> Calibration:
        """Before any label is seen: nothing is fitted."""
        return cls({name: belief.mean for name, belief in SIGNALS.items()}, Platt(1.0, 0.0))

    def probability(self, kind: str, signals: Signals) -> float:
        """Probability that a value of this kind with these signals is right."""
        return self.probability_at(self.score(kind, signals))

    def probability_at(self, score: float) -> float:
        """Probability that a value with this score is right."""
        return round(min(max(self.calibrator.probability(score), 0.0), MOST), 4)

    def score(self, kind: str, signals: Signals) -> float:
        """Weighted sum of the signals: of two values the one with more is likelier, where both have one
        probability as well."""
        return score(self.weights, signals, self.weights.get(f"is_{kind}", 0.0))

    def to_json(self) -> dict[str, Any]:
        parts = self.calibrator
        shape = (
            {"kind": parts.kind, "slope": parts.slope, "shift": parts.shift}
            if isinstance(parts, Platt)
            else {"kind": parts.kind, "scores": list(parts.scores), "probabilities": list(parts.probabilities)}
        )
        weights = {name: round(weight, 4) for name, weight in self.weights.items()}
        return {"about": dict(self.about), "weights": weights, "calibrator": shape}

    @classmethod
    def load(cls, path: Path | None = None) -> Calibration:
        """The shipped one, or that of a file that ``invoice-llm calibrate`` wrote. A ``ConfigurationError`` names what
        is wrong with the file."""
        return _shipped() if path is None else _read(path)


def as_row(kind: str, signals: Signals) -> dict[str, float]:
    """The signals with the kind among them."""
    return {f"is_{kind}": 1.0, **signals}


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")
    about: dict[str, Any]
    weights: dict[str, float]
    calibrator: Platt | VennAbers


@lru_cache(maxsize=1)
def _shipped() -> Calibration:
    return _parse(files("invoice_llm.reading.confidence").joinpath("calibration.json").read_text("utf-8"), "shipped")


@lru_cache(maxsize=4)
def _read(path: Path) -> Calibration:
    try:
        return _parse(path.read_text("utf-8"), str(path))
    except OSError as error:
        raise ConfigurationError(f"the calibration file {path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"the calibration file {path} is not UTF-8") from None


def _parse(text: str, name: str) -> Calibration:
    try:
        shape = _Shape.model_validate(json.loads(text))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ConfigurationError(f"calibration file {name}, {where}: {first['msg']}") from None
    except ValueError as error:
        raise ConfigurationError(f"calibration file {name} is no JSON: {error}") from None
    if unknown := sorted(n for n in shape.weights if n not in SIGNALS and not n.startswith("is_")):
        raise ConfigurationError(f"calibration file {name}: unknown signals {', '.join(unknown)}; calibrate again")
    return Calibration(shape.weights, shape.calibrator, shape.about)
