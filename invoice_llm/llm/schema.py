"""Answer classes as strict JSON schemas, made once each, and checked against the subset that providers take."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from invoice_llm.errors import ConfigurationError

_NOT_TAKEN = {
    "allOf",
    "not",
    "if",
    "then",
    "else",
    "oneOf",
    "prefixItems",
    "uniqueItems",
    "default",
    "patternProperties",
}


@lru_cache(maxsize=64)
def strict_schema(answer: type[BaseModel]) -> dict[str, Any]:
    """The schema of an answer class: every property required, no others allowed, no defaults.

    Raises ``ConfigurationError`` where the class says something that a strict schema cannot.
    """
    schema = answer.model_json_schema()
    for path, node in _objects(schema, "$"):
        if taken := _NOT_TAKEN & set(node):
            raise ConfigurationError(f"{answer.__name__} {path}: {', '.join(sorted(taken))} is not taken by providers")
        if node.get("type") == "object":
            if node.get("additionalProperties", False) is not False:
                raise ConfigurationError(
                    f"{answer.__name__} {path}: an object with free keys is not taken by providers"
                )
            node["additionalProperties"] = False
            node["required"] = list(node.get("properties", {}))
        node.pop("title", None)
        node.pop("description", None)
    return schema


def response_format(name: str, answer: type[BaseModel]) -> dict[str, Any]:
    """Response format of a request for an answer of this class."""
    return {"type": "json_schema", "json_schema": {"name": name, "strict": True, "schema": strict_schema(answer)}}


def _objects(node: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema in a schema; names of properties are not taken for keywords."""
    if isinstance(node, list):
        for index, item in enumerate(node):
            yield from _objects(item, f"{path}[{index}]")
    if not isinstance(node, dict):
        return
    yield path, node
    for key, child in node.items():
        if key in ("properties", "$defs"):
            for name, schema in child.items():
                yield from _objects(schema, f"{path}.{name}")
        elif key not in ("enum", "const", "required"):
            yield from _objects(child, f"{path}.{key}")
