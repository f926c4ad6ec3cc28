"""What is sent for one request, as a value: the bytes, and how far they get."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from tests.faults.faults import Fate, Fault
from tests.faults.schema_answers import answer

DEFAULT_CAP = 4_096
BYTES_PER_TOKEN = 4
HUGE_BYTES = 50_000_000
_PADDING = "[padding]"


class Way(Enum):
    """How far an answer gets."""

    WHOLE = auto()
    RESET_BEFORE = auto()
    RESET_WITHIN = auto()
    NEVER = auto()
    BYTE_BY_BYTE = auto()


@dataclass(frozen=True, slots=True)
class Reply:
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    way: Way = Way.WHOLE


@dataclass(frozen=True, slots=True)
class Thought:
    """What the model made of a request. Tokens as the provider counts and bills them."""

    content: str
    finish: str
    prompt: int
    cached: int
    completion: int


def think(request: Mapping[str, Any], size: int, fate: Fate) -> Thought:
    """The model's answer to a body of ``size`` bytes: never more tokens than the request allows."""
    cap = int(request.get("max_completion_tokens") or request.get("max_tokens") or DEFAULT_CAP)
    content = answer(request)
    tokens = max(len(content.encode()) // BYTES_PER_TOKEN, 1)
    prompt = prompt_tokens(size)
    cut = fate.fault in (Fault.CUT_OFF, Fault.HUGE) or tokens > cap
    return Thought(
        content=content[: min(len(content) // 2, cap * BYTES_PER_TOKEN)] if cut else content,
        finish="length" if cut else "stop",
        prompt=prompt,
        cached=int(prompt * fate.cached_share),
        completion=cap if cut else tokens,
    )


def prompt_tokens(size: int) -> int:
    return size // BYTES_PER_TOKEN


def completion(model: str, thought: Thought, fate: Fate, *, number: int, huge_bytes: int = HUGE_BYTES) -> Reply:
    """The answer to a request that was processed, spoilt as its fate will have it."""
    body = _body(model, thought, fate, number)
    if fate.fault is Fault.BAD_UTF8:
        body = body.replace(b'"content":"', b'"content":"\xff\xfe\xc3', 1)
    if fate.fault is Fault.HUGE:
        body = body.replace(_PADDING.encode(), b" " * huge_bytes, 1)
    ways = {
        Fault.RESET_LATE: Way.RESET_BEFORE,
        Fault.RESET_MID: Way.RESET_WITHIN,
        Fault.HANG: Way.NEVER,
        Fault.DRIP: Way.BYTE_BY_BYTE,
    }
    return Reply(body=body, way=Way.WHOLE if fate.fault is None else ways.get(fate.fault, Way.WHOLE))


def _body(model: str, thought: Thought, fate: Fate, number: int) -> bytes:
    message: dict[str, Any] = {"role": "assistant", "content": thought.content, "refusal": None}
    if fate.fault is Fault.REFUSAL:
        message |= {"content": None, "refusal": "I cannot help with that."}
    if fate.fault is Fault.OFF_SCHEMA:
        message["content"] = '{"note":"Here is the invoice you asked for."}'
    if fate.fault is Fault.HUGE:
        message["content"] = thought.content + _PADDING
    choices = [{"index": 0, "finish_reason": thought.finish, "logprobs": None, "message": message}]
    data = {
        "id": f"chatcmpl-{number}",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": model,
        "service_tier": fate.service_tier,
        "choices": [] if fate.fault is Fault.NO_CHOICES else choices,
        "usage": {
            "prompt_tokens": thought.prompt,
            "completion_tokens": thought.completion,
            "total_tokens": thought.prompt + thought.completion,
            "prompt_tokens_details": {"cached_tokens": thought.cached},
        },
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def unprocessed(fault: Fault, *, retry_after_s: int) -> Reply:
    """The answer to a request that no model has seen."""
    if fault is Fault.HTML:
        page = b"<!doctype html><html><body><h1>Please sign in to the network</h1></body></html>"
        return Reply(200, page, {"content-type": "text/html"})
    if fault is Fault.RESET_EARLY:
        return Reply(way=Way.RESET_BEFORE)
    if fault is Fault.RATE_LIMITED:
        return rate_limited(retry_after_s)
    statuses = {
        Fault.RATE_LIMITED_SILENT: (429, "rate_limit_exceeded"),
        Fault.QUOTA: (429, "insufficient_quota"),
        Fault.ERROR_500: (500, "server_error"),
        Fault.ERROR_503: (503, "overloaded"),
    }
    return error(*statuses[fault])


def rate_limited(after_s: float) -> Reply:
    return error(429, "rate_limit_exceeded", {"retry-after": str(math.ceil(after_s))})


def error(status: int, code: str, headers: Mapping[str, str] | None = None) -> Reply:
    """An error as OpenAI words it."""
    said = {"message": f"injected: {code}", "type": code, "code": code, "param": None}
    return Reply(status, json.dumps({"error": said}).encode(), headers or {})
