"""Formats that a person may write into a field: text, an ISO date, a decimal with a point, true or false."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from invoice_llm.invoice.fields import OWN
from invoice_llm.invoice.own_fields import OwnField
from invoice_llm.invoice.paths import NoSuchField, Part, join
from invoice_llm.invoice.schema import Invoice

_DECIMAL = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LONGEST = 2000


class BadValue(Exception):
    """The value cannot be; the message is a sentence for the person."""


def field_type(parts: tuple[Part, ...], own: Sequence[OwnField] = ()) -> Any:
    """Type of the field at this path, which may be one of the ``own`` ones: a plain type or a ``Literal``. Raises
    ``NoSuchField``."""
    if parts[0] == OWN and len(parts) > 1:
        return _own_type(join(parts), own)
    here: Any = Invoice
    for part in parts:
        here = _item(here) if isinstance(part, int) else _member(here, part)
    return here


def _own_type(path: str, own: Sequence[OwnField]) -> type:
    field = next((field for field in own if field.path == path), None)
    if field is None:
        raise NoSuchField(path)
    return {"date": date, "amount": Decimal, "number": Decimal}.get(field.type, str)


def as_json(text: str, kind: Any) -> Any:
    """The value as it stands in JSON. Raises ``BadValue``."""
    text = text.strip()
    if len(text) > _LONGEST:
        raise BadValue(f"At most {_LONGEST} characters.")
    if kind is Decimal:
        return _decimal(text)
    if kind is date:
        return _day(text)
    if kind is bool:
        return _truth(text)
    if get_origin(kind) is Literal:
        return _one_of(text, get_args(kind))
    if kind is str:
        return text
    raise BadValue("This is a group of fields; give its fields one by one.")


def _decimal(text: str) -> str:
    if not _DECIMAL.fullmatch(text):
        raise BadValue("Write the number with a point before the decimals and nothing between the thousands: 1234.50.")
    if len(text) > 30:
        raise BadValue("The number is too long.")
    return format(Decimal(text), "f")


def _day(text: str) -> str:
    if not _ISO.fullmatch(text):
        raise BadValue("Write the date as year-month-day: 2026-11-30.")
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise BadValue("There is no such day.") from None


def _truth(text: str) -> bool:
    if text not in ("true", "false"):
        raise BadValue("Write true or false.")
    return text == "true"


def _one_of(text: str, known: tuple[str, ...]) -> str:
    if text not in known:
        raise BadValue(f"Use one of {', '.join(known)}.")
    return text


def _member(kind: Any, name: str) -> Any:
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)) or name not in kind.model_fields:
        raise NoSuchField(name)
    return _plain(kind.model_fields[name].annotation)


def _item(kind: Any) -> Any:
    if get_origin(kind) is not tuple:
        raise NoSuchField("[]")
    return _plain(get_args(kind)[0])


def _plain(kind: Any) -> Any:
    """Without ``None`` and without what only limits the value."""
    if get_origin(kind) is Annotated:
        return _plain(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        (only,) = _some(kind)
        return _plain(only)
    return kind


def _some(kind: Any) -> Iterator[Any]:
    return (one for one in get_args(kind) if one is not type(None))
