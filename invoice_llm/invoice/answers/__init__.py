"""Schemas of the answers to detection and validation; the extraction call answers a ``PrintedInvoice``, or a
``ShortAnswer``."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, model_validator

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


class ShortVerdicts(_Answer):
    """The same in few tokens: ``field=ok``, ``field=none``, ``field=unsure``, or the value that is printed instead."""

    also: ClassVar[tuple[type[BaseModel], ...]] = (ValidationAnswer,)
    v: list[str]

    @model_validator(mode="before")
    @classmethod
    def _shortened(cls, told: Any) -> Any:
        return {"v": [_short(one) for one in told.verdicts]} if isinstance(told, ValidationAnswer) else told

    @property
    def verdicts(self) -> tuple[FieldVerdict, ...]:
        """The verdicts one by one."""
        return tuple(_verdict(*one.partition("=")[::2]) for one in self.v)


_SAID: dict[str, Literal["correct", "wrong", "not_printed", "unsure"]] = {
    "ok": "correct",
    "wrong": "wrong",
    "none": "not_printed",
    "unsure": "unsure",
}
_WORDS = {verdict: word for word, verdict in _SAID.items()}


def _short(one: FieldVerdict) -> str:
    told = one.printed if one.verdict != "correct" and one.printed else _WORDS[one.verdict]
    return f"{one.field}={told}"


def _verdict(field: str, said: str) -> FieldVerdict:
    known = _SAID.get(said.strip())
    printed = None if known else said.strip() or None
    verdict = known or ("wrong" if printed else "unsure")
    return FieldVerdict(field=field.strip(), verdict=verdict, printed=printed, reason="")
