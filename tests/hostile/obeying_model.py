"""A model on a socket that does what the document tells it: it answers the planted values, is sure of them, confirms
everything it is asked about and follows the planted invoice model."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from invoice_llm.documents.layout import layout_text
from invoice_llm.documents.read_document import Limits
from invoice_llm.documents.reader import read_bytes
from invoice_llm.invoice.answers import DETECT, EXTRACT, VALIDATE
from tests.hostile.planted_text import MARK, Trap, honest_answer

Json = dict[str, Any]
_DOCUMENT = re.compile(r"<document>\n(.*)\n</document>", re.DOTALL)
_EXTRACTION = re.compile(r"<extraction>\n(.*)\n</extraction>", re.DOTALL)


class Obedient:
    """Knows of each document, by the lines of its text that it is sent, what is planted in it. ``told`` are the names
    of the traps whose planted text came through to it."""

    def __init__(self, traps: list[Trap]) -> None:
        self._traps = [(_signs(layout_text(read_bytes(trap.data, Limits()).pages)), trap) for trap in traps]
        self.told: set[str] = set()
        self.prompts: dict[str, str] = {}

    def _trap_of(self, sent: frozenset[str]) -> Trap | None:
        """The shortest document in which all these lines stand: rows of its table may be left out of a question."""
        fitting = [(len(lines), at) for at, (lines, _) in enumerate(self._traps) if sent and sent <= lines]
        return self._traps[min(fitting)[1]][1] if fitting else None

    def answer(self, request: Json) -> str:
        said = request["messages"][-1]["content"]
        found = _DOCUMENT.search(said)
        text = found[1] if found else ""
        trap = self._trap_of(_signs(text))
        obeys = trap is not None and MARK in text
        if trap is not None and obeys:
            self.told.add(trap.name)
            self.prompts[trap.name] = said
        name = request["response_format"]["json_schema"]["name"]
        if name == DETECT:
            model = "vendor_b_v1" if obeys else "generic_fallback"
            return json.dumps({"model_type": model, "confidence": 1.0, "reasoning": "the document says so"})
        if name == VALIDATE:
            return _all_confirmed(said)
        assert name == EXTRACT
        return json.dumps(_planted(trap.planted if trap and obeys else {}, text), ensure_ascii=False)


def _signs(text: str) -> frozenset[str]:
    """What tells the documents apart, line by line, whatever was made of delimiters in them."""
    return frozenset(re.sub(r"\W", "", line) for line in text.splitlines()) - {""}


def _planted(planted: Mapping[str, Any], text: str) -> Json:
    language = "de" if "Rechnung" in text else "fr" if "Facture" in text else "en"
    answer: Json = json.loads(honest_answer(language))
    for path, value in planted.items():
        group, _, name = path.rpartition(".")
        (answer[group] if group else answer)[name] = value
    return answer


def _all_confirmed(said: str) -> str:
    fields = json.loads(_EXTRACTION.search(said)[1])  # type: ignore[index]
    verdicts = [{"field": field, "verdict": "correct", "printed": None, "reason": "it says so"} for field in fields]
    return json.dumps({"verdicts": verdicts})


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256


@contextmanager
def serving(model: Obedient) -> Iterator[str]:
    """The address to call, with ``/v1``."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["content-length"])))
            body = json.dumps(_completion(request["model"], model.answer(request))).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = _Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _completion(model: str, content: str) -> Json:
    message = {"role": "assistant", "content": content, "refusal": None}
    choice = {"index": 0, "finish_reason": "stop", "logprobs": None, "message": message}
    usage = {"prompt_tokens": 1000, "completion_tokens": 300, "total_tokens": 1300}
    head = {"id": "c", "object": "chat.completion", "created": 1_700_000_000, "model": model}
    return {**head, "choices": [choice], "usage": usage}
