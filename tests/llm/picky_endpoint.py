"""A server on a socket that takes requests in one dialect only and refuses all others in words of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.faults.schema_answers import by_schema
from tests.llm.scripted_endpoint import Endpoint, Reply

Json = dict[str, Any]
Wording = Literal["openai", "pydantic", "llama", "silent"]
WORDINGS: tuple[Wording, ...] = ("openai", "pydantic", "llama")
CORE = frozenset({"model", "messages"})
OPENAI = frozenset(
    {"temperature", "logprobs", "service_tier", "prompt_cache_key", "reasoning_effort", "max_completion_tokens"}
)
LOCAL = frozenset({"temperature", "max_tokens"})
_NO_STREAM: dict[Wording, str] = {
    "openai": "This model only supports streaming: set `stream` to true.",
    "pydantic": "stream must be True",
    "llama": "non-streaming requests are not supported",
    "silent": "",
}
INPUT_PRICE, OUTPUT_PRICE = 1, 2
"""USD a million tokens, and so micro-USD a token."""


def as_content(text: str) -> Json:
    return {"role": "assistant", "content": text}


def fenced(text: str) -> Json:
    return as_content(
        f"Here is the invoice you asked for:\n```json\n{text}\n```\nLet me know if {{anything}} is missing."
    )


def thinking(text: str) -> Json:
    return as_content(f'<think>The user wants JSON like {{"invoice_number": "?"}}. Let me see.</think>\n\n{text}')


def reasoned(text: str) -> Json:
    return {"role": "assistant", "content": None, "reasoning_content": f"I look at the page.\n{text}"}


def in_parts(text: str) -> Json:
    middle = len(text) // 2
    parts = [
        {"type": "thinking", "thinking": "Let me see {"},
        {"type": "text", "text": text[:middle]},
        {"type": "text", "text": text[middle:]},
    ]
    return {"role": "assistant", "content": parts}


def called(text: str) -> Json:
    function = {"name": "extract_invoice", "arguments": text}
    return {"role": "assistant", "content": None, "tool_calls": [{"id": "1", "type": "function", "function": function}]}


@dataclass(slots=True, kw_only=True)
class PickyEndpoint(Endpoint):
    """``keys`` are taken besides model and messages, ``forms`` as types of the response format (``None`` is none).

    ``streams_only`` refuses what does not ask for a stream, and answers in one. ``refusal`` refuses every request whose
    form is right; ``message`` wraps the answer. ``billed_micros`` is its own account of what it processed, ``refused``
    the numbers of the requests it did not.
    """

    replies: list[Reply] = field(default_factory=list)
    wording: Wording = "openai"
    keys: frozenset[str] = OPENAI
    forms: frozenset[str | None] = frozenset({"json_schema", "json_object", None})
    takes_strict: bool = True
    streams_only: bool = False
    status: int = 400
    refusal: Callable[[Wording], Reply] | None = None
    message: Callable[[str], Json] = as_content
    finish: str = "stop"
    wrap: Callable[[Json], str] = json.dumps
    billed_micros: int = 0
    refused: list[int] = field(default_factory=list)

    def reply(self, request: Json, head: str) -> Reply:
        if said := self._trouble(request):
            self.refused.append(len(self.requests))
            return said
        if self.refusal is not None:
            self.refused.append(len(self.requests))
            return self.refusal(self.wording)
        return self._answer(request, head)

    def _trouble(self, request: Json) -> Reply | None:
        if self.streams_only and not request.get("stream"):
            return refused_in(self.wording, self.status, "stream", _NO_STREAM[self.wording])
        streams = {"stream", "stream_options"} if self.streams_only else set()
        unknown = sorted(set(request) - CORE - self.keys - streams - {"response_format"})
        if unknown:
            return self._unknown(unknown)
        form = request.get("response_format", {}).get("type")
        if form not in self.forms:
            return self._form(form)
        if form == "json_schema" and not self.takes_strict and "strict" in request["response_format"]["json_schema"]:
            return refused_in(
                self.wording, self.status, "response_format.json_schema.strict", "'strict' is not supported"
            )
        return None

    def _unknown(self, names: list[str]) -> Reply:
        """OpenAI and llama.cpp name one at a time, pydantic all of them, with what was sent; some say nothing."""
        if self.wording == "silent":
            return Reply(self.status, b"Bad Request")
        if self.wording == "pydantic":
            told = [
                {
                    "type": "extra_forbidden",
                    "loc": ["body", name],
                    "msg": "Extra inputs are not permitted",
                    "input": "x",
                }
                for name in names
            ]
            return Reply(422, json.dumps({"detail": told}).encode())
        if self.wording == "llama":
            return Reply(self.status, json.dumps({"error": f'json: unknown field "{names[0]}"'}).encode())
        return refused_in("openai", self.status, names[0], f"Unsupported parameter: '{names[0]}' is not supported.")

    def _form(self, form: str | None) -> Reply:
        if self.wording == "silent":
            return Reply(self.status, b"Bad Request")
        if self.wording == "pydantic":
            allowed = " or ".join(f"'{name or 'text'}'" for name in sorted(self.forms, key=str))
            told = {
                "type": "literal_error",
                "loc": ["body", "response_format", "type"],
                "msg": f"Input should be {allowed}",
            }
            return Reply(422, json.dumps({"detail": [{**told, "input": form}]}).encode())
        if self.wording == "llama":
            return Reply(500, b'{"error":{"code":500,"message":"Failed to parse grammar","type":"server_error"}}')
        told_text = f"Invalid parameter: 'response_format' of type '{form}' is not supported with this model."
        return refused_in("openai", self.status, "response_format", told_text)

    def _answer(self, request: Json, _head: str) -> Reply:
        text = by_schema(schema_in(request), request)
        prompt, written = len(json.dumps(request)) // 4, len(text) // 4
        self.billed_micros += prompt * INPUT_PRICE + written * OUTPUT_PRICE
        body = {
            "model": request["model"],
            "choices": [{"index": 0, "finish_reason": self.finish, "message": self.message(text)}],
            "usage": {"prompt_tokens": prompt, "completion_tokens": written},
        }
        return Reply(body=(streamed if self.streams_only else self.wrap)(body).encode())


def streamed(body: Json) -> str:
    """The answer as a stream that nobody asked for, its tokens in the last event."""
    choice, usage = body["choices"][0], body["usage"]
    text = str(choice["message"]["content"])
    parts = [text[at : at + 40] for at in range(0, len(text), 40)]
    events: list[Json] = [{"choices": [{"index": 0, "delta": {"content": part}}]} for part in parts]
    events += [{"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}, {"choices": [], "usage": usage}]
    return ": keep-alive\n\n" + "".join(f"data: {json.dumps(event)}\n\n" for event in events) + "data: [DONE]\n\n"


def enveloped(body: Json) -> str:
    """The answer as a gateway passes it on, with the tokens under names and in a form of its own."""
    usage = body["usage"]
    counted = {"inputTokens": str(usage["prompt_tokens"]), "outputTokens": str(usage["completion_tokens"])}
    return "\ufeff" + json.dumps({"success": True, "result": {**body, "usage": counted}})


def scribbled(text: str) -> Json:
    """JSON as a small model writes it."""
    inside = json.dumps(json.loads(text), indent=1).replace("null", "None").replace("true", "True")
    loose = inside.replace("\n", " // as printed\n", 1).removesuffix("}").rstrip() + ",\n}"
    return as_content(f"```json\n{{'answer': {loose}}}\n```")


def schema_in(request: Mapping[str, Any]) -> Json:
    """The schema of the answer: from its parameter, else from the words of the first message."""
    form = request.get("response_format") or {}
    if form.get("type") == "json_schema":
        schema: Json = form["json_schema"]["schema"]
        return schema
    _, _, text = str(request["messages"][0]["content"]).rpartition("with every key:\n")
    found: Json = json.loads(text)
    return found


def refused_in(wording: Wording, status: int, param: str | None, text: str, code: str | None = None) -> Reply:
    """One refusal as each kind of server words it."""
    if wording == "openai":
        told: Any = {"error": {"message": text, "type": "invalid_request_error", "param": param, "code": code}}
    elif wording == "pydantic":
        status, told = (
            422,
            {"detail": [{"type": "value_error", "loc": ["body"], "msg": f"Value error, {text}", "input": {}}]},
        )
    else:
        told = {"error": {"code": status, "message": text, "type": "server_error"}}
    return Reply(status, json.dumps(told).encode())


def content_filter(wording: Wording) -> Reply:
    texts = {
        "openai": "The response was filtered due to the prompt triggering the content management policy.",
        "pydantic": "the prompt was flagged by the content policy",
        "llama": "prompt blocked by content filter",
    }
    return refused_in(wording, 400, None, texts[wording], "content_filter")


def too_long(wording: Wording) -> Reply:
    texts = {
        "openai": "This model's maximum context length is 4096 tokens. Please reduce the length of the messages.",
        "pydantic": "the prompt (9030 tokens) is longer than max_model_len (2048)",
        "llama": "request (9030 tokens) exceeds the available context size (2048 tokens), try increasing it",
    }
    return refused_in(wording, 400, "messages", texts[wording], "context_length_exceeded")


def model_gone(wording: Wording) -> Reply:
    texts = {
        "openai": "The model `some-model` does not exist or you do not have access to it.",
        "pydantic": "model some-model does not exist",
        "llama": 'model "some-model" not found, try pulling it first',
    }
    return refused_in(wording, 404, None, texts[wording], "model_not_found")


def no_form(wording: Wording) -> Reply:
    texts = {
        "openai": "Invalid schema for response_format 'extract_invoice'.",
        "pydantic": "response_format: schema is not supported",
        "llama": "JSON schema conversion failed: unsupported",
    }
    return refused_in(wording, 400, "response_format", texts[wording])
