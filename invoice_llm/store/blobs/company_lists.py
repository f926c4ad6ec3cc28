"""The company's lists of suppliers and orders, read from CSV files at any URI that fsspec opens.

UTF-8 with a head row; parted by comma, semicolon or tab. Suppliers: ``name``, ``vat_id``, ``accounts`` (several parted
by ``|``), ``currency``. Orders: ``number``, ``supplier`` (its name or VAT id), ``currency``, ``open_amount`` (without
tax, with a point). Only ``name`` and ``number`` must be there; other columns are left alone.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from upath import UPath

from invoice_llm.errors import ConfigurationError
from invoice_llm.invoice.company_lists import CompanyLists, ListedOrder, ListedSupplier
from invoice_llm.invoice.currency import CODES

SUPPLIERS, ORDERS = "INVOICE_LLM_SUPPLIERS_FILE", "INVOICE_LLM_ORDERS_FILE"
_PARTED_BY = ",;\t"
_ACCOUNTS_PARTED_BY = "|"


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    currency: str | None = None

    @field_validator("*", mode="before")
    @classmethod
    def _nothing_for_blanks(cls, value: object) -> object:
        return None if isinstance(value, str) and not value.strip() else value

    @field_validator("currency")
    @classmethod
    def _code(cls, value: str | None) -> str | None:
        if value is not None and value.upper() not in CODES:
            raise ValueError("is no ISO 4217 code, e.g. EUR")
        return value and value.upper()


class _SupplierRow(_Row):
    name: str
    vat_id: str | None = None
    accounts: str | None = None

    def listed(self) -> ListedSupplier:
        accounts = (one.strip() for one in (self.accounts or "").split(_ACCOUNTS_PARTED_BY))
        return ListedSupplier(self.name, self.vat_id, tuple(filter(None, accounts)), self.currency)


class _OrderRow(_Row):
    number: str
    supplier: str | None = None
    open_amount: Decimal | None = Field(default=None, allow_inf_nan=False)

    def listed(self) -> ListedOrder:
        return ListedOrder(self.number, self.supplier, self.currency, self.open_amount)


_R = TypeVar("_R", bound=_Row)
_KEYS: dict[type[_Row], str] = {_SupplierRow: "name", _OrderRow: "number"}
_SAID = {"decimal_parsing": "is no number, e.g. 1234.50", "finite_number": "is no number, e.g. 1234.50"}
"""Words for kinds of pydantic's errors that a clerk may meet."""


def read_company_lists(suppliers: str | None, orders: str | None) -> CompanyLists:
    """The lists in these files; ``None`` for one that is not configured. Raises ``ConfigurationError`` with the
    variable, the file, the line and what is wrong there."""
    listed = None if suppliers is None else tuple(row.listed() for row in _rows(SUPPLIERS, suppliers, _SupplierRow))
    ordered = None if orders is None else tuple(row.listed() for row in _rows(ORDERS, orders, _OrderRow))
    return CompanyLists(listed, ordered)


def _rows(variable: str, uri: str, of: type[_R]) -> Iterator[_R]:
    text = _text(variable, uri)
    head = text.partition("\n")[0]
    delimiter = max(_PARTED_BY, key=head.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    at = f"{variable}={uri!r}"
    try:
        names = [name.strip().lower() for name in reader.fieldnames or ()]
        if _KEYS[of] not in names:
            raise ConfigurationError(f"{at}: the first line has no column {_KEYS[of]!r}; it has {', '.join(names)}")
        reader.fieldnames = names
        for row in reader:
            yield _checked(f"{at}, line {reader.line_num}", row, of)
    except csv.Error as error:
        raise ConfigurationError(f"{at}, line {reader.reader.line_num}: {error}") from None


def _text(variable: str, uri: str) -> str:
    try:
        return UPath(uri).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigurationError(f"{variable}={uri!r} is not in UTF-8; export it so") from None
    except (OSError, ValueError, ImportError) as error:
        why = getattr(error, "strerror", None) or error
        raise ConfigurationError(f"{variable}={uri!r} cannot be read ({why}); name a CSV file that can") from None


def _checked(at: str, row: dict[str, str], of: type[_R]) -> _R:
    """Raises ``ConfigurationError`` for a row with a wrong or a missing value, or with more cells than the head."""
    if None in row:
        raise ConfigurationError(f"{at}: more cells than the first line has columns")
    try:
        return of.model_validate(row)
    except ValidationError as error:
        first = error.errors()[0]
        column, given = first["loc"][0], first["input"]
        said = _SAID.get(first["type"]) or first["msg"].removeprefix("Value error, ")
        fault = "is missing" if given in (None, "") else f"{given!r} {said}"
        raise ConfigurationError(f"{at}: {column} {fault}") from None
