"""Lesson of one decided invoice about its supplier. Plain values, JSON in and out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any, Literal, Self

from invoice_llm.invoice.amounts import DecimalMark
from invoice_llm.invoice.schema import DocType
from invoice_llm.reading.evidence.page_cells import Surroundings
from invoice_llm.reading.memory.sightings import SightingKind
from invoice_llm.vocabulary.dates import DateOrder

TaughtBy = Literal["person", "xml", "accepted"]
"""A person's decision, exact data, or a document that was accepted on evidence alone: that one only confirms."""


@dataclass(frozen=True, slots=True)
class ValuePlace:
    """Place of a value. ``shape`` is its form, ``words`` how many words it had, ``places`` its surroundings: several
    where the page showed it more than once and no label told which one is meant."""

    kind: SightingKind
    shape: str
    words: int
    places: tuple[Surroundings, ...]


@dataclass(frozen=True, slots=True)
class FrameCell:
    """A cell that has words, numbers as 0, with its edges: a part of the layout."""

    text: str
    x0: float
    x1: float
    y: float


@dataclass(frozen=True, slots=True)
class Lesson:
    """``names`` are the texts that stand for the same value on every invoice, as printed, by path. ``bank_numbers`` are
    the digits of accounts and banks that the page prints and that are no IBAN. ``frame`` is the layout; ``columns`` are
    the headings of the table's columns by their kind. ``denied`` are places that older lessons have for a value and
    that are wrong on this invoice."""

    doc_type: DocType = "invoice"
    language: str | None = None
    order: DateOrder | None = None
    mark: DecimalMark | None = None
    currency: str | None = None
    currency_word: str | None = None
    number_shape: str | None = None
    order_shape: str | None = None
    rates: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    bank_numbers: tuple[str, ...] = ()
    total: Decimal | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, ValuePlace] = field(default_factory=dict)
    same_as: Mapping[str, str] = field(default_factory=dict)
    absent: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    denied: Mapping[str, tuple[Surroundings, ...]] = field(default_factory=dict)
    frame: tuple[FrameCell, ...] = ()

    def to_json(self) -> dict[str, Any]:
        told = {one.name: getattr(self, one.name) for one in fields(self)}
        return told | {
            "total": None if self.total is None else str(self.total),
            "values": {
                path: _told(one) | {"places": tuple(map(_told, one.places))} for path, one in self.values.items()
            },
            "denied": {path: tuple(map(_told, many)) for path, many in self.denied.items()},
            "frame": tuple(map(_told, self.frame)),
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        values = {path: _value_place(one) for path, one in told["values"].items()}
        denied = {path: tuple(Surroundings(**one) for one in many) for path, many in told["denied"].items()}
        return cls(
            **{
                **told,
                "total": None if told["total"] is None else Decimal(told["total"]),
                "values": values,
                "denied": denied,
                "frame": tuple(FrameCell(**one) for one in told["frame"]),
                **{name: tuple(told.get(name, ())) for name in ("rates", "accounts", "bank_numbers", "absent")},
            }
        )


def _told(one: ValuePlace | Surroundings | FrameCell) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__slots__}


def _value_place(told: Mapping[str, Any]) -> ValuePlace:
    places = tuple(Surroundings(**one) for one in told["places"])
    return ValuePlace(told["kind"], told["shape"], told["words"], places)
