"""A chat-completions endpoint inside the process: rules and vocabulary instead of a model, nothing sent anywhere.

It answers ``POST .../chat/completions`` for the three answer schemas of this project as the wire format has it, so
that every part above can be run, measured and shown without a key. It is no model: it knows labels, it does not read.
Anything else gets the error body such services send, status 400. There are no log-probabilities.
"""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx2

from invoice_llm.label_reader.endpoint.choosing import choose_model
from invoice_llm.label_reader.endpoint.prompt import EndpointRequest, NotAsked, asked
from invoice_llm.label_reader.endpoint.verdicts import judge_extraction
from invoice_llm.label_reader.reader import ReadLabels, read_invoice

MODEL_NAME = "embedded-label-reader"
# Characters a token, as large models' vocabularies come to on European business text.
_CHARACTERS_A_TOKEN = 3.6


class _NothingWasSent(logging.Filter):
    """Leaves out the client's line of log for a request that left no process: it says nothing that the line of its
    document does not say."""

    def __init__(self) -> None:
        super().__init__()
        self.hosts: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        parts = record.args if isinstance(record.args, tuple) else ()
        return not any(isinstance(part, httpx2.URL) and part.host in self.hosts for part in parts)


_QUIET = _NothingWasSent()


class EmbeddedTransport(httpx2.AsyncBaseTransport):
    """Answers in the process that asks. ``read`` is the label reader; one that remembers spares it the texts that were
    read before."""

    def __init__(self, read: ReadLabels = read_invoice) -> None:
        self._read = read
        logging.getLogger("httpx2").addFilter(_QUIET)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        _QUIET.hosts.add(request.url.host)
        body = await request.aread()
        if request.method != "POST" or not request.url.path.endswith("/chat/completions"):
            return _refusal(request, f"{request.method} {request.url.path} is not served here.", status=404)
        try:
            question = asked(body)
            answer = _answer(question, self._read)
        except NotAsked as error:
            return _refusal(request, str(error))
        return httpx2.Response(200, json=_completion(question, answer, body), request=request)


def _answer(question: EndpointRequest, read: ReadLabels) -> str:
    answers: Mapping[str, Callable[[EndpointRequest], Mapping[str, Any]]] = {
        "detect_invoice_model": lambda asked_: choose_model(asked_.document, asked_.prompt, asked_.schema),
        "extract_invoice": lambda asked_: read(asked_.document).model_dump(mode="json"),
        "validate_invoice": lambda asked_: judge_extraction(asked_.document, asked_.extraction, read),
    }
    if question.schema_name not in answers:
        raise NotAsked(f"No answer schema is called {question.schema_name!r} here.")
    return json.dumps(answers[question.schema_name](question), ensure_ascii=False)


def _completion(question: EndpointRequest, answer: str, body: bytes) -> dict[str, Any]:
    sent, written = _tokens(question.prompt), _tokens(answer)
    return {
        "id": f"chatcmpl-{hashlib.sha256(body).hexdigest()[:24]}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": MODEL_NAME,
        "choices": [
            {
                "index": 0,
                "finish_reason": "stop",
                "logprobs": None,
                "message": {"role": "assistant", "content": answer, "refusal": None},
            }
        ],
        "usage": {"prompt_tokens": sent, "completion_tokens": written, "total_tokens": sent + written},
    }


def _tokens(text: str) -> int:
    return max(1, round(len(text) / _CHARACTERS_A_TOKEN))


def _refusal(request: httpx2.Request, message: str, *, status: int = 400) -> httpx2.Response:
    error = {"message": message, "type": "invalid_request_error", "param": None, "code": "not_supported"}
    return httpx2.Response(status, json={"error": error}, request=request)
