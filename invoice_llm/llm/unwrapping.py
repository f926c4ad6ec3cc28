"""JSON out of what models put around it: thinking, fences, prose, tool calls, parts.

Nothing is guessed: a JSON object has to stand whole in the text, in JSON's own signs or in what people and small models
write for them (:mod:`loose_json`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from invoice_llm.llm.loose_json import strict_json

_NAMES = r"think|thinking|thought|thoughts|reasoning|reflection|scratchpad|analysis|seed:think"
_THINKING = (
    re.compile(rf"<({_NAMES})\b[^>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE),
    re.compile(r"\[THINK\].*?\[/THINK\]", re.DOTALL),
    re.compile(r"<\|channel\|>\s*(?:analysis|commentary)\b.*?(?=<\|channel\|>\s*final|<\|end\|>|$)", re.DOTALL),
)
_UNOPENED = re.compile(rf"^.*</(?:{_NAMES})\s*>|^.*\[/THINK\]", re.DOTALL | re.IGNORECASE)
_UNCLOSED = re.compile(rf"<(?:{_NAMES})\b[^>]*>.*$", re.DOTALL | re.IGNORECASE)
_MARKS = re.compile(r"<\|[^|<>]{1,40}\|>")
_THOUGHT_PARTS = ("thinking", "reasoning", "redacted_thinking")
_WRAPPERS = ("arguments", "parameters", "input")
_MOST_CANDIDATES, _MOST_LOOSE = 20, 5
_DECODER = json.JSONDecoder()


def content_of(message: Mapping[str, Any]) -> str | None:
    """The text that a message says: its content, whole or in parts, else the arguments of its call, else what stands in
    a field for reasoning, where servers put an answer that they took for thinking."""
    said, called = _content(message.get("content")), _arguments(message)
    if said and said.strip() and (called is None or "{" in said):
        return said
    if called is not None:
        return called
    for name in ("reasoning_content", "reasoning", "thinking"):
        thought = message.get(name)
        if isinstance(thought, str) and "{" in thought:
            return thought
    return said


def _content(content: Any) -> str | None:
    if isinstance(content, str):
        return content
    if isinstance(content, Mapping):
        return json.dumps(content, ensure_ascii=False)
    if not isinstance(content, list):
        return None
    texts = [_part(part) for part in content]
    return "".join(text for text in texts if text)


def _part(part: Any) -> str | None:
    if isinstance(part, str):
        return part
    if not isinstance(part, Mapping) or part.get("type") in _THOUGHT_PARTS:
        return None
    text = part.get("text")
    return str(text.get("value", "")) if isinstance(text, Mapping) else text if isinstance(text, str) else None


def _arguments(message: Mapping[str, Any]) -> str | None:
    """Arguments of the call that the message makes, be it more than once."""
    calls = message.get("tool_calls")
    made = [call.get("function") for call in calls if isinstance(call, Mapping)] if isinstance(calls, list) else []
    made = made or [message.get("function_call")]
    given = [call.get("arguments") for call in made if isinstance(call, Mapping)]
    if not given or any(one != given[0] for one in given):
        return None
    return given[0] if isinstance(given[0], str) else json.dumps(given[0], ensure_ascii=False)


def without_thinking(text: str) -> str:
    """Rest of a text once the model has stopped thinking aloud."""
    for block in _THINKING:
        text = block.sub("", text)
    text = _UNOPENED.sub("", text)
    return _MARKS.sub("", _UNCLOSED.sub("", text))


def candidates(text: str) -> Iterator[str]:
    """The text itself, then each JSON object in it, without the thinking, and what such an object wraps."""
    yield text
    said = without_thinking(text)
    found = list(_objects(said)) or list(_objects(text))
    found = [*found[:_MOST_CANDIDATES], *_loose_objects(said)]
    for candidate in found:
        if candidate != text:
            yield candidate
        yield from _wrapped(candidate)


def _objects(text: str) -> Iterator[str]:
    """Every outermost JSON object; a text that is JSON itself, in quotes, is looked into."""
    stripped = text.strip()
    if stripped.startswith('"') and (inner := _quoted(stripped)) is not None:
        text = inner
    at = text.find("{")
    while at >= 0:
        try:
            value, end = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            if isinstance(value, dict) and value:
                yield text[at:end]
        at = text.find("{", end)


def _loose_objects(text: str) -> Iterator[str]:
    """The outermost objects that are none for a strict reader, made strict."""
    at = text.find("{")
    for _ in range(_MOST_LOOSE):
        if at < 0:
            return
        try:
            strict, end = strict_json(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            if text[at:end] != strict and len(strict) > len("{}"):
                yield strict
        at = text.find("{", end)


def _quoted(text: str) -> str | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, str) else None


def _wrapped(candidate: str) -> Iterator[str]:
    """The arguments of a call that was written as text, and the only object under the only key."""
    data = json.loads(candidate)
    inside = [data.get(name) for name in _WRAPPERS]
    if len(data) == 1:
        inside += data.values()
    inside = [inner[0] if isinstance(inner, list) and len(inner) == 1 else inner for inner in inside]
    for inner in inside:
        if isinstance(inner, dict):
            yield json.dumps(inner, ensure_ascii=False)
        elif isinstance(inner, str) and inner.lstrip().startswith("{"):
            yield inner


def completed(text: str, schema: Mapping[str, Any]) -> Any:
    """The JSON with ``null`` for values that it leaves out and that may be ``null``, and without keys that nobody asked
    for; numbers as they were written. ``None`` where fewer than half of the keys are those of the schema: then it is
    an answer to another question."""
    try:
        data = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError):
        return None
    keys = schema.get("properties", {})
    if not isinstance(data, dict) or not keys or 2 * len(set(_respelled(data, keys)) & set(keys)) < len(keys):
        return None
    return _filled(data, schema, schema.get("$defs", {}))


def _respelled(data: Mapping[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    """The object with its keys as they were asked for, where they differ in case and separators only."""
    known = {_letters(key): key for key in keys}
    said = {known.get(_letters(name), name): value for name, value in data.items() if name not in known.values()}
    return {**said, **{name: value for name, value in data.items() if name in known.values()}}


def _letters(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def _filled(data: Any, schema: Mapping[str, Any], shared: Mapping[str, Any]) -> Any:
    schema = _resolved(schema, shared)
    if isinstance(data, dict) and "properties" in schema:
        data = _respelled(data, schema["properties"])
        return {
            name: _filled(data[name], child, shared) if name in data else _empty(child)
            for name, child in schema["properties"].items()
            if name in data or _may_be_empty(child, shared)
        }
    if isinstance(data, list) and "items" in schema:
        return [_filled(one, schema["items"], shared) for one in data]
    return data


def _resolved(schema: Mapping[str, Any], shared: Mapping[str, Any]) -> Mapping[str, Any]:
    """Schema behind references, and of what a value may be besides ``null``."""
    if "$ref" in schema:
        return _resolved(shared.get(str(schema["$ref"]).rsplit("/", 1)[-1], {}), shared)
    choices = [choice for choice in schema.get("anyOf", ()) if choice.get("type") != "null"]
    return _resolved(choices[0], shared) if len(choices) == 1 else schema


def _may_be_empty(schema: Mapping[str, Any], shared: Mapping[str, Any]) -> bool:
    return _is_nullable(schema) or _resolved(schema, shared).get("type") == "array"


def _empty(schema: Mapping[str, Any]) -> list[Any] | None:
    return None if _is_nullable(schema) else []


def _is_nullable(schema: Mapping[str, Any]) -> bool:
    return any(choice.get("type") == "null" for choice in schema.get("anyOf", ()))


__all__ = ["candidates", "completed", "content_of", "without_thinking"]
