"""Bodies of answers in one form, that of a chat completion, whatever a server or a gateway has made of it: a stream
that nobody asked for, an envelope, JSON in a text, another API's form.

Nothing is made up: a body in which no answer is found stays as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

_ENVELOPES = ("data", "response", "result", "body", "completion", "output", "choices_response")
_DEEPEST = 3
_DECODER = json.JSONDecoder()
_TEXT_KEYS = ("content", "reasoning_content", "reasoning", "refusal")
Json = dict[str, Any]


def read_json(body: str) -> Any:
    """What a body holds. Raises ``ValueError`` for what is neither JSON nor a stream of it."""
    text = body.lstrip("\ufeff \t\r\n")
    if text.startswith(("data:", "event:", "id:", ":", "retry:")):
        return _joined(list(_events(text)))
    try:
        return _opened(_one_value(text), _DEEPEST)
    except RecursionError:
        raise ValueError("nested too deep") from None


def _one_value(text: str) -> Any:
    """The one JSON value of a text. Behind an answer there may stand what a proxy adds, or the same answer again."""
    value, end = _DECODER.raw_decode(text)
    rest = text[end:].strip()
    if rest and (not has_answer(value) or (rest.startswith("{") and _one_value(rest) != value)):
        raise ValueError("more than one value")
    return value


def has_answer(data: Any) -> bool:
    """True for a chat completion with at least one choice."""
    choices = data.get("choices") if isinstance(data, Mapping) else None
    return isinstance(choices, list) and bool(choices)


def _events(text: str) -> Iterator[Json]:
    """The objects of a stream of server-sent events; comments and the mark of the end are none."""
    for line in text.splitlines():
        name, _, said = line.partition(":")
        if name.strip() != "data" or said.strip() in ("", "[DONE]"):
            continue
        event = json.loads(said)
        if isinstance(event, dict):
            yield event


def _joined(events: list[Json]) -> Json:
    """A stream as the one answer that it was cut into. One that tells of an error is that error."""
    if not events:
        raise ValueError("a stream without events")
    if (failed := next((event for event in events if event.get("error")), None)) is not None:
        return failed
    whole: Json = {}
    message: Json = {"role": "assistant"}
    finish = None
    for event in events:
        whole |= {name: value for name, value in event.items() if value is not None and name != "choices"}
        for choice in _choices(event):
            _add(message, choice.get("delta") or choice.get("message") or {"content": choice.get("text")})
            finish = choice.get("finish_reason") or finish
            whole |= {"usage": choice["usage"]} if isinstance(choice.get("usage"), Mapping) else {}
    if not any(_choices(event) for event in events):
        return dict(_opened(events[-1], _DEEPEST))
    return {**whole, "choices": [{"index": 0, "message": message, "finish_reason": finish or "length"}]}


def _choices(event: Json) -> list[Json]:
    """Parts of the first choice alone."""
    given = event.get("choices")
    choices = given if isinstance(given, list) else []
    return [one for one in choices if isinstance(one, dict) and not one.get("index")]


def _add(message: Json, delta: Any) -> None:
    if not isinstance(delta, Mapping):
        return
    for name in _TEXT_KEYS:
        if isinstance(part := delta.get(name), str):
            message[name] = (message.get(name) or "") + part
    calls = delta.get("tool_calls")
    for call in calls if isinstance(calls, list) else []:
        function = call.get("function") if isinstance(call, Mapping) else None
        if isinstance(function, Mapping) and isinstance(arguments := function.get("arguments"), str):
            known = message.setdefault("tool_calls", [{"function": {"arguments": ""}}])
            known[0]["function"]["arguments"] += arguments


def _opened(data: Any, depth: int) -> Any:
    """The chat completion in an envelope, a list of one, or a text; else the data as it is."""
    if has_answer(data) or depth == 0:
        return data
    if isinstance(data, dict) and (chat := _as_chat(data)) is not None:
        return chat
    found = (_opened(inner, depth - 1) for inner in _inside(data))
    return next((one for one in found if has_answer(one)), data)


def _inside(data: Any) -> list[Any]:
    """What an answer may stand in."""
    if isinstance(data, str):
        return [_text_in(data)]
    if isinstance(data, list):
        return data if len(data) == 1 else []
    return [data[name] for name in _ENVELOPES if data.get(name)] if isinstance(data, dict) else []


def _text_in(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _as_chat(data: Json) -> Json | None:
    """An answer of another API as a chat completion; ``None`` for what is none of them."""
    said = _said(data)
    if said is None:
        return None
    message, finish = said
    kept: Json = {name: value for name, value in data.items() if name in ("model", "service_tier")}
    counted = data if "eval_count" in data else data.get("usage") or data.get("usageMetadata")
    return {**kept, "usage": counted, "choices": [{"index": 0, "message": message, "finish_reason": finish}]}


def _said(data: Json) -> tuple[Json, Any] | None:
    """Message and reason to end, by the keys of each API."""
    readers = (_messages, _responses, _converse, _generated, _local, _text)
    return next((said for read in readers if (said := read(data)) is not None), None)


def _messages(data: Json) -> tuple[Json, Any] | None:
    content = data.get("content")
    return ({"content": content}, data["stop_reason"]) if isinstance(content, list) and "stop_reason" in data else None


def _responses(data: Json) -> tuple[Json, Any] | None:
    output = data.get("output")
    if not isinstance(output, list) or data.get("object") != "response":
        return None
    said = [part for one in output if isinstance(one, dict) and one.get("type") == "message" for part in _list(one)]
    return {"content": said}, "length" if data.get("status") == "incomplete" else "stop"


def _list(message: Json) -> list[Any]:
    content = message.get("content")
    return content if isinstance(content, list) else [content]


def _converse(data: Json) -> tuple[Json, Any] | None:
    output = data.get("output")
    message = output.get("message") if isinstance(output, dict) else None
    return (message, data.get("stopReason")) if isinstance(message, dict) else None


def _generated(data: Json) -> tuple[Json, Any] | None:
    candidates = data.get("candidates")
    if not isinstance(candidates, list) or not candidates or not isinstance(candidates[0], dict):
        return None
    content = candidates[0].get("content")
    parts = content.get("parts") if isinstance(content, dict) else None
    return {"content": parts}, candidates[0].get("finishReason")


def _local(data: Json) -> tuple[Json, Any] | None:
    message = data.get("message")
    return (message, data.get("done_reason") or "stop") if isinstance(message, dict) and "done" in data else None


def _text(data: Json) -> tuple[Json, Any] | None:
    text, details = data.get("generated_text"), data.get("details")
    finish = details.get("finish_reason") if isinstance(details, dict) else "stop"
    return ({"content": text}, finish) if isinstance(text, str) else None
