"""One evaluation: every document with its verdicts, and under what it was read. Kept as ``report.json``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from pydantic import TypeAdapter, ValidationError

from invoice_llm.errors import ConfigurationError
from invoice_llm.evaluation.figures import whole
from invoice_llm.evaluation.scored import ScoredDocument

__all__ = ["Report", "ScoredDocument"]

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Report:
    """All documents of one evaluation. ``when`` is an ISO time in UTC, ``threshold`` the confidence needed to
    accept, ``prompts`` the versions of the prompts."""

    documents: tuple[ScoredDocument, ...]
    model: str
    route: str
    folder: str = ""
    when: str = ""
    package: str = ""
    prompts: tuple[str, ...] = ()
    tier: str = "auto"
    threshold: float | None = None

    def to_json(self) -> dict[str, Any]:
        """The object of ``eval --json``; shares are 0-1, or ``None`` where nothing was there to count."""
        return {
            "format": FORMAT,
            **_about(self),
            **whole(self.documents),
            "readings": _READINGS.dump_python(self.documents, mode="json"),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Raises ``ConfigurationError`` for what is no report, or one of another format."""
        if data.get("format") != FORMAT or "readings" not in data:
            raise ConfigurationError(
                "this is no report of an evaluation by this version; make it again with 'eval --out'"
            )
        about = {name: data[name] for name in _ABOUT if name in data}
        try:
            return cls(_READINGS.validate_python(data["readings"]), **about | {"prompts": tuple(data["prompts"])})
        except (ValidationError, TypeError, KeyError) as error:
            raise ConfigurationError(f"the report is damaged: {error}") from None


_ABOUT = ("model", "route", "folder", "when", "package", "prompts", "tier", "threshold")
_READINGS = TypeAdapter(tuple[ScoredDocument, ...])


def _about(report: Report) -> dict[str, Any]:
    return {name: getattr(report, name) for name in _ABOUT}
