"""Column types that behave alike in SQLite and Postgres."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

_NOT_STORABLE = re.compile("[\x00\x1b\ud800-\udfff]")
_ESCAPED = re.compile("\x1b([0-9a-f]{4})")


class AnyText(TypeDecorator[str]):
    """Text that may hold what a database refuses: NUL, and the surrogates that stand for a name that is not UTF-8.

    Each such character is stored as ESC and four hex digits and comes back as it was; all other text is untouched.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        if value is None or not _NOT_STORABLE.search(value):
            return value
        return _NOT_STORABLE.sub(lambda match: f"\x1b{ord(match.group()):04x}", value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        if value is None or "\x1b" not in value:
            return value
        return _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), value)


class SortedText(AnyText):
    """Text that is ordered by its characters' numbers, so that what begins alike stands together in an index."""

    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text(collation="C") if dialect.name == "postgresql" else Text())


class UtcTime(TypeDecorator[datetime]):
    """An aware ``datetime``, kept in UTC; SQLite has no time zones and gets it without."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
