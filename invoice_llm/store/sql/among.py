"""A column's values among many, in one parameter, so that the statement is the same however many they are.

``IN`` with a parameter for each value is written anew for every number of them; with hundreds that takes longer than
to look them up.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Self

from sqlalchemy import ARRAY, BindParameter, Boolean, ColumnElement, Dialect, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeDecorator, TypeEngine

from invoice_llm.store.sql.columns import AnyText

_TEXT = AnyText()


class _Texts(TypeDecorator[Any]):
    """Many texts as one value: an array in Postgres, a JSON list in SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(Text()) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> Any:
        texts = list(value or ())
        if _TEXT.process_bind_param(joined := "".join(texts), dialect) != joined:
            texts = [_TEXT.process_bind_param(one, dialect) or "" for one in texts]
        return texts if dialect.name == "postgresql" else json.dumps(texts)


class _Among(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: OperatorType | None = None) -> Self:  # noqa: ARG002
        """The condition as it is: the ``= 1`` that SQLAlchemy puts behind a truth value keeps SQLite from its index."""
        return self


def among(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Check that a column of texts has one of the values that are given as ``name`` when the statement runs."""
    values: BindParameter[Any] = bindparam(name, type_=_Texts())
    return _Among(column, values)


@compiles(_Among, "sqlite")
def _in_list(element: _Among, compiler: Any, **options: Any) -> str:
    column, values = (compiler.process(one, **options) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - both are compiled


@compiles(_Among, "postgresql")
def _in_array(element: _Among, compiler: Any, **options: Any) -> str:
    column, values = (compiler.process(one, **options) for one in element.clauses)
    return f"{column} = ANY ({values})"
