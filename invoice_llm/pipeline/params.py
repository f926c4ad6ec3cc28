"""Parameters of one run: the DAG's params and the command's options are the same thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, get_args

from invoice_llm.errors import ConfigurationError

OWN_COLUMNS = "own_columns"
KEPT_BESIDE = (OWN_COLUMNS,)
"""What is stored with a run besides its params: names of the own fields that its tables have columns for."""
Mode = Literal["realtime", "batch"]
Tier = Literal["auto", "embedded", "basic", "advanced", "premium"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunParams:
    """Thresholds are 0-1. ``limit`` counts documents not seen before; ``inbox=None`` is the configured one.
    ``batch_deadline_h`` hours after a run in mode batch began, what no batch file has brought is asked in real time."""

    inbox: str | None = None
    confidence_threshold: float = 0.75
    validation_threshold: float = 0.9
    min_fields: int = 5
    mode: Mode = "realtime"
    model_tier: Tier = "auto"
    limit: int | None = None
    force: bool = False
    batch_deadline_h: float = 24

    def __post_init__(self) -> None:
        for name in ("confidence_threshold", "validation_threshold"):
            _require(name, _is_number(getattr(self, name)) and 0 <= getattr(self, name) <= 1, "a number from 0 to 1")
        _require("min_fields", _is_count(self.min_fields, least=0), "a whole number, 0 or more")
        _require("limit", self.limit is None or _is_count(self.limit, least=1), "a whole number, 1 or more, or nothing")
        hours = self.batch_deadline_h
        _require("batch_deadline_h", _is_number(hours) and 0 <= hours <= 24, "a number of hours from 0 to 24")
        _require("mode", self.mode in get_args(Mode), f"one of {', '.join(get_args(Mode))}")
        _require("model_tier", self.model_tier in get_args(Tier), f"one of {', '.join(get_args(Tier))}")
        _require("force", isinstance(self.force, bool), "true or false")
        _require("inbox", self.inbox is None or isinstance(self.inbox, str), "a path or URI")

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> RunParams:
        """Take a run's configuration; an unknown key is an error, since a typing error would run with a default."""
        known = {spec.name for spec in fields(cls)}
        if unknown := sorted(set(values) - known):
            raise ConfigurationError(f"unknown param {', '.join(unknown)}; known are {', '.join(sorted(known))}")
        given = {name: value for name, value in values.items() if value is not None or name == "limit"}
        return cls(**given)

    @classmethod
    def of_stored(cls, params: Mapping[str, Any]) -> RunParams:
        """A run's params as they were stored, without what else is kept with a run."""
        return cls.from_mapping({name: value for name, value in params.items() if name not in KEPT_BESIDE})

    @classmethod
    def threshold_of(cls, params: Mapping[str, Any]) -> float:
        """The confidence that a run asked for, from its params as they were stored; of an old run, that may be none."""
        return float(params.get("confidence_threshold", cls().confidence_threshold))

    def to_mapping(self) -> dict[str, Any]:
        return asdict(self)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_count(value: object, *, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _require(name: str, holds: bool, what: str) -> None:
    if not holds:
        raise ConfigurationError(f"param {name} must be {what}")
