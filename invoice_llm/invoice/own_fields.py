"""Own fields: values that a user's books need and the catalogue does not know, such as a cost centre.

Declared in ``model.yaml``, read from the page, and kept in ``Invoice.own`` as text: a date as ISO 8601, an amount or a
number with a point. Their path in an invoice is ``own.<name>``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from invoice_llm.invoice.answers.short_answer import CELLS, WIRE_KEYS
from invoice_llm.invoice.field import InvoiceField
from invoice_llm.invoice.fields import FIELDS, OWN
from invoice_llm.invoice.paths import leaf, top
from invoice_llm.invoice.record import Record
from invoice_llm.invoice.schema import Invoice

OwnType = Literal["text", "reference", "date", "amount", "number"]
_NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")
_OF_RECORDS = ("detail", "rows", "total", "lines", "own")


class OwnField(BaseModel):
    """One own field. ``description`` tells a model what it is; ``labels`` are the words beside it on the page, by which
    the label reader finds it; ``stands`` says where, in words, for the model."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    type: OwnType = "text"
    description: str = Field(min_length=1, max_length=300)
    labels: tuple[str, ...] = ()
    stands: str | None = None

    @field_validator("name")
    @classmethod
    def _free(cls, name: str) -> str:
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name: 2 to 40 small letters, digits and underscores, a letter first")
        if name in taken_names():
            raise ValueError(f"{name!r} is the name of a field or column that exists already; give yours another name")
        return name

    @field_validator("labels")
    @classmethod
    def _said(cls, labels: tuple[str, ...]) -> tuple[str, ...]:
        if any(not re.search(r"\w", label) for label in labels):
            raise ValueError("a label needs at least one letter or digit")
        return labels

    @property
    def path(self) -> str:
        """Path of its value in an invoice."""
        return own_path(self.name)

    @property
    def note(self) -> str:
        """Description for a model."""
        labels = " or ".join(f'"{label}"' for label in self.labels)
        told = (self.description, f"printed beside {labels}" if labels else None, self.stands)
        return "; ".join(part for part in told if part)

    def value_of(self, text: str) -> str | Decimal | date:
        """The value that a kept text stands for. Raises ``ValueError`` where it is none of this type."""
        if self.type == "date":
            return date.fromisoformat(text)
        if self.type in ("amount", "number"):
            try:
                return Decimal(text)
            except InvalidOperation:
                raise ValueError(f"{text!r} is no number") from None
        return text


def own_path(name: str) -> str:
    """Path of the own field with this name."""
    return f"{OWN}.{name}"


def own_name(path: str) -> str | None:
    """Name of the own field at a path; ``None`` for a path of the catalogue."""
    return leaf(path) if top(path) == OWN and path != OWN else None


def merged_own(fields: Iterable[OwnField]) -> tuple[OwnField, ...]:
    """Fields by name; one that is declared again stands in place of the first."""
    return tuple({field.name: field for field in fields}.values())


def own_cells(invoice: Invoice | None, names: Iterable[str]) -> Mapping[str, str | None]:
    """The values under their names, ``None`` for what an invoice lacks."""
    return {name: invoice.own.get(name) if invoice else None for name in names}


@cache
def taken_names() -> frozenset[str]:
    """Names that an own field may not have, since something else is called so in records, tables or answers."""
    return frozenset({*_of_fields(FIELDS), *Record.model_fields, *WIRE_KEYS.values(), *CELLS, *_OF_RECORDS})


def _of_fields(fields: Iterable[InvoiceField]) -> Iterable[str]:
    for field in fields:
        yield top(field.path)
        yield leaf(field.path).removesuffix("[]")
        yield from (top(name) for name in (field.answer, field.csv, field.truth) if name)
