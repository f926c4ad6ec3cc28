"""Cheap answers: any strict JSON schema filled in, with the values that a synthetic invoice prints after its labels."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from invoice_llm.invoice.answers.short_answer import WIRE_KEYS

Json = dict[str, Any]

_LABELS = {
    "invoice_number": r"Invoice number",
    "issue_date": r"Invoice date",
    "due_date": r"Due date",
    "total_net": r"Net total",
    "total_tax": r"VAT [\d.]+ ?%",
    "total_gross": r"Total(?: +[A-Z]{3})?",
    "purchase_order": r"Your order",
    "iban": r"IBAN",
    "seller.vat_id": r"VAT No",
}
_PRINTED = {path: re.compile(rf"(?:^|  ){label}:? +(\S.*?)(?=  |$)", re.MULTILINE) for path, label in _LABELS.items()}
_PLAIN: Json = {"string": "none", "array": [], "number": 0.5, "integer": 1, "boolean": False, "null": None}
_DOCUMENT = re.compile(r"<document>\s*(.*?)\s*</document>", re.DOTALL)
_EXTRACTION = re.compile(r"<extraction>\s*(.*?)\s*</extraction>", re.DOTALL)


def answer(request: Mapping[str, Any]) -> str:
    """The content of the answer to one request: JSON by its schema, or a word where none was asked for."""
    wanted = request.get("response_format") or {}
    return by_schema(wanted["json_schema"]["schema"], request) if wanted.get("type") == "json_schema" else "Understood."


def by_schema(schema: Mapping[str, Any], request: Mapping[str, Any]) -> str:
    """JSON by this schema, with what the request's document prints."""
    said = str(request["messages"][-1].get("content", ""))
    texts = [str(message.get("content", "")) for message in request["messages"] if message.get("role") == "user"]
    found = _values(texts[0] if texts else said)
    return json.dumps(fill(schema, schema.get("$defs", {}), found), ensure_ascii=False, separators=(",", ":"))


def fill(schema: Mapping[str, Any], shared: Mapping[str, Any], values: Mapping[str, Any], path: str = "") -> Any:
    """Something that meets a strict schema: a value by its path where there is one, else null, the first choice, an
    empty list."""
    if path in values:
        return values[path]
    if schema.get("type") == "object":
        inside = f"{path}." if path else ""
        return {name: fill(child, shared, values, inside + name) for name, child in schema["properties"].items()}
    if "$ref" in schema:
        return fill(shared[schema["$ref"].rsplit("/", 1)[-1]], shared, values, path)
    if "anyOf" in schema:
        nullable = any(choice.get("type") == "null" for choice in schema["anyOf"])
        return None if nullable else fill(schema["anyOf"][0], shared, values, path)
    return schema["enum"][0] if "enum" in schema else schema.get("const", _PLAIN.get(schema.get("type", "null")))


def _values(said: str) -> Json:
    """What is known about the answer, by the path in it."""
    document = _DOCUMENT.search(said)
    values: Json = {"model_type": "generic_fallback", "confidence": 0.9}
    if extraction := _EXTRACTION.search(said):
        fields = list(json.loads(extraction[1]))
        values |= {"verdicts": [_confirmed(field) for field in fields], "v": [f"{field}=ok" for field in fields]}
    elif document:
        read = _read(document[1])
        values |= {**read, "v": [f"{WIRE_KEYS[path]}={value}" for path, value in read.items()]}
    return values


def _confirmed(field: str) -> Json:
    return {"field": field, "verdict": "correct", "printed": None, "reason": "printed beside its label"}


def _read(text: str) -> Json:
    """The labelled values of an invoice; its first line is the supplier, up to a wide gap."""
    values: Json = {path: found[1] for path, printed in _PRINTED.items() if (found := printed.search(text))}
    if "invoice_number" not in values:
        return {}
    first = text.splitlines()[0].strip()
    values |= {"doc_type": "invoice", "language": "en", "seller.name": re.split(r" {2,}", first)[0]}
    if currency := re.search(r"\b(EUR|USD|GBP)\b|[€$£]", text):
        values["currency"] = currency[0]
    return values
