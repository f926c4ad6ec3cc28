"""A short answer to the extraction question: ``key=value`` for what is printed, rows without keys for lines.

Output tokens are most of a bill, so keys are one word each, what is not printed is left out, and a line is a row of
cells in a fixed order. It says the same as a :class:`PrintedInvoice`, and a whole one is taken for an answer as well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, ClassVar, get_args

from pydantic import BaseModel, ConfigDict, model_validator

from invoice_llm.invoice.paths import get, put
from invoice_llm.invoice.printed import PrintedInvoice
from invoice_llm.invoice.schema import DocType

WIRE_KEYS: Mapping[str, str] = {
    "doc_type": "kind",
    "language": "language",
    "invoice_number": "number",
    "issue_date": "date",
    "due_date": "due",
    "delivery_date": "delivered",
    "currency": "currency",
    "seller.name": "seller",
    "seller.vat_id": "seller_vat",
    "seller.tax_id": "seller_tax",
    "seller.address": "seller_address",
    "buyer.name": "buyer",
    "buyer.vat_id": "buyer_vat",
    "buyer.tax_id": "buyer_tax",
    "buyer.address": "buyer_address",
    "purchase_order": "order",
    "customer_number": "customer",
    "delivery_note_ref": "delivery_note",
    "preceding_invoice": "corrects",
    "iban": "iban",
    "bic": "bic",
    "prices_include_tax": "gross_prices",
    "sum_lines_net": "subtotal",
    "allowances_charges": "charge",
    "total_net": "net",
    "taxes": "rate",
    "total_tax": "tax",
    "total_gross": "total",
    "paid_amount": "paid",
    "previous_balance": "previous",
    "amount_due": "payable",
    "payment_terms": "terms",
}
"""A word for each key of an answer but the lines."""
ROWS = "rows"
"""The word for the lines."""
EVERY_WORD = (*WIRE_KEYS.values(), ROWS)
CELLS = ("description", "quantity", "unit", "unit_price", "tax_rate", "line_total", "item_code")
"""Cells of a row, in their order; the last one may be missing."""
_KEYS = {word: key for key, word in WIRE_KEYS.items()} | {key: key for key in WIRE_KEYS}
_PARTS = {"taxes": ("rate", "base", "amount"), "allowances_charges": ("kind", "reason", "amount")}
_FLAGS = {"yes": True, "true": True, "no": False, "false": False}


class ShortValues(BaseModel):
    """``v`` are values as ``key=value``; of a tax and a charge the parts stand between bars. No lines."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    also: ClassVar[tuple[type[BaseModel], ...]] = (PrintedInvoice,)
    """Answers of these classes are taken as well."""

    v: list[str]

    @model_validator(mode="before")
    @classmethod
    def _shortened(cls, told: Any) -> Any:
        """Lines that nobody asked for are no part of it."""
        short = _short(told) if isinstance(told, PrintedInvoice) else told
        unasked = {ROWS} - cls.model_fields.keys()
        return {key: value for key, value in short.items() if key not in unasked} if isinstance(short, dict) else short

    @property
    def lines(self) -> list[list[str]]:
        """Lines as cells."""
        return []

    @property
    def keys(self) -> tuple[str | None, ...]:
        """The answer key of each value; ``None`` for a word that nobody asked for."""
        return tuple(_KEYS.get(one.partition("=")[0].strip()) for one in self.v)

    def own(self, names: Collection[str]) -> dict[str, str | None]:
        """Values of the own fields with these names."""
        said = (one.partition("=")[::2] for one in self.v)
        return {name: value.strip() for key, value in said if (name := key.strip()) in names and value.strip()}

    def told(self) -> Iterator[tuple[str, str]]:
        """Values by answer key, those of the same key in their order."""
        for key, one in zip(self.keys, self.v, strict=True):
            value = one.partition("=")[2].strip()
            if key and value:
                yield key, value

    def printed(self, beside: PrintedInvoice, unless: frozenset[str] = frozenset()) -> PrintedInvoice:
        """The same as a whole reading. Of the keys ``unless`` it has the values of the reading ``beside`` where it
        says nothing itself; of all others, nothing."""
        whole = _nothing()
        other = beside.model_dump()
        for key in unless:
            put(whole, key, get(other, key))
        given = list(self.told())
        for key, value in given:
            if key not in _PARTS and (taken := _value(key, value)) is not None:
                put(whole, key, taken)
        for key, names in _PARTS.items():
            if rows := [row for told, value in given if told == key and (row := _parts(key, names, value))]:
                whole[key] = rows
        if self.lines:
            whole["lines"] = [_line(row) for row in self.lines]
        kind = whole["doc_type"]
        return PrintedInvoice.model_validate(
            {**whole, "doc_type": kind or beside.doc_type, "says_kind": kind is not None}
        )


class ShortAnswer(ShortValues):
    """Values and ``rows``, the lines as cells."""

    rows: list[list[str]]

    @model_validator(mode="after")
    def _whole(self) -> ShortAnswer:
        """A row with other cells than were asked for could be read in several ways."""
        for row in self.rows:
            if len(row) not in (len(CELLS) - 1, len(CELLS)):
                raise ValueError(f"a row has {len(row)} cells, not {len(CELLS)}")
        return self

    @property
    def lines(self) -> list[list[str]]:
        """Lines as cells."""
        return self.rows


def _nothing() -> dict[str, Any]:
    party = dict.fromkeys(("name", "vat_id", "tax_id", "address"))
    lists: dict[str, Any] = {"taxes": [], "allowances_charges": [], "lines": []}
    return {
        **dict.fromkeys(PrintedInvoice.model_fields),
        "seller": dict(party),
        "buyer": dict(party),
        "own": {},
        **lists,
    }


def _value(key: str, value: str) -> str | bool | None:
    if key == "doc_type":
        return value if value in get_args(DocType) else None
    return _FLAGS.get(value.casefold()) if key == "prices_include_tax" else value


def _parts(key: str, names: tuple[str, ...], value: str) -> dict[str, str | None] | None:
    """A tax or a charge; ``None`` for what is neither."""
    parts = [part.strip() or None for part in value.split("|")]
    if len(parts) != len(names) or (key == "allowances_charges" and parts[0] not in ("allowance", "charge")):
        return None
    return dict(zip(names, parts, strict=True))


def _line(row: list[str]) -> dict[str, str | None]:
    cells = [cell.strip() or None for cell in row]
    return dict(zip(CELLS, [*cells, *[None] * (len(CELLS) - len(cells))], strict=True))


def _short(read: PrintedInvoice) -> dict[str, Any]:
    told = read.model_dump()
    values = []
    for key, word in WIRE_KEYS.items():
        value = get(told, key)
        if key in _PARTS:
            values += [f"{word}={_bars(row, _PARTS[key])}" for row in value]
        elif isinstance(value, bool):
            values.append(f"{word}={'yes' if value else 'no'}")
        elif value:
            values.append(f"{word}={value}")
    values += [f"{name}={value}" for name, value in read.own.items() if value]
    return {"v": values, "rows": [[line[cell] or "" for cell in CELLS] for line in told["lines"]]}


def _bars(row: Mapping[str, str | None], names: tuple[str, ...]) -> str:
    return "|".join((row[name] or "").replace("|", "/") for name in names)
