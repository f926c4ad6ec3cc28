"""Evidence of a value's place, kept apart from the value: one entry a path (``seller.name``,
``lines[2].line_total``)."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Source = Literal["xml", "text", "ocr", "vision", "template", "human", "derived"]


class Evidence(BaseModel):
    """One value's place and how far it can be trusted.

    ``bbox`` is (x0, top, x1, bottom) in parts of the page, 0-1 from the top left corner. ``quote`` is the text as
    printed. ``confidence`` is ``None`` where nothing was weighed; ``reasons`` are codes of ``outcome.Reason``.
    ``reader`` is whose value it is where two readings were held against each other. ``signals`` are what the confidence
    was made from, by name, 0-1 each; what is 0 is left out.
    """

    model_config = ConfigDict(frozen=True)

    page: int | None = None
    bbox: tuple[float, float, float, float] | None = None
    quote: str | None = None
    source: Source
    confidence: float | None = Field(default=None, ge=0, le=1)
    reasons: tuple[str, ...] = ()
    reader: Literal["model", "labels", "both"] | None = None
    signals: dict[str, float] = Field(default_factory=dict)
