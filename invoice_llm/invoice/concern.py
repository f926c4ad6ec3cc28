"""Why a document is where it is, as data. Sentences are made of it in :mod:`invoice_llm.invoice.telling` alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from invoice_llm.invoice.outcome import Reason, reason_of
from invoice_llm.invoice.statements import Statement

Value = str | tuple[str, ...]
"""Numbers with a point, days as ISO 8601; several of a kind in a tuple."""

SAYS, RULE, TEXT = "says", "rule", "text"
"""Keys of a concern's values: its statement, the check that it comes from, and words that are not ours."""


@dataclass(frozen=True, slots=True)
class Concern:
    """One cause of an outcome, or what a person did about it, which has no ``reason``.

    ``fields`` are the paths of the values that it is about. ``values`` are what its sentence names; under ``says``
    stands the code of a :class:`Statement`, under ``rule`` the number of a check. Under ``text`` stands what was stored
    as words before there were concerns.
    """

    reason: Reason | None
    fields: tuple[str, ...] = ()
    values: Mapping[str, Value] = field(default_factory=dict)

    @classmethod
    def saying(cls, reason: Reason | None, says: Statement, *fields: str, **values: Value) -> Concern:
        """A concern with a statement and what it names."""
        return cls(reason, fields, {SAYS: str(says), **values})

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Concern:
        """The concern of a stored object. Raises ``KeyError`` for a reason that this version does not know."""
        values = {name: tuple(value) if isinstance(value, list) else value for name, value in told["values"].items()}
        return cls(told["reason"] and reason_of(told["reason"]), tuple(told["fields"]), values)

    def to_json(self) -> dict[str, Any]:
        """The object that is stored and written."""
        values = {name: list(value) if isinstance(value, tuple) else value for name, value in self.values.items()}
        return {"reason": self.reason and str(self.reason), "fields": list(self.fields), "values": values}


def reasons_in(concerns: Iterable[Concern]) -> tuple[Reason, ...]:
    """The reasons of concerns, each once, in their order."""
    return tuple(dict.fromkeys(concern.reason for concern in concerns if concern.reason is not None))
